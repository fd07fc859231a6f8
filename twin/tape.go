package twin

import (
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// Tape is what a twin's heart and lungs did in its last step, for whoever looks. A
// twin without one does the same and nobody hears of it.
type Tape struct {
	From, To float64        // s since the start
	Heart    []rhythm.Event // with onset in (From, To], in order of time
	Breaths  []wave.Breath  // that began in it
}

// Listen hangs a tape on the twin, if it has none yet. It reports whether it had one.
func (t *Twin) Listen() bool {
	if t.Tape != nil {
		return true
	}
	t.Tape = &Tape{From: t.Body.Time, To: t.Body.Time, Heart: make([]rhythm.Event, 0, 16), Breaths: make([]wave.Breath, 0, 4)}
	return false
}

// Tick is what a source of waves is told of the last step.
func (t *Twin) Tick() wave.Tick {
	return wave.Tick{
		From: t.Tape.From, To: t.Tape.To, Heart: t.Tape.Heart, Breaths: t.Tape.Breaths,
		Body: &t.Body, Patient: t.Patient, Shape: t.shape(),
	}
}

// perform lets heart and lungs live through the step that the body has just made.
func (t *Twin) perform(from, dt float64) {
	var times [8]float64
	rate := t.Body.Gas.RR
	begun := t.Breaths.Advance(from, dt, t.breathing, rate, times[:0])
	t.breathing = rate
	if n := len(begun); n > 0 {
		t.inspired = begun[n-1]
	}
	if t.Tape == nil {
		t.Inputs.Beat(t.Patient, &t.Body, &t.Heart, t.inspired, dt, nil)
		return
	}
	tape := t.Tape
	tape.From, tape.To = from, t.Body.Time
	tape.Heart = t.Inputs.Beat(t.Patient, &t.Body, &t.Heart, t.inspired, dt, tape.Heart[:0])
	tape.Breaths = tape.Breaths[:0]
	for _, at := range begun {
		tape.Breaths = append(tape.Breaths, wave.Breath{Time: at, Period: 60 / rate, Volume: 1000 * t.Body.Gas.VT, EtCO2: t.Body.Gas.EtCO2})
	}
}

// shape is what illness makes of the form of the heart's waves: what a rhythm was asked
// to show goes before what the body's state shows.
func (t *Twin) shape() wave.Shape {
	b, asked := &t.Body, &t.Heart.Shape
	s := wave.Shape{
		ST: 0.9 * b.Vital.Blocked, Territory: rhythm.Anterior,
		Potassium: b.Blood.Potassium, Core: b.Heat.Core, Press: 1.2 * b.Tone.Press,
	}
	if b.Vital.Injury > 0.05 && b.Vital.Blocked < 0.05 { // supply falls short of need everywhere
		s.ST, s.Territory = -0.3*min(b.Vital.Injury, 1), rhythm.Diffuse
	}
	if asked.ST != 0 {
		s.ST, s.Territory = float64(asked.ST), asked.Territory
	}
	if asked.Potassium != 0 {
		s.Potassium = float64(asked.Potassium)
	}
	return s
}
