package rhythm_test

import (
	"math"
	"slices"
	"sort"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// features are what defines each row of the catalogue, measured on events.
var features = map[rhythm.Code]func(*testing.T, *record){
	rhythm.NSR:     sinus,
	rhythm.SBRAD:   sinus,
	rhythm.STACH:   sinus,
	rhythm.SARR:    arrhythmia,
	rhythm.SPAUSE:  pauses,
	rhythm.AFIB:    fibrillation,
	rhythm.AFL21:   ratio(2),
	rhythm.AFL31:   ratio(3),
	rhythm.AFL41:   ratio(4),
	rhythm.AFLV:    multiples,
	rhythm.SVT:     func(t *testing.T, r *record) { noP(t, r); regular(t, r, 0.02) },
	rhythm.PAC:     func(t *testing.T, r *record) { early(t, r, 'A', 0.48, 0.82, 1.4, 1.93) },
	rhythm.PJC:     func(t *testing.T, r *record) { early(t, r, 'J', 0.48, 0.82, 1.4, 2.2) },
	rhythm.JUNC:    func(t *testing.T, r *record) { noP(t, r); regular(t, r, 0.05) },
	rhythm.AJR:     func(t *testing.T, r *record) { noP(t, r); regular(t, r, 0.05) },
	rhythm.PVC:     func(t *testing.T, r *record) { early(t, r, 'V', 0.45, 0.75, 1.8, 2.2) },
	rhythm.PVCM:    multifocal,
	rhythm.RONT:    onT,
	rhythm.BIGEM:   bigeminy,
	rhythm.TRIGEM:  trigeminy,
	rhythm.COUPLET: couplets,
	rhythm.VTM:     func(t *testing.T, r *record) { regular(t, r, 0.05); dissociated(t, r) },
	rhythm.VTP:     torsades,
	rhythm.VFL:     func(t *testing.T, r *record) { regular(t, r, 0.05); loops(t, r) },
	rhythm.VFC:     fibrillates(0.2, 2),
	rhythm.VFF:     fibrillates(0.08, 0.2),
	rhythm.IVR:     func(t *testing.T, r *record) { noP(t, r); regular(t, r, 0.05) },
	rhythm.AIVR:    func(t *testing.T, r *record) { regular(t, r, 0.05); dissociated(t, r) },
	rhythm.VSTAND: func(t *testing.T, r *record) {
		within(t, "P waves", float64(len(r.p))/10, 40, 100)
		within(t, "complexes", float64(len(r.qrs)), 0, 0)
	},
	rhythm.ASYS: func(t *testing.T, r *record) { within(t, "events", float64(len(r.p)+len(r.qrs)), 0, 0) },
	rhythm.PEA: func(t *testing.T, r *record) {
		sinus(t, r)
		within(t, "stroke", r.beating.Stroke, 0, 0.01)
	},
	rhythm.CPR:     compressed,
	rhythm.AVB1:    func(t *testing.T, r *record) { sinus(t, r); within(t, "PR", mean(r.pr()), 0.22, 0.40) },
	rhythm.AVB2W:   wenckebach,
	rhythm.AVB2M:   mobitz,
	rhythm.AVB3:    complete,
	rhythm.LBBB:    layered(rhythm.LeftBlock, func(e *rhythm.Event, _ *rhythm.Shape) bool { return e.Code == 'L' }),
	rhythm.RBBB:    layered(rhythm.RightBlock, func(e *rhythm.Event, _ *rhythm.Shape) bool { return e.Code == 'R' }),
	rhythm.WPW:     layered(rhythm.Preexcited, func(e *rhythm.Event, _ *rhythm.Shape) bool { return e.Width > 0.11 }),
	rhythm.PaceA:   pacedAtria,
	rhythm.PaceV:   pacedVentricles,
	rhythm.PaceDDD: pacedBoth,
	rhythm.PaceNC:  uncaptured,
	rhythm.PaceUS:  unsensed,
	rhythm.PaceOS:  overSensed,
	rhythm.STEMI:   layered(0, func(_ *rhythm.Event, s *rhythm.Shape) bool { return s.ST >= 0.1 && s.ST <= 0.8 }),
	rhythm.STDEP:   layered(0, func(_ *rhythm.Event, s *rhythm.Shape) bool { return s.ST <= -0.05 && s.ST >= -0.4 }),
	rhythm.LQT:     layered(0, func(e *rhythm.Event, _ *rhythm.Shape) bool { return e.QT > 0.44 }),
	rhythm.HYPERK:  layered(0, func(e *rhythm.Event, s *rhythm.Shape) bool { return s.Potassium > 6.5 && e.Width > 0.12 }),
	rhythm.HYPOK:   layered(0, func(_ *rhythm.Event, s *rhythm.Shape) bool { return s.Potassium < 2.7 }),
}

func arrhythmia(t *testing.T, r *record) {
	rr := r.rr()
	if d := slices.Max(rr) - slices.Min(rr); d < 0.12 {
		t.Errorf("RR varies by %.3f s", d)
	}
	// Longest in expiration: Resting breathes 15 times a minute, in during the first third.
	in, out := 0.0, 0.0
	for _, e := range r.qrs[1:] {
		if phase := math.Mod(e.Time-0.5*e.RR, 4) / 4; phase > 0.1 && phase < 0.4 {
			in = max(in, e.RR)
		} else if phase > 0.5 && phase < 0.95 {
			out = max(out, e.RR)
		}
	}
	if out < in+0.05 {
		t.Errorf("longest RR %.3f s in inspiration, %.3f in expiration", in, out)
	}
}

func pauses(t *testing.T, r *record) {
	n := 0
	rr := r.rr()
	usual := slices.Clone(rr)
	sort.Float64s(usual)
	for _, x := range rr {
		if x > 2 {
			n++
			if m := x / usual[len(usual)/2]; x > 5 || m < 2 {
				t.Errorf("pause of %.2f s", x)
			}
		}
	}
	within(t, "pauses in 10 min", float64(n), 5, 40)
	if len(r.p) < len(r.qrs)-1 || len(r.p) > len(r.qrs)+1 {
		t.Errorf("%d P waves, %d complexes", len(r.p), len(r.qrs))
	}
}

func fibrillation(t *testing.T, r *record) {
	rr := r.rr()
	within(t, "CV(RR)", deviation(rr)/mean(rr), 0.15, 0.45)
	within(t, "nRMSSD", rmssd(rr)/mean(rr), 0.10, 0.7)
	within(t, "sample entropy", sampleEntropy(rr, 0.03), 1.5, 4)
	within(t, "P waves", float64(len(r.p)), 0, 0)
	within(t, "atrial contraction lost", r.beating.Atria, 0.95, 1)
}

func multiples(t *testing.T, r *record) {
	noP(t, r)
	ff := 60 / (float64(len(r.p)) / 10)
	kinds := map[int]int{}
	for _, x := range r.rr() {
		n := math.Round(x / ff)
		kinds[int(n)]++
		if math.Abs(x/ff-n) > 0.15 {
			t.Errorf("RR %.3f s with waves every %.3f s", x, ff)
		}
	}
	within(t, "ratios", float64(len(kinds)), 2, 4)
}

func multifocal(t *testing.T, r *record) {
	foci := map[uint8]bool{}
	for _, e := range r.qrs {
		if e.Code == 'V' {
			foci[e.Focus] = true
		}
	}
	within(t, "foci", float64(len(foci)), 2, 5)
	early(t, r, 'V', 0.45, 0.75, 1.8, 2.2)
}

func onT(t *testing.T, r *record) {
	n := 0
	for i, e := range r.qrs {
		if e.Code == 'r' && i > 0 {
			n++
			within(t, "coupling", e.RR, 0.30, 0.40)
			within(t, "coupling over QT", e.RR/r.qrs[i-1].QT, 0.7, 1)
		}
	}
	within(t, "beats in 10 min", float64(n), 20, 120)
}

func bigeminy(t *testing.T, r *record) {
	within(t, "rate", r.rate(), 79, 81)
	for i := 1; i < len(r.qrs); i++ {
		if r.qrs[i].Code == r.qrs[i-1].Code {
			t.Fatalf("two %q in a row at %.1f s", r.qrs[i].Code, r.qrs[i].Time)
		}
		if r.qrs[i].Code == 'V' {
			within(t, "coupling over mean RR", r.qrs[i].RR/mean(r.rr()), 0.45, 0.75)
		}
	}
}

func trigeminy(t *testing.T, r *record) {
	for i := 3; i < len(r.qrs); i++ {
		if (r.qrs[i].Code == 'V') != (r.qrs[i-3].Code == 'V') {
			t.Fatalf("%q after %q at %.1f s", r.qrs[i].Code, r.qrs[i-3].Code, r.qrs[i].Time)
		}
	}
	within(t, "share of ectopic beats", float64(r.count("V"))/float64(len(r.qrs)), 0.32, 0.345)
}

func couplets(t *testing.T, r *record) {
	n := 0
	for i := 1; i < len(r.qrs)-2; i++ {
		if r.qrs[i].Code == 'V' && r.qrs[i-1].Code == 'N' {
			if r.qrs[i+1].Code != 'V' || r.qrs[i+2].Code != 'N' {
				t.Errorf("no couplet at %.1f s", r.qrs[i].Time)
			}
			n++
		}
	}
	within(t, "couplets in 10 min", float64(n), 20, 120)
}

// dissociated says that P waves are where they want to be between complexes.
func dissociated(t *testing.T, r *record) {
	if d := uniformity(r); d > 0.12 {
		t.Errorf("phase of P waves differs from uniform by %.3f", d)
	}
}

// uniformity is the Kolmogorov-Smirnov distance of the phase of P waves between
// complexes from a uniform one.
func uniformity(r *record) float64 {
	var phase []float64
	for _, p := range r.p {
		i := sort.Search(len(r.qrs), func(i int) bool { return r.qrs[i].Time > p.Time })
		if i > 0 && i < len(r.qrs) {
			phase = append(phase, (p.Time-r.qrs[i-1].Time)/(r.qrs[i].Time-r.qrs[i-1].Time))
		}
	}
	sort.Float64s(phase)
	d := 0.0
	for i, x := range phase {
		n := float64(len(phase))
		d = max(d, math.Abs(x-float64(i)/n), math.Abs(x-float64(i+1)/n))
	}
	return d
}

func loops(t *testing.T, r *record) {
	for _, e := range r.qrs {
		if e.Origin != rhythm.VentricularLoop {
			t.Fatalf("complex of origin %d", e.Origin)
		}
	}
}

func torsades(t *testing.T, r *record) {
	within(t, "CV(RR)", deviation(r.rr())/mean(r.rr()), 0.03, 0.2)
	turned := 0.0
	for i := 1; i < len(r.qrs); i++ {
		turned += math.Mod(r.qrs[i].Phase-r.qrs[i-1].Phase+2*math.Pi, 2*math.Pi)
	}
	within(t, "beats to a turn of the axis", float64(len(r.qrs))/(turned/(2*math.Pi)), 5, 20)
}

func compressed(t *testing.T, r *record) {
	n := 0
	for _, e := range r.all {
		if e.Kind == rhythm.Compression && e.Code == '|' {
			n++
		}
	}
	within(t, "compressions", float64(n)/10, 100, 120)
}

func wenckebach(t *testing.T, r *record) {
	if got := groups(r); len(got) != 1 || got[3] < 100 {
		t.Errorf("groups of conducted beats: %v", got)
	}
}

// groups counts groups of Mobitz I by their conducted beats and is empty when a PR
// interval does not grow within one, or does not fall back after it.
func groups(r *record) map[int]int {
	out := map[int]int{}
	var prs []float64
	p, seen := math.NaN(), 0.0
	for _, e := range r.all {
		switch {
		case e.Kind == rhythm.Atrial && e.Code == 'x':
			if seen > 0 {
				out[len(prs)]++
			}
			seen++
			prs = prs[:0]
		case e.Kind == rhythm.Atrial:
			p = e.Time
		case e.Kind == rhythm.Ventricular:
			if n := len(prs); n > 0 && e.Time-p <= prs[n-1] || e.Origin != rhythm.SinusNode {
				return nil
			}
			prs = append(prs, e.Time-p)
		}
	}
	return out
}

func mobitz(t *testing.T, r *record) {
	within(t, "spread of PR", slices.Max(r.pr())-slices.Min(r.pr()), 0, 0.02)
	within(t, "P waves to a complex", float64(len(r.p))/float64(len(r.qrs)), 1.98, 2.02)
	within(t, "blocked", float64(r.blocked())/float64(len(r.qrs)), 0.98, 1.02)
	for i, x := range r.rr() {
		pp := 0.5 * (r.p[len(r.p)-1].Time - r.p[0].Time) / float64(len(r.p)-1) * 2
		if math.Abs(x/(2*pp)-1) > 0.05 {
			t.Errorf("pause %d of %.3f s, PP is %.3f", i, x, pp)
		}
	}
}

func complete(t *testing.T, r *record) {
	within(t, "P waves", float64(len(r.p))/10, 60, 100)
	regular(t, r, 0.03)
	// 5 % of the Kolmogorov-Smirnov statistic
	within(t, "distance from uniform phase", uniformity(r), 0, 1.36/math.Sqrt(float64(len(r.p))))
}

func pacedAtria(t *testing.T, r *record) {
	regular(t, r, 0.02)
	if len(r.spikes) != len(r.p) {
		t.Errorf("%d spikes, %d P waves", len(r.spikes), len(r.p))
	}
	for i := 1; i < len(r.qrs); i++ {
		within(t, "spike to R", r.qrs[i].Peak()-lastSpike(r, 0, r.qrs[i].Time), 0.15, 0.25)
	}
}

// lastSpike is the time of the last stimulus of a chamber before t.
func lastSpike(r *record, chamber uint8, t float64) float64 {
	last := math.NaN()
	for _, e := range r.spikes {
		if e.Focus == chamber && e.Time <= t {
			last = e.Time
		}
	}
	return last
}

func pacedVentricles(t *testing.T, r *record) {
	regular(t, r, 0.02)
	dissociated(t, r)
	for i := 1; i < len(r.qrs); i++ {
		within(t, "spike to R", r.qrs[i].Peak()-lastSpike(r, 1, r.qrs[i].Time), 0.03, 0.06)
	}
}

func pacedBoth(t *testing.T, r *record) {
	within(t, "spikes to a complex", float64(len(r.spikes))/float64(len(r.qrs)), 1.98, 2.02)
	for i := 1; i < len(r.qrs); i++ {
		within(t, "AV delay", lastSpike(r, 1, r.qrs[i].Time)-lastSpike(r, 0, r.qrs[i].Time), 0.12, 0.22)
	}
}

func uncaptured(t *testing.T, r *record) {
	lost := 0
	for _, e := range r.spikes {
		if !e.Captured {
			lost++
			for _, q := range r.qrs {
				if q.Origin == rhythm.PacedVentricle && q.Time >= e.Time && q.Time < e.Time+0.2 {
					t.Errorf("complex after a stimulus without capture at %g s", e.Time)
				}
			}
		}
	}
	within(t, "share without capture", float64(lost)/float64(len(r.spikes)), 0.27, 0.33)
	if r.count("j") == 0 {
		t.Error("no escape beat")
	}
}

func unsensed(t *testing.T, r *record) {
	n := 0
	for _, e := range r.spikes {
		for _, q := range r.qrs {
			if q.Code == 'N' && e.Time > q.Peak() && e.Time < q.Peak()+0.3 {
				n++
			}
		}
	}
	within(t, "stimuli soon after a beat", float64(n), 20, 1000)
}

func overSensed(t *testing.T, r *record) {
	n := 0
	for i := 1; i < len(r.spikes); i++ {
		if r.spikes[i].Time-r.spikes[i-1].Time > 1.05*60/70 {
			n++
		}
	}
	within(t, "intervals longer than the lower rate's", float64(n), 20, 1000)
}
