package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// state is what the waves of pulses read of a body in a tick.
type state struct {
	female  bool
	sbp     float64 // mmHg
	pp      float64 // mmHg, pulse pressure
	spo2    float64 // 0..1, at the fingertip
	rate    float64 // 1/min
	transit float64 // s, from the aortic valve to the fingertip
	stroke  float64 // volume, relative to 80 mL
	paradox float64 // share of a stroke that an inspiration of half a litre takes
	pi      float64 // perfusion index, %
	shape   [2]part // of the finger's pulse
}

// systole is how the parts of a beat lie in time, s.
type systole struct {
	pep      float64 // from the onset of QRS to the opening of the aortic valve
	ejection float64 // from there to its closure
}

// latePEP is how much later the left ventricle contracts that is excited through muscle, s.
const latePEP = 0.035

// observe reads a body.
func observe(t *Tick) state {
	b := t.Body
	var v [4]float64
	b.Observe(t.Patient, []physiology.Signal{physiology.SBP, physiology.SpO2, physiology.PulseRate, physiology.PulsePressure}, v[:])
	s := state{female: t.Patient.Sex == physiology.Female, sbp: v[0], spo2: v[1] / 100, rate: v[2], pp: v[3]}
	s.stroke = b.Flow.SV / 80
	narrow := 1 / max(skin(t), 0.05)
	s.shape = ppgShape(t.Patient.Age, narrow)
	way := 0.165 * t.Patient.Height / 180 * math.Exp(-0.004*(t.Patient.Age-40))
	cold := 0.1 * min(max(1-skin(t), 0), 1)
	s.transit = way * math.Exp(-0.0121*(min(max(s.sbp, 40), 240)-120)) * (1 + cold)
	// The emptier the veins, the more an inspiration takes from the stroke.
	s.paradox = 0.04 + 0.20*min(max(1-b.Flow.Pra/max(b.Rest.CVP, 1), 0), 1)
	return s
}

// systole is that of a beat after the interval before it.
func (s *state) systole(e *rhythm.Event) systole {
	hr := s.rate
	if !math.IsInf(e.RR, 1) && e.RR > 0 {
		hr = 60 / e.RR
	}
	hr = min(max(hr, 30), 190)
	x := systole{pep: 0.131 - 0.0004*hr, ejection: 0.413 - 0.0017*hr}
	if s.female {
		x = systole{pep: 0.133 - 0.0004*hr, ejection: 0.418 - 0.0016*hr}
	}
	switch e.Conduction { // the left ventricle is late
	case rhythm.LeftBlock, rhythm.Slow:
		x.pep += latePEP
	}
	return x
}

// strokes is the running mean of the strokes of a heart. The body knows the mean alone:
// what a beat is worth beside its neighbours says its event.
type strokes struct{ mean float64 }

// relative is the stroke of a beat over the mean of some beats; 0 moves no blood.
func (s *strokes) relative(e *rhythm.Event) float64 {
	const some, least, most = 16, 0.1, 2.5
	if s.mean == 0 {
		s.mean = e.Stroke
	}
	s.mean += (e.Stroke - s.mean) / some
	return min(e.Stroke/max(s.mean, least), most)
}

// skin is the blood flow through the skin of the hand relative to rest, 0.02..6. The
// heat balance opens and closes it, and so do sympathetic nerves and drugs that drive
// their receptors.
func skin(t *Tick) float64 {
	b := t.Body
	flow := math.Pow(max(b.Skin, 0.05)/max(b.Rest.Skin, 0.5), 0.8)
	flow *= math.Exp(-1.1 * (b.Reflex.LnE - b.Rest.Drive))
	if b.Drugs.Active != 0 {
		e := b.Drugs.Effect()
		flow *= (1 + e.Dilation) / (1 + 6*max(e.Alpha1, e.V1))
	}
	return min(max(flow, 0.02), 6)
}

// nextPress is the time of the first chest compression after a time: they fall on a
// grid of their own rate, 1/s.
func nextPress(after, rate float64) float64 {
	n := math.Floor(after*rate) + 1
	if n/rate <= after {
		n++
	}
	return n / rate
}
