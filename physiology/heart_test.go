package physiology_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// beating is a body with its heart.
type beating struct {
	p     physiology.Patient
	body  physiology.Body
	in    physiology.Inputs
	heart rhythm.Heart
	seen  []rhythm.Event
}

func withHeart(t testing.TB, who physiology.Person) *beating {
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
	return &beating{p: p, body: b, in: physiology.NewInputs(env), heart: physiology.NewHeart(&p, 1, 0)}
}

func having(t testing.TB, name string, with map[string]any) physiology.Person {
	t.Helper()
	c, errs := physiology.BindCondition(name, with)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	who := adult()
	who.Conditions = []physiology.Condition{c}
	return who
}

func (l *beating) do(t testing.TB, name string, with map[string]any) physiology.Handle {
	t.Helper()
	a, ok := physiology.ActionByName(name)
	if !ok {
		t.Fatalf("no action %s", name)
	}
	bound, errs := a.Bind(with)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	h, err := l.in.Begin(&l.p, &l.body, bound, math.Inf(1))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// pass lets seconds pass and keeps the heart's events of them.
func (l *beating) pass(seconds int) {
	l.seen = make([]rhythm.Event, 0, 64)
	for range seconds {
		l.body.Step(&l.p, &l.in, 1)
		l.seen = l.in.Beat(&l.p, &l.body, &l.heart, 0, 1, l.seen)
	}
}

func (l *beating) value(s physiology.Signal) float64 {
	var v [1]float64
	l.body.Observe(&l.p, []physiology.Signal{s}, v[:])
	return v[0]
}

func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) {
		t.Errorf("%s is %.4g, not within %.4g..%.4g", what, got, low, high)
	}
}

// TestRhythmsActOnTheCirculation: what a rhythm does to rate, flow and pressure against
// sinus rhythm. Flow in fast ventricular tachycardia falls by a third to a half and is
// near normal in a supraventricular one of the same rate in a healthy heart (Saksena S et
// al, Am J Cardiol 54:77, 1984, to check); atrioventricular block slows to an escape.
func TestRhythmsActOnTheCirculation(t *testing.T) {
	rest := withHeart(t, adult())
	rest.pass(60)
	flow, pressure := rest.value(physiology.CO), rest.value(physiology.MAP)
	for _, c := range []struct {
		code, rate                 string
		hrLow, hrHigh              float64
		flowLow, flowHigh, leastBP float64 // relative to rest
	}{
		{"VTM", "190 /min", 185, 195, 0.5, 0.85, 0.6},
		{"SVT", "170 /min", 167, 173, 0.85, 1.15, 0.85},
		{"AFIB", "110 /min", 85, 140, 0.8, 1.15, 0.85},
		{"AVB3", "", 25, 55, 0.5, 0.9, 0.7},
		{"BIGEM", "80 /min", 76, 84, 0.7, 1.0, 0.8},
		{"PACE_V", "70 /min", 67, 73, 0.8, 1.0, 0.85},
		{"RBBB", "", 60, 80, 0.97, 1.03, 0.97},
	} {
		t.Run(c.code, func(t *testing.T) {
			l := withHeart(t, adult())
			with := map[string]any{"rhythm": c.code}
			if c.rate != "" {
				with["rate"] = c.rate
			}
			h := l.do(t, "patient.rhythm", with)
			l.pass(120)
			within(t, "rate", l.value(physiology.HR), c.hrLow, c.hrHigh)
			within(t, "flow", l.value(physiology.CO)/flow, c.flowLow, c.flowHigh)
			within(t, "pressure", l.value(physiology.MAP)/pressure, c.leastBP, 1.1)
			within(t, "rate times stroke over flow", l.value(physiology.HR)*l.value(physiology.SV)/1000/l.value(physiology.CO), 0.99, 1.01)
			l.in.End(&l.p, &l.body, h)
			l.pass(180)
			within(t, "flow after it", l.value(physiology.CO)/flow, 0.95, 1.05)
		})
	}
}

// TestAPulselessRhythmIsAnArrest that a shock ends.
func TestAPulselessRhythmIsAnArrest(t *testing.T) {
	for code, shocks := range map[string]bool{"VFC": true, "VFL": true, "VTP": true, "ASYS": false, "PEA": false, "VSTAND": false} {
		l := withHeart(t, adult())
		l.do(t, "patient.rhythm", map[string]any{"rhythm": code})
		l.pass(10)
		if l.value(physiology.HR) != 0 || l.heart.Name().String() != code {
			t.Errorf("%s: rate %g, name %s", code, l.value(physiology.HR), l.heart.Name())
		}
		for _, e := range l.seen {
			if e.Stroke != 0 && e.Time > 1 {
				t.Errorf("%s: a beat at %.1f s moves blood", code, e.Time)
			}
		}
		l.do(t, "patient.defibrillate", map[string]any{"energy": "200 J"})
		l.pass(60)
		if back := l.value(physiology.HR) > 30; back != shocks {
			t.Errorf("%s: after a shock the rate is %g", code, l.value(physiology.HR))
		}
	}
}

// TestTheBodyActsOnTheRhythm: potassium slows and blocks, closed arteries make ectopic
// beats, sympathetic drive opens the node.
func TestTheBodyActsOnTheRhythm(t *testing.T) {
	l := withHeart(t, adult())
	l.pass(30)
	narrow := width(l.seen)
	l.do(t, "patient.hyperkalaemia", map[string]any{"level": "7.8 mmol/L", "over": "5m"})
	l.pass(400)
	if got := width(l.seen[len(l.seen)-20:]); got < 1.3*narrow {
		t.Errorf("complexes are %.0f ms wide at 7.8 mmol/L and %.0f before", 1000*got, 1000*narrow)
	}
	af := withHeart(t, adult())
	af.do(t, "patient.rhythm", map[string]any{"rhythm": "AFIB"})
	af.pass(120)
	slow := af.value(physiology.HR)
	af.do(t, "patient.exercise", map[string]any{"power": "60 W"})
	af.pass(180)
	if fast := af.value(physiology.HR); fast < slow+10 {
		t.Errorf("fibrillating, exercise takes the rate from %.0f to %.0f /min", slow, fast)
	}
}

func width(events []rhythm.Event) float64 {
	last := 0.0
	for _, e := range events {
		if e.Kind == rhythm.Ventricular {
			last = e.Width
		}
	}
	return last
}

// TestImplants: a pacemaker paces what does not beat, a defibrillator ends fibrillation.
func TestImplants(t *testing.T) {
	l := withHeart(t, having(t, "pacemaker", map[string]any{"mode": "VVI", "rate": "60 /min"}))
	within(t, "rate at rest", l.value(physiology.HR), 59.9, 60.1)
	l.pass(120)
	within(t, "paced rate", l.value(physiology.HR), 59, 61)
	if last := l.seen[len(l.seen)-1]; !contains(l.seen, rhythm.Spike) {
		t.Errorf("no stimulus; the last event is %+v", last)
	}
	d := withHeart(t, having(t, "icd", nil))
	d.do(t, "patient.rhythm", map[string]any{"rhythm": "VFC"})
	d.pass(40)
	if !contains(d.seen, rhythm.Shock) {
		t.Error("the defibrillator gave no shock")
	}
	within(t, "rate after its shock", d.value(physiology.HR), 40, 150)
	paced := withHeart(t, adult())
	paced.do(t, "patient.pace", map[string]any{"rate": "100 /min"})
	paced.pass(60)
	within(t, "rate paced from outside", paced.value(physiology.HR), 98, 102)
	if !contains(paced.seen, rhythm.Spike) {
		t.Error("pacing from outside has no stimuli")
	}
}

func contains(events []rhythm.Event, k rhythm.Kind) bool {
	for _, e := range events {
		if e.Kind == k {
			return true
		}
	}
	return false
}
