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

// NewTape is an empty tape with room for most steps.
func NewTape() *Tape {
	return &Tape{Heart: make([]rhythm.Event, 0, 16), Breaths: make([]wave.Breath, 0, 4)}
}

// Tick is what a source of waves is told of the last step.
func (t *Twin) Tick() wave.Tick {
	return wave.Tick{From: t.Tape.From, To: t.Tape.To, Heart: t.Tape.Heart, Breaths: t.Tape.Breaths, Body: &t.Body, Patient: t.Patient}
}

// perform lets heart and lungs live through the step that the body has just made.
func (t *Twin) perform(from, dt float64) {
	drive := t.Body.HeartDrive(t.Patient)
	var times [8]float64
	rate := t.Body.Gas.RR
	begun := t.Breaths.Advance(from, dt, t.breathing, rate, times[:0])
	t.breathing = rate
	if t.Tape == nil {
		t.Heart.Advance(&drive, dt, nil)
		return
	}
	tape := t.Tape
	tape.From, tape.To = from, t.Body.Time
	tape.Heart = t.Heart.Advance(&drive, dt, tape.Heart[:0])
	tape.Breaths = tape.Breaths[:0]
	for _, at := range begun {
		tape.Breaths = append(tape.Breaths, wave.Breath{Time: at, Period: 60 / rate, Volume: 1000 * t.Body.Gas.VT, EtCO2: t.Body.Gas.EtCO2})
	}
}
