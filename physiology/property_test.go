package physiology_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// sane fails when a frame is not physiology: numbers, identities, order, bounds.
func sane(t interface{ Fatalf(string, ...any) }, b *physiology.Body, p *physiology.Patient) {
	all := make([]physiology.Signal, len(physiology.Signals()))
	q := make([]float64, len(all))
	for i := range all {
		all[i] = physiology.Signal(i)
	}
	b.Observe(p, all, q)
	for i, v := range q {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("at %g s %s is %g", b.Time, all[i], v)
		}
	}
	for _, s := range []physiology.Signal{
		physiology.HR, physiology.MAP, physiology.DBP, physiology.PAPMean, physiology.PCWP, physiology.CO, physiology.SV, physiology.RR, physiology.VT, physiology.VE, physiology.PaO2, physiology.PaCO2, physiology.VO2,
		physiology.UrineFlow, physiology.BloodVolume, physiology.PlasmaVolume, physiology.Hct, physiology.SaO2, physiology.SpO2, physiology.SvO2, physiology.COHb,
		physiology.Lactate, physiology.Potassium, physiology.HCO3, physiology.EtCO2, physiology.PeakPressure, physiology.ShuntFraction, physiology.DeadSpace, physiology.BreathingEffort,
	} {
		if q[s] < 0 {
			t.Fatalf("at %g s %s is %g", b.Time, s, q[s])
		}
	}
	for _, s := range []physiology.Signal{physiology.SaO2, physiology.SpO2, physiology.SvO2, physiology.COHb, physiology.Hct, physiology.EF, physiology.ShuntFraction, physiology.DeadSpace, physiology.BreathingEffort} {
		if q[s] > 100+1e-9 {
			t.Fatalf("at %g s %s is %g %%", b.Time, s, q[s])
		}
	}
	const e = 1e-9
	if q[physiology.SBP] < q[physiology.MAP]-e || q[physiology.MAP] < q[physiology.DBP]-e {
		t.Fatalf("at %g s SBP %g MAP %g DBP %g", b.Time, q[physiology.SBP], q[physiology.MAP], q[physiology.DBP])
	}
	if d := q[physiology.CO] - q[physiology.HR]*q[physiology.SV]/1000; math.Abs(d) > 0.001*q[physiology.CO]+e {
		t.Fatalf("at %g s CO is %g off HR·SV", b.Time, d)
	}
	if d := q[physiology.SVR]*q[physiology.CO] + q[physiology.CVP] - q[physiology.MAP]; q[physiology.CO] > 0.01 && math.Abs(d) > 1e-6 {
		t.Fatalf("at %g s MAP is %g off SVR·CO + CVP", b.Time, d)
	}
	if d := q[physiology.VE] - q[physiology.RR]*q[physiology.VT]/1000; math.Abs(d) > 1e-9*q[physiology.VE]+e {
		t.Fatalf("at %g s VE is %g off RR·VT", b.Time, d)
	}
	if l := &b.Gas.Lung; l.Shunt < 0 || l.Low < 0 || l.Shunt+l.Low > 0.9+e || l.Dead < 0 || l.Dead > 1 || b.Lungs.Fatigue < 0 || b.Lungs.Fatigue > 1 {
		t.Fatalf("at %g s the lungs are %+v", b.Time, *l)
	}
	if !b.Vital.Arrest && (q[physiology.PH] < 6.7 || q[physiology.PH] > 7.8) {
		t.Fatalf("at %g s pH is %g in a living body (PaCO2 %g)", b.Time, q[physiology.PH], q[physiology.PaCO2])
	}
	if q[physiology.TempCore] < -45 || q[physiology.TempCore] > 65 {
		t.Fatalf("at %g s the core is at %g degC", b.Time, q[physiology.TempCore])
	}
}

// extreme draws arguments that Bind accepts, at the ends of their ranges.
func extreme(t *rapid.T, a physiology.Action) map[string]any {
	args := map[string]any{}
	pick := func(low, high float64) string {
		x := rapid.SampledFrom([]float64{low, high, 0.5 * (low + high), low + 0.1*(high-low)}).Draw(t, "value")
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	for _, p := range a.Params {
		if !p.Required && rapid.Bool().Draw(t, "leave out") {
			continue
		}
		switch p.Kind {
		case physiology.Quantity:
			args[p.Name] = pick(p.Min, p.Max) + " " + p.Units[0]
		case physiology.Number:
			args[p.Name] = pick(p.Min, p.Max)
		case physiology.Choice:
			args[p.Name] = rapid.SampledFrom(p.Choices).Draw(t, "choice")
		case physiology.Flag:
			args[p.Name] = rapid.Bool().Draw(t, "flag")
		case physiology.Text:
			args[p.Name] = "lung"
		}
	}
	return args
}

// burdens are conditions at their ends, and none.
func burdens() [][]physiology.Condition {
	with := func(name, param string, x float64) []physiology.Condition {
		return []physiology.Condition{{Name: name, Params: map[string]float64{param: x}}}
	}
	return [][]physiology.Condition{
		nil, nil, nil, with("copd", "severity", 1), with("copd", "severity", 0.5),
		{{Name: "asthma"}},
		with("shunt", "fraction", 60), with("anaemia", "hb", 6), with("hypertension", "rise", 40),
	}
}

// TestNothingBreaksABody throws random sequences of extreme actions at random people.
func TestNothingBreaksABody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		who := physiology.SamplePerson(physiology.PersonKnown{Conditions: rapid.SampledFrom(burdens()).Draw(t, "conditions")}, rng)
		p, err := physiology.Sample(who, rng)
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		env := physiology.DefaultEnvironment()
		b, err := physiology.New(&p, env)
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		in := physiology.NewInputs(env)
		dt := rapid.SampledFrom([]float64{0.05, 0.25, 1}).Draw(t, "dt")
		var held []physiology.Handle
		for range rapid.IntRange(1, 8).Draw(t, "actions") {
			a := rapid.SampledFrom(physiology.Actions()).Draw(t, "action")
			args, errs := a.Bind(extreme(t, a))
			if len(errs) == 0 {
				if h, err := in.Begin(&p, &b, args, b.Time+rapid.SampledFrom([]float64{30, 600, math.Inf(1)}).Draw(t, "for")); err == nil {
					held = append(held, h)
				}
			}
			if len(held) > 0 && rapid.Bool().Draw(t, "end one") {
				in.End(&p, &b, held[0])
				held = held[1:]
			}
			for range rapid.SampledFrom([]int{5, 60, 900}).Draw(t, "steps") {
				b.Step(&p, &in, dt)
				sane(t, &b, &p)
			}
		}
	})
}
