package twin

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Twin is one patient: the parameters of the body, which never change, its
// state, and what acts on it.
type Twin struct {
	ID      string
	Patient *physiology.Patient // shared by all forks; not to be changed
	Body    physiology.Body
	Inputs  physiology.Inputs
	Heart   rhythm.Heart // its beats
	Breaths rhythm.Train // when a breath begins
	Tape    *Tape        // of the last step; nil: nobody looks

	breathing float64 // 1/min, at the end of the last step
	inspired  float64 // s, onset of the last breath

	Metabolism *glucose.Patient // nil: glucose is not modelled; shared by all forks
	Glucose    glucose.System
	Feed       []glucose.Input  // what a patient from files is given, a row a minute; shared
	Therapy    *control.Therapy // nil: nobody controls insulin; a fork has its own
	Within     glucose.Within   // how the person differs from himself; zero: not at all
}

// New returns a twin at rest in an environment, in steady state.
func New(id string, p *physiology.Patient, env physiology.Environment) (Twin, error) {
	body, err := physiology.New(p, env)
	if err != nil {
		return Twin{}, fmt.Errorf("twin %s: %w", id, err)
	}
	t := Twin{ID: id, Patient: p, Body: body, Inputs: physiology.NewInputs(env), breathing: body.Gas.RR}
	t.Heart = physiology.NewHeart(p, 0, 0)
	return t, nil
}

// Vary gives the heart its own chance, keyed by a seed: variability of its intervals and
// ectopic beats. Without, the heart of a new twin is regular.
func (t *Twin) Vary(seed uint64) { t.Heart = physiology.NewHeart(t.Patient, seed, 1) }

// Sweeten gives the twin glucose and insulin, at rest in an environment.
func (t *Twin) Sweeten(g *glucose.Patient, env physiology.Environment) {
	t.Metabolism, t.Glucose = g, physiology.RestGlucose(g, env)
}

// Step advances the body, and glucose where it is modelled, by dt seconds. It
// allocates nothing.
func (t *Twin) Step(dt float64) {
	if t.Metabolism != nil {
		t.Metabolise(dt)
	}
	from := t.Body.Time
	t.Body.Step(t.Patient, &t.Inputs, dt)
	t.perform(from, dt)
}

// Metabolise advances glucose and insulin alone, with what is fed and ordered, by dt
// seconds. Step does it for a whole twin.
func (t *Twin) Metabolise(dt float64) {
	if t.Feed != nil {
		t.feed()
	}
	if t.Within != (glucose.Within{}) && !t.Glucose.Underway {
		t.Glucose.Hour = t.Within.At(t.Body.Time / 60)
	}
	if t.Therapy != nil {
		t.treat()
	}
	t.Inputs.Metabolise(t.Patient, &t.Body, t.Metabolism, &t.Glucose, dt)
}

// feed gives the row of the minute that begins now.
func (t *Twin) feed() {
	if t.Glucose.Underway {
		return
	}
	if m := int(t.Body.Time/60 + 0.5); m < len(t.Feed) {
		t.Glucose.Bolus(t.Feed[m].Insulin)
		t.Glucose.Ingest(t.Feed[m].Meal)
	}
}

// Observe writes the true values of the wanted signals into dst; those of glucose are
// 0 where it is not modelled.
func (t *Twin) Observe(want []physiology.Signal, dst []float64) {
	t.Body.Observe(t.Patient, want, dst)
	for i, s := range want {
		if s == physiology.Rhythm {
			dst[i] = float64(t.Heart.Name())
		}
	}
	if t.Metabolism != nil {
		physiology.ObserveGlucose(t.Metabolism, &t.Glucose, want, dst)
	}
}

// Begin puts an action into force now, until the given time of the body (in
// seconds since its start; +Inf: until End).
func (t *Twin) Begin(a physiology.Args, until float64) (physiology.Handle, error) {
	if t.Metabolism == nil && a.Metabolic() {
		return physiology.Handle{}, fmt.Errorf("twin %s: %s: glucose of this patient is not modelled", t.ID, a.Action().Name)
	}
	if mode, ok := a.Therapy(); ok && (math.IsInf(until, 1) || t.Therapy == nil) {
		return physiology.Handle{}, t.prescribe(a, mode)
	}
	announced := t.Inputs.Announced(a)
	h, err := t.Inputs.Begin(t.Patient, &t.Body, a, until)
	if err != nil {
		return h, fmt.Errorf("twin %s: %w", t.ID, err)
	}
	if t.Therapy != nil {
		t.Therapy.Carbs += announced
	}
	return h, nil
}

// End takes an action out of force.
func (t *Twin) End(h physiology.Handle) { t.Inputs.End(t.Patient, &t.Body, h) }

// Fork returns a second twin that goes its own way from here. The cost is that
// of copying the value.
func (t *Twin) Fork() Twin {
	f := *t
	if t.Therapy != nil {
		own := *t.Therapy
		f.Therapy = &own
	}
	return f
}

// Block is a run of twins that are stepped together by one goroutine.
type Block struct{ Twins []Twin }

// BlockSize is how many twins a block holds at most: enough to make handing it
// to a worker cheap, few enough to share the work out evenly.
const BlockSize = 256

// Blocks cuts twins into blocks that share their memory.
func Blocks(twins []Twin) []Block {
	var out []Block
	for from := 0; from < len(twins); from += BlockSize {
		to := min(from+BlockSize, len(twins))
		out = append(out, Block{Twins: twins[from:to:to]})
	}
	return out
}

// Step advances every twin of the block by dt seconds.
func (b *Block) Step(dt float64) {
	for i := range b.Twins {
		b.Twins[i].Step(dt)
	}
}
