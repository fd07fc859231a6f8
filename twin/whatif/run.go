package whatif

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Result is every value of every run.
type Result struct {
	Question *Question
	Times    []float64 // s from the branch point
	Whole    bool      // the whole body was stepped, not glucose alone
	values   []float64 // branch, member, signal, time
}

// Value is that of a signal in a member of a branch at Times[i].
func (r *Result) Value(branch, member, signal, i int) float64 {
	q := r.Question
	return r.values[((branch*len(q.Members)+member)*len(q.Signals)+signal)*len(r.Times)+i]
}

// Run answers a question. Members run in parallel; what comes out does not depend on
// how many at a time.
func Run(ctx context.Context, q *Question) (*Result, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	return run(ctx, q, q.needsBody())
}

func run(ctx context.Context, q *Question, whole bool) (*Result, error) {
	r := &Result{Question: q, Whole: whole}
	for i := range int(math.Round(q.Horizon/q.Every)) + 1 {
		r.Times = append(r.Times, float64(i)*q.Every)
	}
	r.values = make([]float64, len(q.Branches)*len(q.Members)*len(q.Signals)*len(r.Times))
	errs := make([]error, len(q.Members))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for k := int(next.Add(1)) - 1; k < len(q.Members) && ctx.Err() == nil; k = int(next.Add(1)) - 1 {
				errs[k] = r.member(k)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// member takes one member through its history and all branches.
func (r *Result) member(k int) error {
	q := r.Question
	trunk := course{twin: q.Members[k].Fork(), member: k, step: q.Step, glucose: !r.Whole}
	trunk.plan(q.History, 0)
	if err := trunk.to(q.At); err != nil {
		return err
	}
	for b := range q.Branches {
		c := trunk.fork()
		c.plan(q.Branches[b].Actions, q.At)
		if err := r.branch(&c, b); err != nil {
			return err
		}
	}
	return nil
}

func (r *Result) branch(c *course, b int) error {
	q := r.Question
	seen := make([]float64, len(q.Signals))
	base := (b*len(q.Members) + c.member) * len(q.Signals) * len(r.Times)
	for i, t := range r.Times {
		if err := c.to(q.At + t); err != nil {
			return err
		}
		observe(c, q.Signals, seen)
		for s, v := range seen {
			r.values[base+s*len(r.Times)+i] = v
		}
	}
	return nil
}

func observe(c *course, want []physiology.Signal, dst []float64) {
	if c.glucose {
		physiology.ObserveGlucose(c.twin.Metabolism, &c.twin.Glucose, want, dst)
		return
	}
	c.twin.Observe(want, dst)
}
