package whatif_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/twin"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

func ensemble(t testing.TB, n int) []twin.Twin {
	t.Helper()
	info, _ := physiology.ProfileByName("type1-diabetes")
	out := make([]twin.Twin, n)
	for k := range out {
		rng := rand.New(rand.NewPCG(uint64(k), 9))
		p, err := physiology.Sample(info.Typical(physiology.PersonKnown{}), rng)
		if err != nil {
			t.Fatal(err)
		}
		g, err := p.Glucose(rng)
		if err != nil {
			t.Fatal(err)
		}
		if out[k], err = twin.New("p-0001", &p, physiology.DefaultEnvironment()); err != nil {
			t.Fatal(err)
		}
		out[k].Sweeten(&g, physiology.DefaultEnvironment())
	}
	return out
}

func action(t testing.TB, at, lasts float64, name string, with map[string]any) whatif.Action {
	t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		t.Fatalf("no action %s", name)
	}
	args, errs := a.Bind(with)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return whatif.Action{At: at, For: lasts, Args: []physiology.Args{args}}
}

func bolus(t testing.TB, at float64, dose string) whatif.Action {
	return action(t, at, 0, "patient.insulin-bolus", map[string]any{"dose": dose})
}

// sweetQuestion has a meal before and after the branch point and three doses.
func sweetQuestion(t testing.TB, members int) *whatif.Question {
	return &whatif.Question{
		Members: ensemble(t, members), At: 1830, Horizon: 4 * 3600, Step: 1, Every: 300,
		History: []whatif.Action{
			action(t, 600, 0, "patient.meal", map[string]any{"carbs": "40 g"}),
			action(t, 5437, 0, "patient.meal", map[string]any{"carbs": "20 g", "over": "7m"}),
		},
		Branches: []whatif.Branch{
			{Name: "baseline"},
			{Name: "same"},
			{Name: "two", Actions: []whatif.Action{bolus(t, 61, "2 U")}},
			{Name: "five", Actions: []whatif.Action{bolus(t, 61, "5 U"), action(t, 900, 1234, "patient.insulin-basal", map[string]any{"rate": "2 U/h"})}},
		},
		Signals:    []physiology.Signal{physiology.GlucosePlasma, physiology.InsulinPlasma},
		Thresholds: []whatif.Threshold{{Signal: physiology.GlucosePlasma, Low: 70, High: 180}},
	}
}

func answer(t testing.TB, q *whatif.Question) *whatif.Result {
	t.Helper()
	r, err := whatif.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestABranchThatDoesNothingDiffersByExactlyNothing(t *testing.T) {
	r := answer(t, sweetQuestion(t, 4))
	for m := range r.Question.Members {
		for s := range r.Question.Signals {
			for i := range r.Times {
				if d := r.Value(1, m, s, i) - r.Value(0, m, s, i); d != 0 {
					t.Fatalf("member %d at %g s: a difference of %g", m, r.Times[i], d)
				}
			}
		}
	}
}

// TestGlucoseAloneIsTheWholeBody: also of people on a loop with a noisy sensor, who
// differ from themselves by the hour.
func TestGlucoseAloneIsTheWholeBody(t *testing.T) {
	q := sweetQuestion(t, 2)
	th, err := control.NewTherapy(60*q.Members[1].Metabolism.Therapy, 0)
	if err != nil {
		t.Fatal(err)
	}
	th.Mode, th.Sensor = control.Loop, control.Sensor{A0: 1.02, Alpha1: 1.2, Alpha2: -0.4, Sigma: 3}
	th.Sensor.Settle(4)
	q.Members[1].Therapy, q.Members[1].Within = &th, glucose.WithinPerson(3)
	whole, err := whatif.RunWhole(t.Context(), q, true)
	if err != nil {
		t.Fatal(err)
	}
	alone := answer(t, q)
	if alone.Whole {
		t.Fatal("the whole body was stepped for glucose")
	}
	var a, b bytes.Buffer
	if whole.WriteCSV(&a) != nil || alone.WriteCSV(&b) != nil {
		t.Fatal("no CSV")
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("stepping glucose alone gives other values than the whole body")
	}
}

func TestTheBodyIsSteppedWhereItMatters(t *testing.T) {
	q := sweetQuestion(t, 1)
	q.Horizon, q.Every = 600, 60
	q.Branches[2].Actions = []whatif.Action{action(t, 0, 300, "patient.exercise", map[string]any{"intensity": "50%"})}
	if r := answer(t, q); !r.Whole {
		t.Error("exercise acts on glucose through the muscles, and the body was not stepped")
	}
	q = sweetQuestion(t, 1)
	q.Horizon, q.Every, q.Signals = 60, 1, append(q.Signals, physiology.HR)
	if r := answer(t, q); !r.Whole {
		t.Error("the heart rate was asked for, and the body was not stepped")
	}
}

func TestMoreInsulinLowersGlucose(t *testing.T) {
	r := answer(t, sweetQuestion(t, 6))
	last := len(r.Times) - 1
	for m := range r.Question.Members {
		none, two, five := r.Value(0, m, 0, last), r.Value(2, m, 0, last), r.Value(3, m, 0, last)
		if !(none > two && two > five) {
			t.Errorf("member %d: %g, %g, %g mg/dL after 0, 2 and 5 U", m, none, two, five)
		}
	}
}

func TestBandsAreNestedAndJudgedByTheUsersRange(t *testing.T) {
	q := sweetQuestion(t, 24)
	r := answer(t, q)
	found := 0
	for _, s := range r.Summarise(whatif.Parameters(q.Members, r.Whole)) {
		for i := range r.Times {
			b := s.Bands
			if !(b.P05[i] <= b.P25[i] && b.P25[i] <= b.P50[i] && b.P50[i] <= b.P75[i] && b.P75[i] <= b.P95[i]) {
				t.Fatalf("%s %s at %g s: bands cross", s.Branch, s.Signal, r.Times[i])
			}
		}
		if s.Branch == "five" && s.Signal == "glucose_plasma" {
			found++
			if len(s.Influential) != 5 || math.Abs(s.Influential[0].Correlation) < math.Abs(s.Influential[4].Correlation) {
				t.Errorf("the most influential are %v", s.Influential)
			}
			if o := s.Outside; o == nil || o.Probability < 0 || o.Probability > 1 || (o.First == nil) != (o.Probability == 0) {
				t.Errorf("outside: %+v", o)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d summaries of the last branch", found)
	}
}

func TestTheSameQuestionGivesTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if answer(t, sweetQuestion(t, 3)).WriteCSV(&a) != nil || answer(t, sweetQuestion(t, 3)).WriteCSV(&b) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two runs differ")
	}
}

func TestFewMembersHaveNoBands(t *testing.T) {
	q := sweetQuestion(t, 2)
	q.Horizon = 300
	for _, s := range answer(t, q).Summarise(nil) {
		if s.Bands != nil || s.Difference != nil {
			t.Fatal("bands of two members")
		}
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	for name, spoil := range map[string]func(q *whatif.Question){
		"no members":            func(q *whatif.Question) { q.Members = nil },
		"no branches":           func(q *whatif.Question) { q.Branches = nil },
		"a baseline that acts":  func(q *whatif.Question) { q.Branches = q.Branches[2:] },
		"no signals":            func(q *whatif.Question) { q.Signals = nil },
		"a step of a minute":    func(q *whatif.Question) { q.Step = 60 },
		"no horizon":            func(q *whatif.Question) { q.Horizon = 0 },
		"an interval of 0.7 s":  func(q *whatif.Question) { q.Every = 1.7 },
		"a threshold elsewhere": func(q *whatif.Question) { q.Thresholds[0].Signal = physiology.HR },
	} {
		q := sweetQuestion(t, 1)
		spoil(q)
		if _, err := whatif.Run(t.Context(), q); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func ExampleRun() {
	info, _ := physiology.ProfileByName("type1-diabetes")
	p, _ := physiology.Reference(info.Typical(physiology.PersonKnown{}))
	g, _ := p.Glucose(nil)
	t, _ := twin.New("p-0001", &p, physiology.DefaultEnvironment())
	t.Sweeten(&g, physiology.DefaultEnvironment())
	dose, _ := physiology.ActionByName("patient.insulin-bolus")
	args, _ := dose.Bind(map[string]any{"dose": "2 U"})
	r, err := whatif.Run(context.Background(), &whatif.Question{
		Members: []twin.Twin{t}, Horizon: 7200, Step: 1, Every: 3600, Signals: []physiology.Signal{physiology.GlucosePlasma},
		Branches: []whatif.Branch{{Name: "baseline"}, {Name: "dose", Actions: []whatif.Action{{Args: []physiology.Args{args}}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("lower after two hours:", r.Value(1, 0, 0, 2) < r.Value(0, 0, 0, 2))
	// Output: lower after two hours: true
}
