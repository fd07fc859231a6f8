package physiology

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Diabetes is the kind of diabetes that a person lives with.
type Diabetes uint8

// The kinds: none, without insulin of one's own, with resistance to it.
const (
	NoDiabetes Diabetes = iota
	Type1Diabetes
	Type2Diabetes
)

// Glucose is the glucose and insulin of the patient: S2008 from the sampled cohort in
// type 1, Dalla Man with secretion otherwise, spread by rng; nil is the middle one. It
// is a value of its own beside Patient, since a body does without.
func (p *Patient) Glucose(rng *rand.Rand) (glucose.Patient, error) {
	switch p.Diabetes {
	case Type1Diabetes:
		return p.type1(rng)
	case Type2Diabetes:
		return glucose.Draw(glucose.Type2, p.Weight, 110, 260, rng)
	}
	return glucose.Draw(glucose.Healthy, p.Weight, 70, 100, rng)
}

// type1 is a patient of the cohort of an age.
func (p *Patient) type1(rng *rand.Rand) (glucose.Patient, error) {
	class := glucose.Adult
	switch {
	case p.Age < 12:
		class = glucose.Child
	case p.Age < 19:
		class = glucose.Adolescent
	}
	c, err := glucose.CohortOf(class)
	if err != nil {
		return glucose.Patient{}, err
	}
	var params glucose.Params
	if rng == nil {
		params, err = c.Patient(make([]float64, len(c.Names())), p.Weight)
	} else {
		params, err = c.Sample(p.Weight, rng)
	}
	return glucose.Type1Patient(params), err
}

// RestGlucose is a patient's glucose at the start in an environment, in steady state.
func RestGlucose(g *glucose.Patient, env Environment) glucose.System {
	clock := -1.0
	if env.Circadian {
		clock = env.Clock / 60
	}
	return glucose.NewSystem(g, clock)
}

// Metabolise advances glucose and insulin beside the body by dt seconds, under the
// inputs: meals, insulin and drugs in force, and the work that the body does. It is
// called before the body's Step, so that both see the same inputs. It allocates nothing.
func (in *Inputs) Metabolise(p *Patient, b *Body, g *glucose.Patient, s *glucose.System, dt float64) {
	basal := in.feed(g, s, b, dt)
	reserve := p.Exertion.VO2Max - b.Rest.VO2
	s.Elapse(g, basal, min(max(b.Muscle.VO2/reserve, 0), 1), dt)
	if g.Switches.CounterRegulation {
		b.Vital.starveOfGlucose(glucose.Clouded(s.Plasma(&g.Params)), dt)
	}
}

// starveOfGlucose lets the brain follow low glucose within minutes.
func (v *Vital) starveOfGlucose(share, dt float64) {
	const tau = 180.0 // s
	if share != v.Glucopenia {
		approach(&v.Glucopenia, share, dt/tau)
	}
}

// feed gives what actions bring over dt seconds and ends those that are done. It
// returns the basal insulin that runs, U/min: that of the action begun last.
func (in *Inputs) feed(g *glucose.Patient, s *glucose.System, b *Body, dt float64) float64 {
	basal, serial, fasting := s.Running(), uint32(0), in.fasting()
	for active := in.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros16(active)
		x := &in.Slots[i]
		if b.Time >= x.Until-1e-9 {
			continue // The body's own step ends it.
		}
		switch x.Args.Kind {
		case doMeal:
			grams := min(x.Resolved[1]*dt, x.Resolved[0]-x.Done)
			if !fasting {
				s.Ingest(grams)
			}
			if x.Done += grams; x.Done < x.Resolved[0]-1e-9 {
				continue
			}
		case doBasal:
			if x.Resolved[1] == 0 { // for a time
				if x.Serial > serial {
					basal, serial = x.Resolved[0], x.Serial
				}
				continue
			}
			s.Basal = x.Resolved[0]
			if serial == 0 {
				basal = s.Running()
			}
		case doBolus, doGlucagon, doMetformin:
			x.dose(g, s)
		case doDrug:
			if x.Resolved[2] != noCabinet || !x.remedy(g, s, dt) {
				continue
			}
		default:
			continue
		}
		in.release(b, i)
	}
	return basal
}

// fasting reports whether the patient eats nothing.
func (in *Inputs) fasting() bool {
	for active := in.Active; active != 0; active &= active - 1 {
		if in.Slots[bits.TrailingZeros16(active)].Args.Kind == doFast {
			return true
		}
	}
	return false
}

// dose gives what is injected or swallowed at once.
func (s *Slot) dose(g *glucose.Patient, to *glucose.System) {
	x := &s.Resolved
	switch s.Args.Kind {
	case doGlucagon:
		to.InjectGlucagon(x[0])
	case doMetformin:
		to.SwallowMetformin(x[0])
	default:
		if x[1] == 0 {
			to.Bolus(x[0])
			return
		}
		injectLong(to, x[0], int(x[1])-1, g.Params.BW)
	}
}

// resolveGlucose turns the arguments of these actions into units of the model.
func (s *Slot) resolveGlucose(lasting float64) {
	a, x := &s.Args, &s.Resolved
	switch a.Kind {
	case doMeal:
		grams := a.or("carbs", 0)
		*x = [4]float64{grams, grams / max(a.or("over", 900), 1)}
	case doBasal:
		*x = [4]float64{a.or("rate", 0) / 60}
		if math.IsInf(lasting, 1) {
			x[1] = 1 // set for good
		}
	case doBolus:
		*x = [4]float64{a.or("dose", 0), a.or("insulin", 0)}
	case doTherapy:
		x[0] = a.or("mode", 0)
	default:
		x[0] = a.or("dose", 0)
	}
}

// Metabolic reports whether the arguments are of an action on glucose, which only a
// patient with a model of glucose takes.
func (a Args) Metabolic() bool {
	_, remedy := a.remedy()
	return remedy || a.Kind >= doMeal && a.Kind <= doTherapy
}

// Announced is the carbohydrate, g, that an action to be begun announces to whoever
// controls the insulin: that of a meal, unless the patient fasts or does not count it.
func (in *Inputs) Announced(a Args) float64 {
	if a.Kind != doMeal || a.or("announced", 1) == 0 || in.fasting() {
		return 0
	}
	return a.or("carbs", 0)
}

// Therapy is the mode that an action sets, if it is patient.therapy.
func (a Args) Therapy() (control.Mode, bool) {
	return control.Mode(a.or("mode", 0)), a.Kind == doTherapy
}

// Therapy is the mode in force: that of the action begun last, else the usual one.
func (in *Inputs) Therapy(now float64, usual control.Mode) control.Mode {
	serial := uint32(0)
	for active := in.Active; active != 0; active &= active - 1 {
		x := &in.Slots[bits.TrailingZeros16(active)]
		if x.Args.Kind == doTherapy && x.Serial > serial && now < x.Until-1e-9 {
			usual, serial = control.Mode(x.Resolved[0]), x.Serial
		}
	}
	return usual
}

// ObserveGlucose writes the wanted signals of glucose and insulin into dst and leaves
// the others alone.
func ObserveGlucose(g *glucose.Patient, s *glucose.System, want []Signal, dst []float64) {
	for i, w := range want {
		switch w {
		case GlucosePlasma:
			dst[i] = s.Plasma(&g.Params)
		case GlucoseInterstitial:
			dst[i] = s.Interstitial(&g.Params)
		case InsulinPlasma:
			dst[i] = s.Insulin(&g.Params)
		default:
		}
	}
}

func applyType1(q *Patient, _ map[string]float64) error {
	q.Diabetes = Type1Diabetes
	return nil
}

func applyType2(q *Patient, _ map[string]float64) error {
	q.Diabetes = Type2Diabetes
	return nil
}

// glucoseActions feed and treat.
func glucoseActions() []Action {
	insulins := append([]string{"rapid"}, glucose.LongActing()...)
	return []Action{
		{
			kind: doMeal, Name: "patient.meal", Title: "Eat", Doc: "Carbohydrate by mouth, eaten at 5 g a minute at most; who fasts leaves it.",
			Params: []Param{
				required(quantityParam("carbs", "carbohydrate", 0, 500, "g")),
				usually(duration("over", "the meal is served over", 1, 4*3600), "15m"),
				usually(Param{Name: "announced", Doc: "counted, so that a therapy that gives boluses for meals gives one", Kind: Flag}, "true"),
			},
		},
		{
			kind: doBolus, Name: "patient.insulin-bolus", Title: "Inject insulin", Doc: "Insulin under the skin at once; it enters with the next minute. Long-acting insulin reaches the blood over a day and more.",
			Params: []Param{
				required(quantityParam("dose", "injected", 0, 100, "U", "mU")),
				usually(Param{Name: "insulin", Doc: "kind of insulin", Kind: Choice, Choices: insulins}, "rapid"),
			},
		},
		{
			kind: doBasal, Name: "patient.insulin-basal", Title: "Set basal insulin", Doc: "A rate of rapid-acting insulin under the skin in the place of what ran before: until it is set again, or, with a duration, until that ends and the old rate runs on.",
			Params: []Param{required(quantityParam("rate", "infused", 0, 35, "U/h", "mU/min"))},
		},
		{
			kind: doGlucagon, Name: "patient.glucagon", Title: "Inject glucagon", Doc: "Glucagon under the skin: the liver gives glucose for an hour.",
			Params: []Param{usually(quantityParam("dose", "injected", 0, 5, "mg", "ug"), "1 mg")},
		},
		{
			kind: doMetformin, Name: "patient.metformin", Title: "Swallow metformin", Doc: "One dose by mouth: the liver makes less glucose for hours.",
			Params: []Param{usually(quantityParam("dose", "swallowed", 0, 3000, "mg", "g"), "500 mg")},
		},
		{
			kind: doTherapy, Name: "patient.therapy", Title: "Change how insulin is controlled", Doc: "The basal rate alone, with a bolus for each announced meal, or a loop that decides every five minutes by a glucose sensor: for good, or, with a duration, until that ends. For patients who need insulin.",
			Params: []Param{required(Param{Name: "mode", Doc: "how insulin is controlled", Kind: Choice, Choices: control.Modes()})},
		},
	}
}
