package module

import "math"

// Motion is the module of an accelerometer at the trunk, whose taps are the force
// forwards, to the left and to the head, in g. It finds falls, posture and steps.
//
// A fall is an impact over the upper threshold of Bourke AK, O'Brien JV, Lyons GM, Gait
// Posture 26:194, 2007, doi:10.1016/j.gaitpost.2006.09.012 (trunk, root sum of squares:
// 3.52 g; lower threshold 0.41 g), or a free fall under the lower one with a softer
// impact, after which the wearer lies. Who sits down hard is upright after it; who drops
// into bed is not, and is taken for fallen. Validity: worn at the trunk the right way up.
//
//	symbol     value  unit  source
//	upper      3.52   g     Bourke 2007
//	lower      0.41   g     Bourke 2007
//	soft       2.0    g     calibrated: impact that counts after a free fall
//	falling    1.0    s     from free fall to impact, Noury 2008: under 0.5 s
//	settling   2.5    s     from impact to the look at the posture
//	lying      0.5    g     of force to the head: the trunk 60° from upright, Bourke 2007
//	rising     3.0    s     upright for so long: got up
func Motion(taps []Tap) (New, error) {
	return func() Module {
		return &motion{rate: taps[0].Rate, slow: 1 - math.Exp(-1/taps[0].Rate/0.5), wide: 1 - math.Exp(-1/taps[0].Rate/2)}
	}, nil
}

const (
	upper    = 3.52 // g
	lower    = 0.41 // g
	soft     = 2.0  // g
	falling  = 1.0  // s
	settling = 2.5  // s
	lying    = 0.5  // g
	standing = 0.7  // g
	rising   = 3.0  // s
	shortest = 0.25 // s between steps
	longest  = 2.0  // s
)

type motion struct {
	rate       float64
	slow, wide float64 // shares of the averages in a sample
	n          int64   // samples
	mean       [3]float64
	size, vary float64 // mean of the force's size, and of its square's difference from it

	free    int64 // last sample in free fall
	hit     int64 // of an impact that is looked at, 0: none
	up      int64 // samples upright since the fall
	fallen  bool
	step    int64 // sample of the last
	pace    float64
	raised  bool // above the threshold of a step
	contact bool
}

func (m *motion) Hear(pieces []Piece, off bool, _ *Found) {
	m.contact = !off
	for i := range pieces[0].Values {
		var a [3]float64
		sum := 0.0
		for k := range a {
			a[k] = pieces[k].Values[i]
			sum += a[k] * a[k]
		}
		m.take(a, math.Sqrt(sum))
	}
}

// Cancel implements Canceller.
func (m *motion) Cancel() bool {
	was := m.fallen || m.hit != 0
	m.fallen, m.hit = false, 0
	return was
}

// take looks at one sample and the size of its force.
func (m *motion) take(a [3]float64, size float64) {
	if m.n == 0 {
		m.mean, m.size = a, size
	}
	m.n++
	for k := range a {
		m.mean[k] += m.slow * (a[k] - m.mean[k])
	}
	m.size += m.wide * (size - m.size)
	m.vary += m.wide * ((size-m.size)*(size-m.size) - m.vary)
	m.fall(size)
	m.walk(size)
}

// fall follows an impact until it is decided what it was.
func (m *motion) fall(size float64) {
	if size < lower {
		m.free = m.n
	}
	fell := m.free != 0 && float64(m.n-m.free) < falling*m.rate
	if size > upper || size > soft && fell {
		m.hit = m.n
	}
	if m.hit != 0 && float64(m.n-m.hit) >= settling*m.rate {
		m.hit = 0
		m.fallen = m.fallen || m.mean[2] < lying
		m.up = 0
	}
	if !m.fallen {
		return
	}
	if m.mean[2] < standing {
		m.up = 0
	} else if m.up++; float64(m.up) >= rising*m.rate {
		m.fallen = false
	}
}

// walk finds a step at each rise of the force by a part of what it varies by.
func (m *motion) walk(size float64) {
	over := size - m.size
	if !m.raised && over > max(0.06, 0.5*math.Sqrt(m.vary)) {
		m.raised = true
		between := float64(m.n-m.step) / m.rate
		if between < shortest {
			return
		}
		m.step = m.n
		if between > longest {
			m.pace = 0
			return
		}
		if m.pace == 0 {
			m.pace = between
		}
		m.pace += 0.2 * (between - m.pace)
	}
	if m.raised && over < 0 {
		m.raised = false
	}
}

func (m *motion) Value(q Quantity) (float64, bool) {
	if float64(m.n) < 2*m.rate || !m.contact {
		return 0, false
	}
	switch q {
	case Fallen:
		return flag(m.fallen), true
	case Posture:
		switch {
		case m.mean[2] > standing:
			return 0, true
		case m.mean[2] < lying:
			return 1, true
		}
		return 2, true
	case Cadence:
		if m.pace == 0 || float64(m.n-m.step) > longest*m.rate {
			return 0, true
		}
		return 60 / m.pace, true
	case Activity:
		return math.Sqrt(m.vary), true
	default:
		return 0, false
	}
}

func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}
