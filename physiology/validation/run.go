package validation

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
)

// DefaultStep is the step that scenarios take when they do not say, s.
const DefaultStep = 1.0

// Result is a bar with its value.
type Result struct {
	Bar
	Value      float64 // NaN when it could not be computed
	Pass       bool
	Reason     string // why there is no value, or which side condition fails
	Experiment string // id of the experiment that measured it
	Cohort     *Cohort
}

// Report is all bars in the order of the table, and the courses behind them.
type Report struct {
	Step        float64 // s
	Results     []Result
	Experiments []Outcome
}

// Outcome is an experiment that was run.
type Outcome struct {
	Experiment
	Courses map[string]*Course
}

// job is one piece of work that needs no other.
type job func()

// Run makes every experiment with a step, s, on all processors.
func Run(step float64) (*Report, error) { return run(step, nil) }

// RunVitals does so without what depends on no step, or on hours of many people: the
// engineering bars keep no value of their own and take no part.
func RunVitals(step float64) (*Report, error) {
	r, err := run(step, func(e Experiment) bool { return len(e.Plans) > 0 })
	if err != nil {
		return nil, err
	}
	kept := r.Results[:0]
	for _, x := range r.Results {
		if x.Experiment != "" {
			kept = append(kept, x)
		}
	}
	r.Results = kept
	return r, nil
}

func run(step float64, wanted func(Experiment) bool) (*Report, error) {
	bars, err := Bars()
	if err != nil {
		return nil, err
	}
	r := &Report{Step: step, Results: make([]Result, len(bars))}
	for i, b := range bars {
		r.Results[i] = Result{Bar: b, Value: math.NaN(), Reason: "no experiment measures it"}
	}
	var jobs []job
	for _, e := range Experiments() {
		if wanted != nil && !wanted(e) {
			continue
		}
		o := Outcome{Experiment: e, Courses: map[string]*Course{}}
		for _, p := range e.Plans {
			c := new(Course)
			o.Courses[p.Name] = c
			jobs = append(jobs, func() { *c = *p.run(step) })
		}
		for _, m := range e.Measures {
			i, err := m.row(bars)
			if err != nil {
				return nil, err
			}
			r.Results[i].Experiment = e.ID
			if m.Direct != nil {
				out := &r.Results[i]
				jobs = append(jobs, func() { out.direct(m, step) })
			}
		}
		r.Experiments = append(r.Experiments, o)
	}
	cohorts := &population{}
	jobs = append(jobs, cohorts.jobs(step)...)
	together(jobs)
	r.measure(bars, cohorts)
	return r, nil
}

// together does the jobs on all processors.
func together(jobs []job) {
	var wg sync.WaitGroup
	next := make(chan job)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for j := range next {
				j()
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
}

// row finds the bar that a measure is for: exactly one.
func (m Measure) row(bars []Bar) (int, error) {
	found := -1
	for i, b := range bars {
		if b.ID != m.Bar || !strings.HasPrefix(b.Quantity, m.Quantity) || !strings.Contains("| "+b.Condition+" | "+b.Protocol, m.Where) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("measure %s %q %q fits two bars: %s and %s", m.Bar, m.Where, m.Quantity, bars[found].Name(), b.Name())
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("measure %s %q %q fits no bar", m.Bar, m.Where, m.Quantity)
	}
	return found, nil
}

// measure reads all values from the courses.
func (r *Report) measure(bars []Bar, people *population) {
	for _, o := range r.Experiments {
		for _, m := range o.Measures {
			i, err := m.row(bars)
			if err != nil || m.Direct != nil {
				continue // Run has refused it, or direct has filled it.
			}
			r.Results[i].read(m, o)
		}
	}
	for i := range r.Results {
		r.Results[i].Cohort = people.cohort(r.Results[i].Bar)
		r.Results[i].fromCohort()
	}
	for i, b := range bars {
		if b.ID == "P29" && strings.HasPrefix(b.Quantity, "|CO") {
			r.Results[i].judge(r.identities(), "")
		}
	}
}

// read takes a value from the courses of an experiment.
func (x *Result) read(m Measure, o Outcome) {
	reason := ""
	rd := &Reading{courses: o.Courses, reason: &reason, first: &Course{Reason: "the experiment has no course"}}
	if len(o.Plans) > 0 {
		rd.first = o.Courses[o.Plans[0].Name]
	}
	v := m.Of(rd)
	for _, s := range m.Also {
		if side := s.Of(rd); !(side >= s.Low && side <= s.High) && reason == "" {
			reason = fmt.Sprintf("%s is %.4g, not %g..%g", s.What, side, s.Low, s.High)
		}
	}
	x.judge(v, reason)
}

func (x *Result) direct(m Measure, step float64) {
	v, err := m.Direct(step)
	if err != nil {
		x.judge(math.NaN(), err.Error())
		return
	}
	x.judge(v, "")
}

// judge decides: a bar passes when its value lies in the band and no reason speaks
// against it.
func (x *Result) judge(v float64, reason string) {
	if math.IsInf(v, 0) {
		v = math.NaN()
	}
	if math.IsNaN(v) && reason == "" {
		reason = "the value is not a number"
	}
	x.Value, x.Reason = v, reason
	x.Pass = reason == "" && x.holds(v)
}

// identities is the largest violation in every frame of every course, %.
func (r *Report) identities() float64 {
	worst := 0.0
	for _, o := range r.Experiments {
		for _, c := range o.Courses {
			worst = max(worst, c.Worst.CO, c.Worst.MAP)
		}
	}
	return worst
}

// Verdict is "pass" or "miss".
func (x Result) Verdict() string {
	if x.Pass {
		return "pass"
	}
	return "miss"
}

// Passed counts the bars that pass.
func (r *Report) Passed() int {
	n := 0
	for _, x := range r.Results {
		if x.Pass {
			n++
		}
	}
	return n
}

// Unexplained lists the S bars that miss without a published cause.
func (r *Report) Unexplained() []Result {
	var out []Result
	for _, x := range r.Results {
		if _, known := x.Cause(); !x.Pass && x.Evidence == "S" && !known {
			out = append(out, x)
		}
	}
	return out
}

// Failed reports whether the body does worse than it may: fewer than nine bars in ten
// pass, or a bar of evidence S misses without a published cause.
func (r *Report) Failed() bool {
	return 10*r.Passed() < 9*len(r.Results) || len(r.Unexplained()) > 0
}
