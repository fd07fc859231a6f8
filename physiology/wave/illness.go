package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// The shapes here follow textbooks: ST segments by territory with reciprocal changes
// (Thygesen K et al, Fourth universal definition of myocardial infarction, Circulation
// 138:e618, 2018, doi:10.1161/CIR.0000000000000617), potassium (Surawicz B, Am Heart J
// 73:814, 1967), J waves of the cold (Osborn JJ, Am J Physiol 175:389, 1953); all to
// check. The thresholds are conventions: hearts of equal potassium differ.

// injury is the direction in which a territory's ST segment is lifted.
func injury(t rhythm.Territory) dipole {
	switch t {
	case rhythm.Inferior:
		return dipole{-0.10, 1.00, 0.25}
	case rhythm.Lateral:
		return dipole{1.00, -0.30, 0.20}
	case rhythm.Posterior:
		return dipole{0.10, 0.20, 1.00}
	case rhythm.Diffuse:
		return dipole{1.00, 0.80, -0.50}
	}
	return dipole{0.45, -0.35, -0.90}
}

// lift is the dipole that shifts the lead which faces the territory best by a level.
func lift(t rhythm.Territory, level float64) dipole {
	v := injury(t)
	most := 0.0
	for _, k := range [...]Kind{ECGI, ECGII, ECGV1, ECGV2, ECGV3, ECGV4, ECGV5, ECGV6} {
		most = max(most, math.Abs(v.dot(leadVector(k))))
	}
	one, two := v.dot(leadVector(ECGI)), v.dot(leadVector(ECGII))
	most = max(most, math.Abs(two-one), math.Abs(one-two/2), math.Abs(two-one/2))
	return v.times(level / most)
}

// depleted is how far potassium is below what is normal, 0..1.
func depleted(potassium float64) float64 {
	if potassium <= 0 {
		return 0
	}
	return 1 - ramp(potassium, 2.5, 3.5)
}

// illness draws what ischaemia, potassium and cold add to a beat; rr is the interval
// before it, s.
func (e *ecg) illness(b *beat, rr float64) {
	k := &e.shape
	if k.ST != 0 {
		level := lift(k.Territory, within(k.ST, -0.8, 0.8, 0)*b.size)
		e.paste(b.onset, b.segment(), level)
		share := 0.7 // the T wave goes with a lifted segment
		if k.ST < 0 {
			share = 0.2
		}
		e.paste(b.onset, b.tWave(1), level.times(share))
	}
	low := depleted(k.Potassium)
	if low > 0 {
		e.paste(b.onset, b.segment(), lift(rhythm.Diffuse, -0.10*low*b.size))
	}
	if low > 0 || rr > 0.95 { // in slow rhythms the U wave stands free
		e.paint(b.onset, b.uWave(), dipole{0.02 + 0.15*low, 0.01 + 0.13*low, -0.02 - 0.08*low}.times(b.size))
	}
	if cold := ramp(33-k.Core, 0, 6); k.Core > 0 && cold > 0 {
		s := stroke{top: b.end + 0.005, rise: 0.012, fall: 0.018}
		e.paint(b.onset, &s, dipole{0.45, 0.35, 0.05}.times(cold*b.size))
	}
}

// wave draws the sine wave of a heart that potassium is about to stop: the QRS complex
// and the T wave are one swing up and one down.
func (e *ecg) wave(ev *rhythm.Event, b *beat, size float64) {
	period := within(ev.RR, 0.3, 1.1, 0.8)
	if math.IsInf(ev.RR, 0) {
		period = 0.8
	}
	axis := dipole{0.55, 0.60, 0.35}.times(size * e.person.qrs)
	up := stroke{top: ev.Time + 0.13, rise: 0.045, fall: 0.15 * period}
	down := stroke{top: up.top + 0.45*period, rise: 0.15 * period, fall: 0.15 * period}
	e.paint(b.onset, &up, axis)
	e.paint(b.onset, &down, axis.times(-0.8))
}
