package wave_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// leads are the 12 in the order of ecg12.
func leads() []string {
	kinds, _ := wave.Set("ecg12")
	ids := make([]string, len(kinds))
	for i, k := range kinds {
		ids[i] = k.String()
	}
	return ids
}

// tape is what a heart does, and how its complexes look.
type tape struct {
	seed    uint64
	from    float64
	events  []rhythm.Event
	breaths []wave.Breath
	shape   wave.Shape
	ticks   []float64 // s, in turn, instead of equal ones
}

// play makes waves of a tape for some seconds, in ticks of a length.
func (p *tape) play(t testing.TB, seconds, tick, rate float64, ids ...string) [][]float32 {
	t.Helper()
	wants := make([]wave.Want, len(ids))
	for i, id := range ids {
		wants[i] = want(t, id, rate)
	}
	s, err := wave.New(p.seed, p.from, wants)
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]float32, len(ids))
	events, breaths := p.events, p.breaths
	for k, to := 1, p.from; ; k++ {
		from := to
		to = min(p.from+float64(k)*tick, p.from+seconds)
		if n := len(p.ticks); n > 0 {
			to = min(from+p.ticks[k%n], p.from+seconds)
		}
		tk := wave.Tick{From: from, To: to, Shape: p.shape}
		n := 0
		for n < len(events) && events[n].Time <= to {
			n++
		}
		tk.Heart, events = events[:n], events[n:]
		n = 0
		for n < len(breaths) && breaths[n].Time <= to {
			n++
		}
		tk.Breaths, breaths = breaths[:n], breaths[n:]
		s.Advance(&tk)
		for i := range ids {
			first, x := s.Samples(i)
			if at := int64(math.Round(p.from*rate)) + int64(len(out[i])); first != at {
				t.Fatalf("%s: samples from %d follow %d", ids[i], first, at)
			}
			out[i] = append(out[i], x...)
		}
		if to >= p.from+seconds {
			return out
		}
	}
}

// sinus is a regular rhythm of the node: a P wave and a complex of a kind each second.
func sinus(n int, like rhythm.Event) []rhythm.Event {
	var all []rhythm.Event
	like.Kind, like.RR = rhythm.Ventricular, 1
	for i := range n {
		like.Time = float64(i) + 0.3
		all = append(all, rhythm.Event{Time: like.Time - 0.16, Kind: rhythm.Atrial, Width: 0.1, Code: 'p'}, like)
	}
	return all
}

var healthy = rhythm.Event{Width: 0.09, QT: 0.4, Code: 'N'}

// anyEvents draws events of all kinds, in order of time.
func anyEvents(t *rapid.T, seconds float64) []rhythm.Event {
	times := rapid.SliceOfN(rapid.Float64Range(0.001, seconds), 0, 60).Draw(t, "times")
	slices.Sort(times)
	all := make([]rhythm.Event, len(times))
	for i, at := range times {
		all[i] = rhythm.Event{
			Time: at, Kind: rhythm.Kind(rapid.IntRange(0, 7).Draw(t, "kind")), Origin: rhythm.Origin(rapid.IntRange(0, 8).Draw(t, "origin")),
			Conduction: rhythm.Conduction(rapid.IntRange(0, 4).Draw(t, "conduction")), Focus: uint8(rapid.IntRange(0, 5).Draw(t, "focus")),
			Code: rapid.SampledFrom([]byte("NVF|p")).Draw(t, "code"), Width: rapid.Float64Range(0.05, 0.2).Draw(t, "width"),
			QT: rapid.Float64Range(0.2, 0.6).Draw(t, "qt"), RR: rapid.Float64Range(0.2, 2).Draw(t, "rr"), Phase: rapid.Float64Range(0, 6).Draw(t, "phase"),
		}
	}
	return all
}

// TestTicksChangeNoSample cuts the same time into ticks of different lengths.
func TestTicksChangeNoSample(t *testing.T) {
	ids := []string{"ecg_ii", "ecg_avl", "ecg_v2", "test_sine", "iec_3a", "pace_pulses"}
	rapid.Check(t, func(r *rapid.T) {
		p := tape{seed: rapid.Uint64().Draw(r, "seed"), events: anyEvents(r, 14)}
		p.shape = wave.Shape{ST: 0.2, Potassium: rapid.Float64Range(2, 9).Draw(r, "potassium"), Core: rapid.Float64Range(25, 38).Draw(r, "core")}
		for at := 0.5; at < 14; at += 4 {
			p.breaths = append(p.breaths, wave.Breath{Time: at, Period: 4, Volume: 500})
		}
		rate := rapid.SampledFrom([]float64{125, 250, 360}).Draw(r, "rate")
		want := p.play(t, 14, 7, rate, ids...)
		for _, tick := range []float64{0.1, 0.25, 1, 0} {
			if tick == 0 {
				p.ticks = rapid.SliceOfN(rapid.Float64Range(0.001, 5), 3, 8).Draw(r, "ticks")
			}
			got := p.play(t, 14, tick, rate, ids...)
			for i := range ids {
				if !slices.Equal(got[i], want[i]) {
					r.Fatalf("%s at %g Hz: ticks of %g s %v give other samples than ticks of 7 s", ids[i], rate, tick, p.ticks)
				}
			}
		}
	})
}

// TestLeadsAgree holds the limb leads to Einthoven and Goldberger to the last bit, and
// each lead to what it is when no other is wanted.
func TestLeadsAgree(t *testing.T) {
	p := tape{seed: 5, events: append(sinus(4, healthy), rhythm.Event{Time: 3.9, Kind: rhythm.Fibrillates, Focus: 1})}
	all := p.play(t, 8, 1, 250, leads()...)
	for n := range all[0] {
		one, two := all[0][n], all[1][n]
		for i, v := range []float32{two - one, -(one + two) / 2, one - two/2, two - one/2} {
			if all[2+i][n] != v {
				t.Fatalf("%s[%d] = %v, not %v", leads()[2+i], n, all[2+i][n], v)
			}
		}
	}
	for i, id := range leads() {
		if alone := p.play(t, 8, 1, 250, id)[0]; !slices.Equal(alone, all[i]) {
			t.Errorf("%s is another wave when it alone is wanted", id)
		}
	}
}

// crests are the samples at which lead II is farthest from 0 within 100 ms of the R
// peak of each complex.
func crests(p *tape, two []float32, rate float64) (at, due []float64) {
	for i := range p.events {
		e := &p.events[i]
		if e.Kind != rhythm.Ventricular {
			continue
		}
		peak := (e.Peak() - p.from) * rate
		best := int(peak)
		for n := int(peak - 0.1*rate); n <= int(peak+0.1*rate) && n < len(two); n++ {
			if math.Abs(float64(two[n])) > math.Abs(float64(two[best])) {
				best = n
			}
		}
		at, due = append(at, float64(best)), append(due, peak)
	}
	return at, due
}

// TestRPeaks: the R peak is the sample next to Event.Peak, at any rate and in anybody.
func TestRPeaks(t *testing.T) {
	kinds := map[string]rhythm.Event{
		"normal": healthy,
		"LBBB":   {Width: 0.15, QT: 0.43, Conduction: rhythm.LeftBlock},
		"RBBB":   {Width: 0.14, QT: 0.42, Conduction: rhythm.RightBlock},
		"WPW":    {Width: 0.13, QT: 0.42, Conduction: rhythm.Preexcited},
		"PVC":    {Width: 0.14, QT: 0.42, Origin: rhythm.Ventricle, Conduction: rhythm.Slow},
		"paced":  {Width: 0.16, QT: 0.44, Origin: rhythm.PacedVentricle, Conduction: rhythm.Slow},
	}
	for name, like := range kinds {
		for seed := range uint64(8) {
			for _, rate := range []float64{250, 360, 500, 1000} {
				p := tape{seed: seed, events: sinus(8, like)}
				for i := range p.events {
					p.events[i].Time += 0.00137 * float64(i) // at other places between two samples
				}
				at, due := crests(&p, p.play(t, 9, 1, rate, "ecg_ii")[0], rate)
				for i := range at {
					if math.Abs(at[i]-due[i]) > 0.55 {
						t.Errorf("%s, seed %d, %g Hz: R peak at sample %g, not %.2f", name, seed, rate, at[i], due[i])
					}
				}
			}
		}
	}
}

// TestNothingDrifts compares a beat at the start with the same a month later.
func TestNothingDrifts(t *testing.T) {
	const month = 30 * 86400
	for _, rate := range []float64{250, 1000} {
		early := tape{events: sinus(5, healthy)}
		late := tape{from: month, events: sinus(5, healthy)}
		for i := range late.events {
			late.events[i].Time += month
		}
		a, b := early.play(t, 5, 1, rate, leads()...), late.play(t, 5, 1, rate, leads()...)
		for i := range a {
			for n := range a[i] {
				if d := math.Abs(float64(a[i][n] - b[i][n])); d > 1e-4 {
					t.Fatalf("%s at %g Hz: sample %d a month later differs by %g mV", leads()[i], rate, n, d)
				}
			}
		}
	}
}

// TestNoEventBreaksIt gives events that no heart makes.
func TestNoEventBreaksIt(t *testing.T) {
	odd := []float64{0, -1, 1e-9, 1e9, math.Inf(1), math.Inf(-1), math.NaN()}
	var p tape
	for i, x := range odd {
		for j, y := range odd {
			for k := range 8 {
				p.events = append(p.events, rhythm.Event{
					Time: 0.1 + 0.02*float64(len(p.events)), Kind: rhythm.Kind(k), Origin: rhythm.Origin(i), Conduction: rhythm.Conduction(j % 5),
					Focus: uint8(i * j), Width: x, QT: y, RR: x, Phase: y,
				})
			}
		}
	}
	for _, x := range odd {
		p.shape = wave.Shape{ST: x, Potassium: x, Core: x, Press: x, Spike: wave.Spike{Amplitude: x, Width: x}, Territory: 9}
		p.breaths = []wave.Breath{{Time: 0.2, Period: x, Volume: x}}
		for i, row := range p.play(t, 9, 1, 100, leads()...) {
			for n, v := range row {
				if !(math.Abs(float64(v)) < 1e5) {
					t.Fatalf("shape of %g: %s[%d] = %v", x, leads()[i], n, v)
				}
			}
		}
	}
}

func TestAdvanceAllocatesNothing(t *testing.T) {
	var wants []wave.Want
	for _, id := range append(leads(), "iec_3a", "test_square") {
		wants = append(wants, want(t, id, 250))
	}
	s, err := wave.New(3, 0, wants)
	if err != nil {
		t.Fatal(err)
	}
	events := append(sinus(1, healthy), rhythm.Event{Kind: rhythm.Fibrillates, Time: 0.9}, rhythm.Event{Kind: rhythm.Spike, Time: 0.95}, rhythm.Event{Code: '|', Time: 0.96})
	now := 0.0
	var told wave.Tick
	tick := func() {
		for i := range events {
			events[i].Time += 1
		}
		now++
		told = wave.Tick{From: now, To: now + 1, Heart: events, Shape: wave.Shape{ST: 0.1, Potassium: 3, Core: 30}}
		s.Advance(&told)
	}
	tick()
	tick()
	if n := testing.AllocsPerRun(50, tick); n != 0 {
		t.Errorf("%g allocations a tick", n)
	}
}

func TestWantsAreRefused(t *testing.T) {
	for name, w := range map[string]wave.Want{
		"no wave": {Kind: 255, Rate: 250}, "too slow": {Kind: wave.ECGII, Rate: 10}, "no rate": {Kind: wave.ECGII, Rate: math.NaN()},
	} {
		if _, err := wave.New(0, 0, []wave.Want{w}); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range wave.Kinds() {
		n := k.Info()
		if got, ok := wave.Lookup(n.ID); !ok || got != k || seen[n.ID] {
			t.Errorf("%q is not the name of %d alone", n.ID, k)
		}
		if n.Title == "" || n.Unit == "" || n.Gain <= 0 || !(n.MinRate <= n.Rate && n.Rate <= n.MaxRate) {
			t.Errorf("%s: incomplete: %+v", n.ID, n)
		}
		seen[n.ID] = true
	}
	if _, ok := wave.Set("ecg_xv"); ok {
		t.Error("there is no lead XV")
	}
}
