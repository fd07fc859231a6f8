package rhythm_test

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

func TestLookup(t *testing.T) {
	for _, c := range rhythm.Catalogue() {
		if got, ok := rhythm.Lookup(c.String()); !ok || got != c {
			t.Errorf("%s is looked up as %s", c, got)
		}
		if i := c.Info(); i.Name == "" || i.Mechanism == "" {
			t.Errorf("%+v", i)
		}
	}
	if n := len(rhythm.Catalogue()); n != 50 {
		t.Errorf("%d rhythms", n)
	}
	if _, ok := rhythm.Lookup("WALTZ"); ok {
		t.Error("a waltz is found")
	}
}

// TestSize keeps a heart small: a million of them are stepped together.
func TestSize(t *testing.T) {
	if n := unsafe.Sizeof(rhythm.Heart{}); n > 576 {
		t.Errorf("a heart takes %d bytes", n)
	}
}

// TestBeating is what the circulation is told of each kind of rhythm.
func TestBeating(t *testing.T) {
	for _, tc := range []struct {
		code              rhythm.Code
		own               bool
		rate, stroke, kin [2]float64
	}{
		{rhythm.Own, false, [2]float64{60, 85}, [2]float64{0.97, 1}, [2]float64{0, 0.01}},
		{rhythm.LBBB, false, [2]float64{60, 85}, [2]float64{0.9, 0.95}, [2]float64{0, 0.01}},
		{rhythm.AFIB, true, [2]float64{80, 160}, [2]float64{0.8, 0.99}, [2]float64{0.99, 1}},
		{rhythm.AFL21, true, [2]float64{148, 152}, [2]float64{0.97, 1}, [2]float64{0.99, 1}},
		{rhythm.BIGEM, true, [2]float64{76, 84}, [2]float64{0.6, 0.9}, [2]float64{0.4, 0.6}},
		{rhythm.VTM, true, [2]float64{175, 185}, [2]float64{0.5, 0.7}, [2]float64{0.3, 1}},
		{rhythm.PaceV, true, [2]float64{69, 71}, [2]float64{0.8, 0.9}, [2]float64{0.3, 1}},
		{rhythm.PaceDDD, true, [2]float64{69, 71}, [2]float64{0.8, 0.9}, [2]float64{0, 0.05}},
		{rhythm.VFL, true, [2]float64{280, 300}, [2]float64{0, 0.001}, [2]float64{0.2, 1}},
		{rhythm.VTP, true, [2]float64{180, 280}, [2]float64{0, 0.001}, [2]float64{0.2, 1}},
		{rhythm.VFC, true, [2]float64{0, 0}, [2]float64{0, 0}, [2]float64{1, 1}},
		{rhythm.ASYS, true, [2]float64{0, 0}, [2]float64{0, 0}, [2]float64{0, 1}},
		{rhythm.VSTAND, true, [2]float64{0, 0}, [2]float64{0, 0}, [2]float64{0, 1}},
		{rhythm.PEA, true, [2]float64{50, 60}, [2]float64{0, 0.01}, [2]float64{0, 0.01}},
	} {
		t.Run(tc.code.String(), func(t *testing.T) {
			r := play(set(8, tc.code, rhythm.Settings{}), rhythm.Resting(72), 120)
			b := r.beating
			if b.Own != tc.own {
				t.Errorf("Own is %t", b.Own)
			}
			within(t, "rate", b.Rate, tc.rate[0], tc.rate[1])
			within(t, "stroke", b.Stroke, tc.stroke[0], tc.stroke[1])
			within(t, "atria lost", b.Atria, tc.kin[0], tc.kin[1])
		})
	}
}

// TestBeatingIsSmooth lets a heart stop: the rate that is felt falls without a jump, to
// nothing.
func TestBeatingIsSmooth(t *testing.T) {
	h := set(8, rhythm.NSR, rhythm.Settings{})
	h.Set(rhythm.ASYS, rhythm.Settings{})
	d := rhythm.Resting(72)
	last := h.Beating().Rate
	for range 200 {
		h.Step(&d, 0.1)
		b := h.Beating()
		if b.Rate > last+15 || b.Rate < last-15 {
			t.Errorf("rate jumps from %g to %g", last, b.Rate)
		}
		last = b.Rate
	}
	within(t, "rate after 20 s", last, 0, 0)
}

// TestShortIntervalsAreWeak is the stroke of single beats.
func TestShortIntervalsAreWeak(t *testing.T) {
	r := play(set(8, rhythm.PVC, rhythm.Settings{}), rhythm.Resting(72), 300)
	for i, e := range r.qrs {
		switch {
		case e.Code == 'V':
			within(t, "stroke of a PVC", e.Stroke, 0.05, 0.75)
		case i > 0 && r.qrs[i-1].Code == 'V':
			within(t, "stroke of the beat after it", e.Stroke, 1, 1.1)
		}
	}
}

// TestNames follows the rate, and says what comes and goes.
func TestNames(t *testing.T) {
	h := set(1, rhythm.Own, rhythm.Settings{})
	for _, tc := range []struct {
		sinus float64
		name  rhythm.Code
		aux   string
	}{{70, rhythm.NSR, "(N"}, {45, rhythm.SBRAD, "(SBR"}, {130, rhythm.STACH, "(N"}, {80, rhythm.NSR, "(N"}} {
		r := play(h, rhythm.Resting(tc.sinus), 60)
		h = r.heart
		if h.Name() != tc.name || h.Name().Aux() != tc.aux {
			t.Errorf("at %g the name is %s", tc.sinus, h.Name())
		}
	}
	h.Set(rhythm.AFIB, rhythm.Settings{})
	r := play(h, rhythm.Resting(80), 20)
	r.heart.Clear()
	after := play(r.heart, rhythm.Resting(80), 20)
	if len(r.names) != 1 || r.names[0] != rhythm.AFIB || after.heart.Name() == rhythm.AFIB {
		t.Errorf("%v, then %v", r.names, after.names)
	}
}

// TestNamesDoNotFlicker where the rate lies between two of them.
func TestNamesDoNotFlicker(t *testing.T) {
	for _, sinus := range []float64{58, 59, 60, 61, 100, 101} {
		p := rhythm.Typical(25, false)
		p.PVC, p.PAC = 0, 0
		if r := play(rhythm.New(1, p), rhythm.Resting(sinus), 1200); len(r.names) > 1 {
			t.Errorf("at %g: %v", sinus, r.names)
		}
	}
}

// TestNamesOfWhatEmerges is rhythms that nobody set.
func TestNamesOfWhatEmerges(t *testing.T) {
	paced := quiet(1)
	paced.Pacemaker = rhythm.Pacing(rhythm.VVI, 70)
	for _, tc := range []struct {
		name  string
		heart rhythm.Heart
		drive func(*rhythm.Drive)
		want  rhythm.Code
	}{
		{"pacemaker", paced, func(d *rhythm.Drive) { d.Sinus = 50 }, rhythm.PaceV},
		{"sinus arrest", quiet(1), func(d *rhythm.Drive) { d.Sinus = 0 }, rhythm.JUNC},
		{"node blocked by a drug", quiet(1), func(d *rhythm.Drive) { d.AV = 10 }, rhythm.AVB3},
		{"arrest of the body", quiet(1), func(d *rhythm.Drive) { d.Pulseless = true }, rhythm.PEA},
	} {
		d := rhythm.Resting(72)
		tc.drive(&d)
		r := play(tc.heart, d, 60)
		if got := r.heart.Name(); got != tc.want {
			t.Errorf("%s: the name is %s, not %s", tc.name, got, tc.want)
		}
	}
}

// TestQT adapts to the rate over a minute, and depends on drugs and potassium.
func TestQT(t *testing.T) {
	qtc := func(rate float64, change func(*rhythm.Drive)) float64 {
		d := rhythm.Resting(rate)
		if change != nil {
			change(&d)
		}
		r := play(quiet(1), d, 400)
		e := r.qrs[len(r.qrs)-1]
		return e.QT / math.Cbrt(e.RR)
	}
	for _, rate := range []float64{45, 60, 80, 120} {
		within(t, fmt.Sprintf("QTc at %g", rate), qtc(rate, nil), 0.39, 0.46)
	}
	within(t, "QTc under a drug", qtc(60, func(d *rhythm.Drive) { d.QT = 1.25 })/qtc(60, nil), 1.24, 1.26)
	within(t, "QTc at a potassium of 2.6", qtc(60, func(d *rhythm.Drive) { d.Potassium = 2.6 })/qtc(60, nil), 1.02, 1.1)
	h := quiet(1)
	slow, fast := rhythm.Resting(60), rhythm.Resting(120)
	h.Step(&slow, 300)
	soon, late := play(h, fast, 10), play(h, fast, 300)
	if a, b := soon.qrs[len(soon.qrs)-1].QT, late.qrs[len(late.qrs)-1].QT; a < b+0.02 {
		t.Errorf("QT is %.3f s soon after the rate rose, %.3f late", a, b)
	}
}

// TestLayersCombine puts a bundle branch block on atrial fibrillation.
func TestLayersCombine(t *testing.T) {
	h := set(1, rhythm.AFIB, rhythm.Settings{})
	h.Set(rhythm.RBBB, rhythm.Settings{})
	r := play(h, rhythm.Resting(72), 60)
	if r.heart.Name() != rhythm.AFIB || r.count("R") != len(r.qrs) || len(r.p) > 0 {
		t.Errorf("%s with %d of %d complexes R", r.heart.Name(), r.count("R"), len(r.qrs))
	}
	r.heart.Clear()
	r = play(r.heart, rhythm.Resting(72), 60)
	if r.count("R") > 1 || r.heart.Name() == rhythm.AFIB {
		t.Error("the block stays after Clear")
	}
}

// TestPreexcitedFibrillation is faster than the AV node alone would let it be, and broad.
func TestPreexcitedFibrillation(t *testing.T) {
	alone := play(set(1, rhythm.AFIB, rhythm.Settings{}), rhythm.Resting(72), 120)
	h := set(1, rhythm.AFIB, rhythm.Settings{})
	h.Set(rhythm.WPW, rhythm.Settings{})
	with := play(h, rhythm.Resting(72), 120)
	if with.rate() < alone.rate()+30 {
		t.Errorf("rate %.0f with a pathway, %.0f without", with.rate(), alone.rate())
	}
}

// TestHyperkalaemia of the body slows conduction without a layer.
func TestHyperkalaemia(t *testing.T) {
	d := rhythm.Resting(70)
	d.Potassium = 8
	r := play(quiet(1), d, 60)
	within(t, "width at 8 mmol/L", r.qrs[20].Width, 0.12, 0.2)
	within(t, "PR at 8 mmol/L", mean(r.pr()[5:]), 0.2, 0.4)
}

// TestFusion is an impulse from above and one from below that meet, and capture one
// from above that finds the ventricles ready.
func TestFusion(t *testing.T) {
	r := play(set(1, rhythm.AIVR, rhythm.Settings{Rate: 60}), rhythm.Resting(72), 1800)
	if r.count("F") < 10 || r.count("N") < 10 {
		t.Errorf("%d fused, %d captured of %d", r.count("F"), r.count("N"), len(r.qrs))
	}
	for i, e := range r.qrs {
		if e.Code == 'N' && i > 0 && e.RR > 1.03 {
			t.Errorf("capture at %.2f s is late: %.2f s", e.Time, e.RR)
		}
	}
}

// TestInterpolation lets an early ectopic beat under a slow sinus rate leave no pause:
// nothing says that pauses must be compensatory.
func TestInterpolation(t *testing.T) {
	h := set(1, rhythm.RONT, rhythm.Settings{Rate: 45, Burden: 10})
	r := play(h, rhythm.Resting(45), 300)
	n := 0
	for i := 1; i < len(r.qrs)-1; i++ {
		if r.qrs[i].Code == 'r' && r.qrs[i].RR+r.qrs[i+1].RR < 1.2*60/45 {
			n++
		}
	}
	if n == 0 {
		t.Error("every premature beat had a pause")
	}
}

func ExampleHeart() {
	person := rhythm.Typical(40, false)
	person.Variability = 0
	heart := rhythm.New(1, person)
	heart.Set(rhythm.AVB2W, rhythm.Settings{Rate: 60, Ratio: 4}) // Mobitz I, 4:3
	body := rhythm.Resting(70)
	heart.Step(&body, 11.5)

	p := 0.0
	for _, e := range heart.Advance(&body, 3, nil) {
		switch {
		case e.Kind == rhythm.Atrial && e.Code == 'x':
			fmt.Println("P wave alone")
		case e.Kind == rhythm.Atrial:
			p = e.Time
		case e.Kind == rhythm.Ventricular:
			fmt.Printf("PR %.2f s\n", e.Time-p)
		}
	}
	fmt.Println(heart.Name().Aux(), heart.Name().Info().Name)
	// Output:
	// PR 0.17 s
	// PR 0.25 s
	// PR 0.29 s
	// P wave alone
	// (BII Second-degree AV block Mobitz I
}
