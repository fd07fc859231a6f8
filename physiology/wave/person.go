package wave

import "math"

// person is how one heart's potentials differ from the reference.
type person struct {
	roll, yaw       float64 // turn of the axis in the frontal and horizontal plane, rad
	p, qrs, t       float64 // factors on amplitudes
	flutter, fibril float64 // Hz: of f waves and of ventricular fibrillation
}

// newPerson draws a person by a seed; that of seed 0 is the reference. The spread keeps
// the frontal axis within 20..90 degrees and amplitudes within what is normal in adults.
func newPerson(seed uint64) person {
	if seed == 0 {
		return person{p: 1, qrs: 1, t: 1, flutter: 6.2, fibril: 4.8}
	}
	of := newStream(seed, ofPerson)
	z := func(n int64) float64 { return within(of.normal(n), -2, 2, 0) }
	return person{
		roll: 0.15 * z(0), yaw: 0.12 * z(1),
		p: math.Exp(0.18 * z(2)), qrs: math.Exp(0.14 * z(3)), t: math.Exp(0.18 * z(4)),
		flutter: 6.2 + 0.7*z(5), fibril: 4.8 + 0.5*z(6),
	}
}

// see is how a lead that sees the reference heart by a dipole sees this person's, whose
// axis is turned, with some air in the lungs.
func (p *person) see(lead dipole, breath float64) dipole {
	return lead.yawed(-p.yaw).rolled(-p.roll - tilt*breath).times(1 - muffle*breath)
}

// A deep breath moves the diaphragm, and with it the heart's axis, and puts air between
// heart and electrodes (amplitudes and angles recalled, to check).
const (
	tilt   = 0.10 // rad at the top of a breath of 500 mL, towards the feet
	muffle = 0.05 // of the amplitude
)

// inflation is how full the lungs are at a time within a breath, relative to 500 mL:
// up for a third of its period, down in the next, then at rest.
func inflation(b *Breath, time float64) float64 {
	x := (time - b.Time) / b.Period
	if !(x > 0 && x < 1) || !(b.Volume > 0) {
		return 0
	}
	if x < 1.0/3 {
		x = 0.5 - 0.5*math.Cos(3*math.Pi*x)
	} else {
		x = 0.5 + 0.5*math.Cos(min(1.5*(x-1.0/3), 1)*math.Pi)
	}
	return x * min(b.Volume/500, 3)
}
