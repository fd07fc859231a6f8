package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// bump is one part of a complex: a dipole that rises and falls as a Gaussian does.
// Times are shares of the complex's width.
type bump struct {
	at, hold, rise, fall float64
	v                    dipole // mV at the top
}

// form is the shape of a ventricular complex of some origin.
type form struct {
	qrs []bump
	st  dipole // mV: what the block or focus of itself does to the ST segment
	t   dipole // mV at the top of the T wave
}

// pattern names a form.
type pattern uint8

const (
	narrow    pattern = iota // through both bundles
	leftWide                 // left bundle branch block
	rightWide                // right bundle branch block
	delta                    // pre-excitation
	outflow                  // ectopic, of the right outflow tract: left block, axis down
	apical                   // of the left apex: right block, axis up
	lateral                  // of the left free wall: right block, axis right
	septal                   // of the right apex: left block, axis up
	paced                    // of a lead in the right apex
	patterns  = iota
)

// crest is where in a complex its highest deflection in lead II lies, a share of its
// width, as Event.Peak says.
const crest = 0.42

// forms are the shapes of the patterns. The dipoles are our own: fitted by hand, through
// the lead vectors, to the amplitudes and the order of deflections that textbooks give
// for each of the 12 leads (Surawicz and Knilans, Chou's Electrocardiography, to check).
var forms = [patterns]form{
	narrow: {
		qrs: []bump{
			{0.22, 0, 0.072, 0.072, dipole{-0.20, -0.06, -0.32}}, // septum, to the right and forward
			{0.42, 0, 0.095, 0.095, dipole{1.00, 0.74, 0.10}},    // free walls, to the left and down
			{0.58, 0, 0.085, 0.085, dipole{0.10, -0.12, 0.62}},   // back of the left ventricle
			{0.73, 0, 0.085, 0.085, dipole{-0.20, -0.10, 0.20}},  // base
		},
		t: dipole{0.28, 0.15, -0.16},
	},
	leftWide: {
		qrs: []bump{
			{0.20, 0, 0.070, 0.070, dipole{0.18, 0.06, -0.14}},
			{0.42, 0, 0.100, 0.100, dipole{0.75, 0.34, 0.65}},
			{0.70, 0, 0.105, 0.095, dipole{0.72, 0.06, 0.95}},
		},
		st: dipole{-0.07, -0.02, -0.09},
		t:  dipole{-0.26, -0.07, -0.30},
	},
	rightWide: {
		qrs: []bump{
			{0.20, 0, 0.065, 0.065, dipole{-0.18, -0.06, -0.30}},
			{0.42, 0, 0.085, 0.085, dipole{1.00, 0.74, 0.12}},
			{0.56, 0, 0.060, 0.060, dipole{0.05, -0.10, 0.35}},
			{0.76, 0, 0.090, 0.085, dipole{-0.58, -0.06, -0.50}}, // the right ventricle, late and alone
		},
		st: dipole{0.03, 0.01, 0.03},
		t:  dipole{0.30, 0.17, 0.06},
	},
	delta: {
		qrs: []bump{
			{0.20, 0.12, 0.070, 0.080, dipole{0.27, 0.24, -0.14}}, // slurred: muscle, not bundles
			{0.45, 0, 0.060, 0.075, dipole{0.85, 0.60, 0.12}},
			{0.60, 0, 0.085, 0.085, dipole{0.12, -0.05, 0.50}},
			{0.74, 0, 0.085, 0.085, dipole{-0.10, -0.05, 0.12}},
		},
		st: dipole{-0.03, -0.02, -0.01},
		t:  dipole{-0.10, -0.08, -0.02},
	},
	outflow: ectopic(dipole{0.45, 1.20, 0.60}),
	apical:  ectopic(dipole{-0.40, -1.10, -0.70}),
	lateral: ectopic(dipole{-1.10, 0.85, -0.45}),
	septal:  ectopic(dipole{0.75, -0.95, 0.75}),
	paced: {
		qrs: []bump{
			{0.20, 0, 0.075, 0.075, dipole{0.20, -0.15, -0.05}},
			{0.42, 0, 0.110, 0.110, dipole{0.80, -0.80, 0.75}},
			{0.70, 0, 0.105, 0.095, dipole{0.70, -0.50, 0.80}},
		},
		st: dipole{-0.10, 0.08, -0.10},
		t:  dipole{-0.33, 0.34, -0.34},
	},
}

// ectopic is the form of a complex that spreads through muscle from a focus: one broad
// deflection that ends more to the back and base, with ST segment and T wave against it.
func ectopic(main dipole) form {
	return form{
		qrs: []bump{
			{0.19, 0, 0.075, 0.075, main.times(0.28).yawed(-0.7)},
			{0.42, 0, 0.120, 0.120, main},
			{0.68, 0, 0.110, 0.100, main.times(0.55).yawed(0.5).rolled(-0.4)},
		},
		st: main.times(-0.10),
		t:  main.times(-0.38),
	}
}

// patternOf is the pattern of a ventricular event.
func patternOf(e *rhythm.Event) pattern {
	switch {
	case e.Origin == rhythm.PacedVentricle:
		return paced
	case e.Origin == rhythm.Pathway || e.Conduction == rhythm.Preexcited:
		return delta
	case e.Origin == rhythm.Ventricle || e.Conduction == rhythm.Slow:
		return outflow + pattern(e.Focus&3)
	case e.Conduction == rhythm.LeftBlock:
		return leftWide
	case e.Conduction == rhythm.RightBlock:
		return rightWide
	}
	return narrow
}

// lock is by how much a form must be moved, as a share of its width, for its highest
// deflection along an axis to lie at the crest.
func (f *form) lock(axis dipole) float64 {
	at, high := crest, 0.0
	for _, step := range [...]float64{0.01, 0.0005, 0.00002} {
		from := at
		for k := -30; k <= 30; k++ {
			x := from + float64(k)*step
			if v := math.Abs(f.at(x, axis)); v > high {
				at, high = x, v
			}
		}
	}
	return crest - at
}

// at is the potential of the QRS complex along an axis.
func (f *form) at(x float64, axis dipole) float64 {
	v := 0.0
	for i := range f.qrs {
		b := &f.qrs[i]
		var z float64
		switch {
		case x < b.at:
			z = (b.at - x) / b.rise
		case x > b.at+b.hold:
			z = (x - b.at - b.hold) / b.fall
		}
		v += b.v.dot(axis) * math.Exp(-z*z/2)
	}
	return v
}
