package physiology_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// event is an action at a time, s, that is reverted after dur, s (0: never).
type event struct {
	at   float64
	do   string
	with map[string]any
	dur  float64
}

type with = map[string]any

const t0 = 600.0 // s of rest before anything happens

var rest = [2]float64{300, 590}

// trace is a run: a row of all signals a second, or less often.
type trace struct {
	rows  [][]float64
	every float64 // s
	body  physiology.Body
}

// adult is the person that the bars are stated for.
func adult() physiology.Person { return physiology.Person{Age: 40, Height: 180, Weight: 77} }

func allSignals() []physiology.Signal {
	all := make([]physiology.Signal, len(physiology.Signals()))
	for i := range all {
		all[i] = physiology.Signal(i)
	}
	return all
}

func bind(t testing.TB, name string, args map[string]any) physiology.Args {
	t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		t.Fatalf("no action %s", name)
	}
	bound, errs := a.Bind(args)
	if len(errs) > 0 {
		t.Fatalf("%s: %v", name, errs)
	}
	return bound
}

// run steps a person for a duration, s, and records every second.
func run(t testing.TB, who physiology.Person, dt, duration float64, events ...event) trace {
	t.Helper()
	return record(t, who, dt, duration, 1, events...)
}

// days steps a person for so many days and records every ten minutes.
func days(t testing.TB, who physiology.Person, n float64, events ...event) trace {
	t.Helper()
	return record(t, who, 1, n*86400, 600, events...)
}

func record(t testing.TB, who physiology.Person, dt, duration, every float64, events ...event) trace {
	t.Helper()
	p, err := physiology.Reference(who)
	if err != nil {
		t.Fatal(err)
	}
	env := physiology.DefaultEnvironment()
	b, err := physiology.New(&p, env)
	if err != nil {
		t.Fatal(err)
	}
	in := physiology.NewInputs(env)
	all := allSignals()
	tr := trace{every: every}
	began := make([]bool, len(events))
	for second := 0.0; second <= duration; second++ {
		for i, e := range events {
			if began[i] || second < e.at {
				continue
			}
			began[i] = true
			until := math.Inf(1)
			if e.dur > 0 {
				until = b.Time + e.dur
			}
			if _, err := in.Begin(&p, &b, bind(t, e.do, e.with), until); err != nil {
				t.Fatal(err)
			}
		}
		if math.Mod(second, every) == 0 {
			row := make([]float64, len(all))
			b.Observe(&p, all, row)
			tr.rows = append(tr.rows, row)
		}
		for range int(math.Round(1 / dt)) {
			b.Step(&p, &in, dt)
		}
	}
	tr.body = b
	return tr
}

func (tr trace) at(s physiology.Signal, second float64) float64 {
	return tr.rows[int(second/tr.every)][s]
}

// mean of a signal from second a to second b.
func (tr trace) mean(s physiology.Signal, a, b float64) float64 {
	sum := 0.0
	for i := int(a); i <= int(b); i++ {
		sum += tr.rows[i][s]
	}
	return sum / float64(int(b)-int(a)+1)
}

func (tr trace) max(s physiology.Signal, a, b float64) float64 {
	m := math.Inf(-1)
	for i := int(a); i <= int(b); i++ {
		m = math.Max(m, tr.rows[i][s])
	}
	return m
}

func (tr trace) min(s physiology.Signal, a, b float64) float64 {
	m := math.Inf(1)
	for i := int(a); i <= int(b); i++ {
		m = math.Min(m, tr.rows[i][s])
	}
	return m
}

// percent is the change of a mean from the window of rest to another, %.
func (tr trace) percent(s physiology.Signal, from, to [2]float64) float64 {
	return 100 * (tr.mean(s, to[0], to[1])/tr.mean(s, from[0], from[1]) - 1)
}

// change is the same as a difference.
func (tr trace) change(s physiology.Signal, from, to [2]float64) float64 {
	return tr.mean(s, to[0], to[1]) - tr.mean(s, from[0], from[1])
}

// below is the time after which a signal is under a limit, s from a.
func (tr trace) below(s physiology.Signal, limit, a float64) float64 {
	for i := int(a); i < len(tr.rows); i++ {
		if tr.rows[i][s] < limit {
			return float64(i) - a
		}
	}
	return math.NaN()
}
