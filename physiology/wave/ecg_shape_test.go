package wave_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// beat is one complex of the reference heart in 12 leads at 1000 Hz, with its P wave.
type beat struct {
	event rhythm.Event
	lead  map[string][]float32
}

func newBeat(t testing.TB, like rhythm.Event, shape wave.Shape) *beat {
	t.Helper()
	p := tape{events: sinus(2, like), shape: shape}
	b := &beat{event: p.events[1], lead: map[string][]float32{}}
	for i, x := range p.play(t, 2, 1, 1000, leads()...) {
		b.lead[leads()[i]] = x
	}
	return b
}

// between is the part of a lead between two times after the onset of the QRS complex, s.
func (b *beat) between(lead string, from, to float64) []float32 {
	at := func(s float64) int { return int(math.Round(1000 * (b.event.Time + s))) }
	return b.lead["ecg_"+lead][at(from):at(to)]
}

func highest(x []float32) float64 {
	high := math.Inf(-1)
	for _, v := range x {
		high = max(high, float64(v))
	}
	return high
}

func lowest(x []float32) float64 {
	low := math.Inf(1)
	for _, v := range x {
		low = min(low, float64(v))
	}
	return low
}

// farthest is what lies farthest from 0, with its sign.
func farthest(x []float32) float64 {
	if h, l := highest(x), lowest(x); h < -l {
		return l
	}
	return highest(x)
}

func (b *beat) r(lead string) float64 { return highest(b.between(lead, 0, b.event.Width)) }
func (b *beat) s(lead string) float64 { return lowest(b.between(lead, 0, b.event.Width)) }
func (b *beat) p(lead string) float64 { return farthest(b.between(lead, -0.15, -0.06)) }
func (b *beat) t(lead string) float64 {
	return farthest(b.between(lead, b.event.Width+0.11, b.event.QT+0.02))
}

// st is the level at 60 ms after the J point.
func (b *beat) st(lead string) float64 {
	return float64(b.between(lead, b.event.Width+0.06, b.event.Width+0.08)[0])
}

// duration is how long some lead is away from the level before, ms.
func (b *beat) duration() float64 {
	first, last := math.Inf(1), 0.0
	for _, id := range []string{"i", "ii", "v1", "v2", "v3", "v4", "v5", "v6"} {
		x := b.between(id, -0.03, 1.5*b.event.Width)
		for n := range x {
			if n > 0 && math.Abs(float64(x[n]-x[n-1])) > 0.006 { // steeper than P, ST and T ever are
				first, last = min(first, float64(n)), max(last, float64(n))
			}
		}
	}
	return last - first
}

// end is where the tangent of the T wave's fall meets 0, s after the onset.
func (b *beat) end(lead string) float64 {
	x := b.between(lead, 0, b.event.QT+0.1)
	steep, at := 0.0, 0
	for n := int(1000 * (b.event.Width + 0.15)); n < len(x); n++ {
		if d := float64(x[n-1] - x[n]); d > steep {
			steep, at = d, n
		}
	}
	return (float64(at) + float64(x[at])/steep) / 1000
}

// TestShapes measures the defining numbers of each shape on the leads.
func TestShapes(t *testing.T) {
	left := rhythm.Event{Width: 0.15, QT: 0.43, Conduction: rhythm.LeftBlock}
	right := rhythm.Event{Width: 0.14, QT: 0.42, Conduction: rhythm.RightBlock}
	pre := rhythm.Event{Width: 0.13, QT: 0.40, Conduction: rhythm.Preexcited}
	pvc := func(focus uint8) rhythm.Event {
		return rhythm.Event{Width: 0.15, QT: 0.44, Origin: rhythm.Ventricle, Conduction: rhythm.Slow, Focus: focus}
	}
	paced := rhythm.Event{Width: 0.16, QT: 0.44, Origin: rhythm.PacedVentricle, Conduction: rhythm.Slow}
	k := func(mmol float64) wave.Shape { return wave.Shape{Potassium: mmol} }
	none := wave.Shape{}
	for _, c := range []struct {
		name      string
		like      rhythm.Event
		shape     wave.Shape
		measure   func(b *beat) float64
		low, high float64
	}{
		{"normal: R in II", healthy, none, func(b *beat) float64 { return b.r("ii") }, 0.85, 1.15},
		{"normal: P in II", healthy, none, func(b *beat) float64 { return b.p("ii") }, 0.08, 0.14},
		{"normal: T in II", healthy, none, func(b *beat) float64 { return b.t("ii") }, 0.2, 0.3},
		{"normal: aVR is negative", healthy, none, func(b *beat) float64 { return b.s("avr") }, -1.2, -0.5},
		{"normal: r in V1", healthy, none, func(b *beat) float64 { return b.r("v1") }, 0.15, 0.5},
		{"normal: S in V1", healthy, none, func(b *beat) float64 { return b.s("v1") }, -1.5, -0.5},
		{"normal: S in V2", healthy, none, func(b *beat) float64 { return b.s("v2") }, -1.8, -0.6},
		{"normal: R grows from V1 to V2", healthy, none, func(b *beat) float64 { return b.r("v2") - b.r("v1") }, 0.02, 0.6},
		{"normal: R grows from V2 to V3", healthy, none, func(b *beat) float64 { return b.r("v3") - b.r("v2") }, 0.05, 0.6},
		{"normal: R grows from V3 to V4", healthy, none, func(b *beat) float64 { return b.r("v4") - b.r("v3") }, 0.1, 1},
		{"normal: R in V5", healthy, none, func(b *beat) float64 { return b.r("v5") }, 0.8, 2},
		{"normal: small q in V6", healthy, none, func(b *beat) float64 { return b.s("v6") }, -0.25, -0.03},
		{"normal: QRS lasts", healthy, none, (*beat).duration, 70, 100},
		{"normal: QT", healthy, none, func(b *beat) float64 { return b.end("ii") }, 0.39, 0.41},
		{"normal: ST in V3", healthy, none, func(b *beat) float64 { return b.st("v3") }, -0.02, 0.02},
		{"long QT", rhythm.Event{Width: 0.09, QT: 0.56}, none, func(b *beat) float64 { return b.end("ii") }, 0.545, 0.575},

		{"LBBB: no r in V1", left, none, func(b *beat) float64 { return b.r("v1") }, -0.1, 0.08},
		{"LBBB: QS in V1", left, none, func(b *beat) float64 { return b.s("v1") }, -2.5, -0.8},
		{"LBBB: broad R in V6", left, none, func(b *beat) float64 { return b.r("v6") }, 0.5, 1.5},
		{"LBBB: no q in V6", left, none, func(b *beat) float64 { return lowest(b.between("v6", 0, 0.06)) }, -0.01, 0.1},
		{"LBBB: notch in V6", left, none, func(b *beat) float64 { return b.r("v6") - lowest(b.between("v6", 0.065, 0.1)) }, 0.05, 0.4},
		{"LBBB: T against R in V6", left, none, func(b *beat) float64 { return b.t("v6") }, -0.6, -0.1},
		{"LBBB: QRS lasts", left, none, (*beat).duration, 120, 160},

		{"RBBB: r in V1", right, none, func(b *beat) float64 { return highest(b.between("v1", 0, 0.05)) }, 0.15, 0.5},
		{"RBBB: S in V1", right, none, func(b *beat) float64 { return b.s("v1") }, -1, -0.15},
		{"RBBB: R' in V1", right, none, func(b *beat) float64 { return highest(b.between("v1", 0.085, 0.14)) }, 0.5, 1.2},
		{"RBBB: wide S in I", right, none, func(b *beat) float64 { return lowest(b.between("i", 0.085, 0.14)) }, -0.7, -0.15},
		{"RBBB: wide S in V6", right, none, func(b *beat) float64 { return lowest(b.between("v6", 0.085, 0.14)) }, -0.9, -0.2},
		{"RBBB: T against R' in V1", right, none, func(b *beat) float64 { return b.t("v1") }, -0.5, -0.1},
		{"RBBB: QRS lasts", right, none, (*beat).duration, 120, 150},

		{"WPW: slurred for 30 to 60 ms", pre, none, slur, 30, 60},
		{"WPW: T against R in V4", pre, none, func(b *beat) float64 { return b.t("v4") }, -0.4, -0.05},

		{"PVC of the outflow tract: up in II", pvc(0), none, func(b *beat) float64 { return b.r("ii") }, 0.8, 2},
		{"PVC of the outflow tract: down in V1", pvc(0), none, func(b *beat) float64 { return farthest(b.between("v1", 0, 0.15)) }, -1.5, -0.3},
		{"PVC of the apex: down in II", pvc(1), none, func(b *beat) float64 { return farthest(b.between("ii", 0, 0.15)) }, -2, -0.8},
		{"PVC of the apex: up in V1", pvc(1), none, func(b *beat) float64 { return farthest(b.between("v1", 0, 0.15)) }, 0.3, 2},
		{"PVC of the side: down in I", pvc(2), none, func(b *beat) float64 { return farthest(b.between("i", 0, 0.15)) }, -2, -0.5},
		{"PVC: T against the complex", pvc(0), none, func(b *beat) float64 { return b.t("ii") / b.r("ii") }, -0.6, -0.2},
		{"PVC: QRS lasts", pvc(0), none, (*beat).duration, 120, 165},
		{"paced: QS in V1", paced, none, func(b *beat) float64 { return b.r("v1") }, -0.1, 0.1},
		{"paced: down in II", paced, none, func(b *beat) float64 { return farthest(b.between("ii", 0, 0.16)) }, -1.5, -0.4},
		{"paced: R in I", paced, none, func(b *beat) float64 { return b.r("i") }, 0.3, 1.5},
		{"paced: T against the complex", paced, none, func(b *beat) float64 { return b.t("ii") }, 0.1, 0.8},

		{"potassium 5.6: T/R", healthy, k(5.6), func(b *beat) float64 { return b.t("ii") / b.r("ii") }, 0.5, 1.2},
		{"potassium 6.4: T/R", healthy, k(6.4), func(b *beat) float64 { return b.t("ii") / b.r("ii") }, 0.6, 1.4},
		{"potassium 7.5: no P", healthy, k(7.5), func(b *beat) float64 { return b.p("ii") }, -0.01, 0.02},
		{"potassium 7.5: QRS lasts", rhythm.Event{Width: 0.13, QT: 0.41}, k(7.5), (*beat).duration, 105, 140},
		{"potassium 9: nothing steep", healthy, k(9), steepest, 0, 0.02},
		{"potassium 9: a swing", healthy, k(9), func(b *beat) float64 { return highest(b.lead["ecg_ii"]) - lowest(b.lead["ecg_ii"]) }, 0.8, 3},
		{"potassium 2.5: ST in V5", healthy, k(2.5), func(b *beat) float64 { return b.st("v5") }, -0.2, -0.05},
		{"potassium 2.5: T in II", healthy, k(2.5), func(b *beat) float64 { return b.t("ii") }, -0.1, 0.1},
		{"potassium 2.6: U over T", healthy, k(2.6), func(b *beat) float64 { return highest(b.between("v3", 0.43, 0.6)) - b.t("v3") }, 0.01, 0.5},
		{"28 degC: J wave in V4", healthy, wave.Shape{Core: 28}, func(b *beat) float64 { return highest(b.between("v4", 0.085, 0.11)) }, 0.2, 1},
		{"36 degC: no J wave", healthy, wave.Shape{Core: 36}, func(b *beat) float64 { return highest(b.between("v4", 0.09, 0.11)) }, -0.2, 0.05},
	} {
		if got := c.measure(newBeat(t, c.like, c.shape)); !(got >= c.low && got <= c.high) {
			t.Errorf("%s: %.3f, not %g..%g", c.name, got, c.low, c.high)
		}
	}
}

// slur is how long the complex rises slowly in II before it rises steeply, ms.
func slur(b *beat) float64 {
	x := b.between("ii", 0, b.event.Width)
	steep := 0.0
	for n := 1; n < len(x); n++ {
		steep = max(steep, float64(x[n]-x[n-1]))
	}
	begin := 0
	for n := 1; n < len(x); n++ {
		if d := float64(x[n] - x[n-1]); d > 0.05*steep && begin == 0 {
			begin = n
		} else if d > 0.6*steep {
			return float64(n - begin)
		}
	}
	return 0
}

// steepest is the greatest change in II, mV/ms.
func steepest(b *beat) float64 {
	x, most := b.lead["ecg_ii"], 0.0
	for n := 1; n < len(x); n++ {
		most = max(most, math.Abs(float64(x[n]-x[n-1])))
	}
	return most
}

// TestSegments asks for ST levels and measures them, in the lead that faces the
// territory and in those against it.
func TestSegments(t *testing.T) {
	for _, c := range []struct {
		name         string
		territory    rhythm.Territory
		best, mirror string
	}{
		{"anterior", rhythm.Anterior, "v3", "iii"},
		{"inferior", rhythm.Inferior, "iii", "avl"},
		{"lateral", rhythm.Lateral, "v5", "iii"},
		{"posterior", rhythm.Posterior, "v6", "v2"},
		{"diffuse", rhythm.Diffuse, "v4", "avr"},
	} {
		before := newBeat(t, healthy, wave.Shape{})
		for _, level := range []float64{-0.8, -0.2, -0.05, 0.1, 0.3, 0.8} {
			b := newBeat(t, healthy, wave.Shape{ST: level, Territory: c.territory})
			most := 0.0
			for _, id := range leads() {
				if d := b.st(id[4:]) - before.st(id[4:]); math.Abs(d) > math.Abs(most) {
					most = d
				}
			}
			if c.territory == rhythm.Posterior {
				most = -most // its own lead lies on the back: what is seen is its mirror
			}
			if limit := max(0.02, 0.1*math.Abs(level)); math.Abs(most-level) > limit {
				t.Errorf("%s: %+.3f mV where %+.2f was asked", c.name, most, level)
			}
			if best, mirror := b.st(c.best)-before.st(c.best), b.st(c.mirror)-before.st(c.mirror); best*level <= 0 || mirror*level >= 0 {
				t.Errorf("%s %+.2f: %s %+.3f, %s %+.3f", c.name, level, c.best, best, c.mirror, mirror)
			}
		}
	}
}

// TestFociDiffer: complexes of two foci cannot be taken for one another.
func TestFociDiffer(t *testing.T) {
	var all []*beat
	for focus := range uint8(4) {
		all = append(all, newBeat(t, rhythm.Event{Width: 0.15, QT: 0.44, Origin: rhythm.Ventricle, Focus: focus}, wave.Shape{}))
	}
	for i, a := range all {
		for j, b := range all[:i] {
			ab, aa, bb := 0.0, 0.0, 0.0
			for _, id := range []string{"ii", "v1"} {
				x, y := a.between(id, 0, 0.4), b.between(id, 0, 0.4)
				for n := range x {
					ab, aa, bb = ab+float64(x[n]*y[n]), aa+float64(x[n]*x[n]), bb+float64(y[n]*y[n])
				}
			}
			if r := ab / math.Sqrt(aa*bb); r > 0.7 {
				t.Errorf("foci %d and %d: II and V1 correlate by %.2f", i, j, r)
			}
		}
	}
}

// TestPeopleDiffer within what is normal, and the reference is nobody's.
func TestPeopleDiffer(t *testing.T) {
	seen := map[float64]bool{}
	for seed := range uint64(200) {
		p := tape{seed: seed, events: sinus(1, healthy)}
		x := p.play(t, 1, 1, 250, "ecg_i", "ecg_avf", "ecg_ii", "ecg_v5")
		r := highest(x[2])
		axis := math.Atan2(2/math.Sqrt(3)*(highest(x[1])+lowest(x[1])), highest(x[0])+lowest(x[0])) * 180 / math.Pi
		if !(axis > -15 && axis < 100) || r < 0.5 || r > 2 || highest(x[3]) < 0.6 || highest(x[3]) > 2.5 {
			t.Errorf("seed %d: axis %.0f degrees, R %.2f mV in II, %.2f in V5", seed, axis, r, highest(x[3]))
		}
		seen[r] = true
	}
	if len(seen) < 190 {
		t.Errorf("%d different hearts of 200", len(seen))
	}
}

// TestBreathingMovesTheAxis: R waves differ over a breath, by some percent.
func TestBreathingMovesTheAxis(t *testing.T) {
	p := tape{events: sinus(12, healthy)}
	for at := 0.1; at < 12; at += 4.3 {
		p.breaths = append(p.breaths, wave.Breath{Time: at, Period: 4.3, Volume: 500})
	}
	x := p.play(t, 12, 1, 250, "ecg_i")[0]
	low, high := math.Inf(1), 0.0
	for k := range 12 {
		r := highest(x[250*k : 250*k+250])
		low, high = min(low, r), max(high, r)
	}
	if d := high/low - 1; d < 0.04 || d > 0.4 {
		t.Errorf("R in I varies by %.0f %%", 100*d)
	}
}
