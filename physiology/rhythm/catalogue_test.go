package rhythm_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

const minutes = 60.0

// TestCatalogue sets every code and measures what its row says, at the usual rate and
// near both ends of the range.
func TestCatalogue(t *testing.T) {
	for _, c := range rhythm.Catalogue() {
		t.Run(c.String(), func(t *testing.T) {
			info := c.Info()
			rates := []float64{0}
			if info.Rate[1] > 0 && c != rhythm.CPR {
				rates = append(rates, info.Rate[0]+0.02*(info.Rate[1]-info.Rate[0]), info.Rate[1]-0.02*(info.Rate[1]-info.Rate[0]))
			}
			for _, rate := range rates {
				h := set(7, c, rhythm.Settings{Rate: rate})
				r := play(h, rhythm.Resting(72), 5*minutes)
				row(t, c, &r, rate)
			}
			feature, ok := features[c]
			if !ok {
				t.Fatalf("no test of the features of %s", c)
			}
			r := play(set(11, c, rhythm.Settings{}), rhythm.Resting(72), 10*minutes)
			feature(t, &r)
		})
	}
}

// row checks the columns that are ranges.
func row(t *testing.T, c rhythm.Code, r *record, asked float64) {
	t.Helper()
	info := c.Info()
	if c.Info().Layer {
		if got := r.heart.Layer(); got != c {
			t.Errorf("layer is %s", got)
		}
	} else if got := r.heart.Name(); got != c && (asked == 0 || c > rhythm.STACH) {
		t.Errorf("asked for %g: name is %s", asked, got)
	}
	if info.Rate[1] > 0 && c != rhythm.CPR {
		within(t, "rate", r.rate(), info.Rate[0], info.Rate[1])
		within(t, "smoothed rate", r.beating.Rate, 0.85*info.Rate[0], 1.15*info.Rate[1])
	}
	for _, e := range r.qrs {
		if !strings.ContainsRune(info.Beats, rune(e.Code)) && !slices.Contains(free, c) {
			t.Fatalf("asked for %g: code %q at %.2f s is none of %q", asked, e.Code, e.Time, info.Beats)
		}
		if q := info.QRS; q[1] > 0 && (e.Width < q[0]-1e-9 || e.Width > q[1]+1e-9) && !mixed(c, e.Code) {
			t.Fatalf("asked for %g: complex %q is %.3f s wide, not in %v", asked, e.Code, e.Width, q)
		}
	}
	if q := info.PR; q[1] > 0 && c != rhythm.PJC {
		for _, pr := range r.pr() {
			if pr < q[0]-0.001 || pr > q[1]+0.001 {
				t.Fatalf("asked for %g: PR is %.3f s, not in %v", asked, pr, q)
			}
		}
	}
	flow := 0.0
	for _, e := range r.qrs {
		flow += e.Stroke
	}
	if none := info.Pulse == rhythm.Absent; none != (flow < 1e-6) && info.Pulse != rhythm.Artificial && c != rhythm.VTP {
		t.Errorf("pulse %v, but a flow of %g", info.Pulse, flow)
	}
}

// free are rhythms whose escape beats, or beats before the onset, have codes of their own.
var free = []rhythm.Code{rhythm.PaceNC, rhythm.PaceOS, rhythm.PaceUS, rhythm.VTP, rhythm.VTM, rhythm.AIVR}

// mixed are complexes of which the row of an ectopic beat says nothing.
func mixed(c rhythm.Code, code byte) bool {
	return code == 'F' || (c >= rhythm.PVC && c <= rhythm.VTP || c == rhythm.AIVR) && code != 'V' && code != 'r'
}

// regular says that intervals vary by less than a share.
func regular(t *testing.T, r *record, cv float64) {
	t.Helper()
	within(t, "CV(RR)", deviation(r.rr())/mean(r.rr()), 0, cv)
}

// sinus says that every complex follows a P wave of the sinus node.
func sinus(t *testing.T, r *record) {
	t.Helper()
	if len(r.qrs) == 0 || math.Abs(float64(len(r.p)-len(r.qrs))) > 1 {
		t.Errorf("%d P waves, %d complexes", len(r.p), len(r.qrs))
	}
	for _, e := range r.p {
		if e.Origin != rhythm.SinusNode {
			t.Fatalf("P wave of origin %d", e.Origin)
		}
	}
}

// noP says that no P wave comes from the sinus node.
func noP(t *testing.T, r *record) {
	t.Helper()
	for _, e := range r.p {
		if e.Origin == rhythm.SinusNode {
			t.Fatalf("sinus P wave at %g s", e.Time)
		}
	}
}

// early checks coupling and pause of premature beats of a code. The interval that they
// are compared with is the one before.
func early(t *testing.T, r *record, code byte, low, high, pauseLow, pauseHigh float64) {
	t.Helper()
	n := 0
	for i := 2; i < len(r.qrs)-1; i++ {
		if r.qrs[i].Code != code || r.qrs[i-1].Code != 'N' || r.qrs[i-2].Code != 'N' || r.qrs[i+1].Code != 'N' {
			continue
		}
		n++
		rr := r.qrs[i-1].RR
		within(t, "coupling", r.qrs[i].RR/rr, low, high)
		within(t, "coupling and pause", (r.qrs[i].RR+r.qrs[i+1].RR)/rr, pauseLow, pauseHigh)
	}
	if n < 10 {
		t.Errorf("%d premature beats", n)
	}
}

// ratio checks the number of flutter waves to a complex.
func ratio(n float64) func(*testing.T, *record) {
	return func(t *testing.T, r *record) {
		noP(t, r)
		regular(t, r, 0.02)
		within(t, "waves to a complex", float64(len(r.p))/float64(len(r.qrs)), n-0.02, n+0.02)
		within(t, "waves", float64(len(r.p))/10, 250, 350)
	}
}

// fibrillates checks what is said of continuous activity of the ventricles, mV.
func fibrillates(low, high float64) func(*testing.T, *record) {
	return func(t *testing.T, r *record) {
		if len(r.qrs) > 0 || r.beating.Stroke != 0 || r.beating.Rate != 0 {
			t.Errorf("%d complexes, %+v", len(r.qrs), r.beating)
		}
		n := 0
		for _, e := range r.all {
			if e.Kind == rhythm.Fibrillates && e.Focus == 1 {
				n++
				within(t, "peak to peak", 2*e.Phase, low, high)
			}
		}
		if n == 0 {
			t.Error("no word of fibrillation")
		}
	}
}

// layered checks a layer of morphology on sinus rhythm.
func layered(c rhythm.Conduction, ok func(e *rhythm.Event, s *rhythm.Shape) bool) func(*testing.T, *record) {
	return func(t *testing.T, r *record) {
		sinus(t, r)
		for i := range r.qrs {
			if e := &r.qrs[i]; e.Conduction != c || !ok(e, &r.heart.Shape) {
				t.Fatalf("%+v", *e)
			}
		}
	}
}
