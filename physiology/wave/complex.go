package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// beat is a ventricular complex that is being drawn.
type beat struct {
	onset      int64
	begin      float64 // of the complex, s
	width      float64 // s
	end        float64 // of the complex: the J point, s
	repolarise float64 // s from there to the end of the T wave
	size       float64 // factor on amplitudes
}

// ventricular draws a QRS complex with its ST segment, T and U wave.
func (e *ecg) ventricular(ev *rhythm.Event) {
	width := within(ev.Width, 0.04, 0.3, 0.09)
	if ev.Origin == rhythm.VentricularLoop {
		e.loop(ev, width)
		return
	}
	b := beat{onset: index(ev.Time, e.canvas.rate), begin: ev.Time, width: width, end: ev.Time + width}
	b.repolarise = max(within(ev.QT, width+0.1, 1.3, 0.4)-width, 0.12)
	sine := ramp(e.shape.Potassium, 8, 8.4)
	b.size = 1 - sine
	if sine > 0 {
		e.wave(ev, &b, sine)
	}
	if b.size == 0 {
		return
	}
	p := patternOf(ev)
	if ev.Code == 'F' { // half of the ventricles by either way
		b.size /= 2
		e.complex(narrow, &b)
	}
	e.complex(p, &b)
	b.size = 1 - sine
	e.illness(&b, math.Min(ev.RR, 2))
}

// complex draws what a pattern makes of a beat.
func (e *ecg) complex(p pattern, b *beat) {
	f := &forms[p]
	move := e.lockOf(p)
	for i := range f.qrs {
		part := f.qrs[i]
		part.at += move
		e.strike(b.onset, b.begin, b.width, &part, b.size*e.person.qrs)
	}
	if f.st != (dipole{}) {
		e.paint(b.onset, b.segment(), f.st.times(b.size*e.person.qrs))
	}
	peaked := ramp(e.shape.Potassium, 5.0, 5.6) + 0.6*ramp(e.shape.Potassium, 5.6, 7)
	flat := 1 - 0.85*depleted(e.shape.Potassium)
	e.paint(b.onset, b.tWave(1-0.25*min(peaked, 1)), f.t.times(b.size*e.person.t*flat*(1+1.6*peaked)))
}

// lockOf is how far a pattern is moved for this person's R peak to lie at the crest.
func (e *ecg) lockOf(p pattern) float64 {
	if e.locks[p] != e.locks[p] {
		e.locks[p] = forms[p].lock(e.person.see(leadVector(ECGII), 0))
	}
	return e.locks[p]
}

// segment is a level of the ST segment that goes over into the T wave.
func (b *beat) segment() *stroke {
	return &stroke{
		top: b.end + min(0.012, 0.05*b.repolarise), hold: min(0.08, 0.3*b.repolarise),
		rise: 0.010, fall: 0.15 * b.repolarise,
	}
}

// tWave is a T wave whose tangent ends at the end of the QT interval; it rises more
// slowly than it falls. Narrow makes its base smaller.
func (b *beat) tWave(narrow float64) *stroke {
	fall := 0.135 * b.repolarise
	return &stroke{top: b.end + b.repolarise - 2*fall, rise: 0.185 * b.repolarise * narrow, fall: fall * narrow}
}

// uWave is a U wave behind the T wave.
func (b *beat) uWave() *stroke {
	return &stroke{top: b.end + b.repolarise + 0.08, rise: 0.035, fall: 0.045}
}

// loop draws a turn of ventricular flutter or torsade: one wave up and one down that
// run into the next, along an axis that the event's phase turns.
func (e *ecg) loop(ev *rhythm.Event, width float64) {
	period := within(ev.RR, 0.15, 0.5, 2*width)
	if ev.RR > 0.5 { // the first of a run
		period = within(2*width, 0.18, 0.3, 0.24)
	}
	onset, axis := index(ev.Time, e.canvas.rate), loopAxis.rolled(ev.Phase).times(e.person.qrs)
	up := stroke{top: ev.Peak(), rise: 0.17 * period, fall: 0.17 * period}
	down := stroke{top: ev.Peak() + period/2, rise: 0.17 * period, fall: 0.17 * period}
	e.paint(onset, &up, axis)
	e.paint(onset, &down, axis.times(-0.9))
}

// loopAxis is the direction of a ventricular loop at phase 0, mV.
var loopAxis = dipole{0.35, 0.75, 0.45}
