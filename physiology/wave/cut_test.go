package wave_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"pgregory.net/rapid"
)

// second is what a source is told of one step of a body.
type second struct {
	from    float64
	body    physiology.Body
	heart   []rhythm.Event
	breaths []wave.Breath
}

// day is an eventful one: walking, a fall, asthma, sleep, an arrest with compressions.
var day = sync.OnceValues(func() (physiology.Patient, []second) {
	w := newBed(panics{}, adult())
	w.rr = func(n int) float64 { return 0.75 + 0.1*math.Sin(float64(n)) }
	todo := map[int]func(){
		0:  func() { w.do("patient.posture", with{"position": "standing"}) },
		5:  func() { w.do("patient.exercise", with{"mets": 4.0}) },
		13: func() { w.do("patient.bronchospasm", with{"severity": 0.8}) },
		15: func() { w.do("patient.fall", with{"impact": 5.0}) },
		20: func() { w.do("patient.sleep", with{"depth": 0.8}) },
		23: func() { w.do("patient.cardiac-arrest", with{}); w.stroke = func(int) float64 { return 0 } },
		25: func() { w.do("patient.cpr", with{}) },
	}
	var all []second
	for i := range 30 {
		if do := todo[i]; do != nil {
			do()
		}
		k := w.step(1)
		all = append(all, second{k.From, w.b, slices.Clone(k.Heart), slices.Clone(k.Breaths)})
	}
	return w.p, all
})

// panics is a test that is not there.
type panics struct{ testing.TB }

func (panics) Helper()           {}
func (panics) Fatal(args ...any) { panic(args) }

// play tells a source the day cut at the given shares of each second.
func play(wants []wave.Want, cuts func(i int) []float64) [][]float32 {
	p, seconds := day()
	src, err := wave.New(3, 0, wants)
	if err != nil {
		panic(err)
	}
	out := make([][]float32, len(wants))
	for i := range seconds {
		s := &seconds[i]
		from := s.from
		h, b := s.heart, s.breaths
		for _, c := range append(slices.Clone(cuts(i)), 1) {
			k := wave.Tick{From: from, To: s.from + c, Body: &s.body, Patient: &p}
			if c == 1 {
				k.To = s.from + 1
			}
			n := 0
			for n < len(h) && h[n].Time <= k.To {
				n++
			}
			k.Heart, h = h[:n], h[n:]
			for n = 0; n < len(b) && b[n].Time <= k.To; {
				n++
			}
			k.Breaths, b = b[:n], b[n:]
			k.Valves = wave.Valves{AorticStenosis: 2, MitralStenosis: 3, AorticRegurgitation: 1}
			src.Advance(&k)
			for j := range wants {
				_, x := src.Samples(j)
				out[j] = append(out[j], x...)
			}
			from = k.To
		}
	}
	return out
}

// others are all waves but the electrocardiogram, at their usual rates.
func others(t testing.TB) []wave.Want {
	var wants []wave.Want
	for _, id := range []string{
		"ppg", "ppg_red", "ppg_ir", "abp", "abp_aortic", "cvp", "pap", "resp", "resp_flow", "resp_volume", "co2",
		"pcg", "lung_sound", "accel_x", "accel_y", "accel_z",
	} {
		k, _ := wave.Lookup(id)
		wants = append(wants, want(t, id, k.Info().Rate))
	}
	return wants
}

func TestWavesDoNotDependOnTicks(t *testing.T) {
	wants := others(t)
	whole := play(wants, func(int) []float64 { return nil })
	for i, x := range whole {
		if span32(x) == 0 {
			t.Errorf("%s is flat all day", wants[i].Kind)
		}
		for n, v := range x {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("%s: sample %d is %g", wants[i].Kind, n, v)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(wants)-1).Draw(t, "wave")
		shares := rapid.SliceOfN(rapid.Float64Range(0, 0.999), 0, 3)
		few := rapid.IntRange(1, 7).Draw(t, "every")
		cuts := make(map[int][]float64)
		for k := 0; k < 30; k += few {
			c := shares.Draw(t, "cuts")
			slices.Sort(c)
			cuts[k] = c
		}
		got := play(wants[i:i+1], func(k int) []float64 { return cuts[k] })[0]
		if len(got) != len(whole[i]) {
			t.Fatalf("%s: %d samples, %d in one piece", wants[i].Kind, len(got), len(whole[i]))
		}
		for n := range got {
			if got[n] != whole[i][n] {
				t.Fatalf("%s: sample %d is %g, %g in one piece", wants[i].Kind, n, got[n], whole[i][n])
			}
		}
	})
}

func span32(x []float32) float32 { return slices.Max(x) - slices.Min(x) }

func TestWavesAreCausal(t *testing.T) {
	wants := others(t)
	// What happens after second 12 shows in nothing before it.
	p, seconds := day()
	for _, drop := range []bool{false, true} {
		src, err := wave.New(3, 0, wants)
		if err != nil {
			t.Fatal(err)
		}
		whole := play(wants, func(int) []float64 { return nil })
		at := make([]int, len(wants))
		for i := range 12 {
			s := &seconds[i]
			k := wave.Tick{From: s.from, To: s.from + 1, Body: &s.body, Patient: &p, Heart: s.heart, Breaths: s.breaths}
			k.Valves = wave.Valves{AorticStenosis: 2, MitralStenosis: 3, AorticRegurgitation: 1}
			if drop && i == 11 && len(k.Heart) > 0 {
				k.Heart = k.Heart[:len(k.Heart)-1]
			}
			src.Advance(&k)
			for j := range wants {
				_, x := src.Samples(j)
				limit := len(x)
				if drop && i == 11 {
					limit = int((s.heart[len(s.heart)-1].Time - s.from) * wants[j].Rate)
				}
				for n, v := range x[:limit] {
					if v != whole[j][at[j]+n] {
						t.Fatalf("%s: sample %d knew what was to come", wants[j].Kind, at[j]+n)
					}
				}
				at[j] += len(x)
			}
		}
	}
}

func TestAMonthDoesNotDrift(t *testing.T) {
	const month = 30 * 86400.0
	ids := []string{"ppg", "abp", "resp", "resp_flow", "co2", "pcg"}
	look := func(since float64) [][]float64 {
		w := newBed(t, adult())
		w.now, w.beat, w.breath = since, since+0.5037, since+0.3011
		w.rr = func(int) float64 { return 0.8 }
		return w.run(10, 1, 1000, (*bed).hold, ids...)
	}
	first, last := look(0), look(month)
	for i, id := range ids {
		limit := 1e-4 * span(first[i])
		for n := range first[i] {
			if d := math.Abs(first[i][n] - last[i][n]); d > limit {
				t.Fatalf("%s: after a month sample %d is off by %.2g of %.2g", id, n, d, span(first[i]))
			}
		}
	}
}

func TestSamplesLieOnTheGrid(t *testing.T) {
	w := newBed(t, adult())
	w.rr = func(int) float64 { return 0.8 }
	wants := []wave.Want{want(t, "ppg", 25), want(t, "accel_z", 25), want(t, "co2", 10)}
	src, err := wave.New(1, 0, wants)
	if err != nil {
		t.Fatal(err)
	}
	next := make([]int64, len(wants))
	for w.now < 6*3600 {
		src.Advance(w.hold(60.1))
		for i := range wants {
			first, x := src.Samples(i)
			if first != next[i] {
				t.Fatalf("%s: sample %d follows %d", wants[i].Kind, first, next[i]-1)
			}
			next[i] = first + int64(len(x))
			if at := float64(next[i]) / wants[i].Rate; math.Abs(at-w.now) > 1/wants[i].Rate {
				t.Fatalf("%s: %g s of samples at %g s", wants[i].Kind, at, w.now)
			}
		}
		w.beats, w.breaths = w.beats[:0], w.breaths[:0]
	}
}

func TestAdvanceDoesNotAllocate(t *testing.T) {
	p, seconds := day()
	for _, wanted := range others(t) {
		src, err := wave.New(3, 0, []wave.Want{wanted})
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		k := wave.Tick{Patient: &p}
		advance := func() {
			s := &seconds[min(i, 22)]
			k.From, k.To, k.Body, k.Heart, k.Breaths = float64(i), float64(i)+1, &s.body, s.heart, s.breaths
			src.Advance(&k)
			i++
		}
		for range 3 {
			advance()
		}
		if n := testing.AllocsPerRun(15, advance); n != 0 {
			t.Errorf("%s: %g allocations a second", wanted.Kind, n)
		}
	}
}

func BenchmarkWaves(b *testing.B) {
	for _, ids := range [][]string{
		{"ppg"}, {"ppg", "ppg_red", "ppg_ir"}, {"abp"}, {"abp", "cvp", "pap"}, {"resp"}, {"co2"}, {"pcg"}, {"lung_sound"}, {"accel_z"}, axes,
	} {
		b.Run(strings.Join(ids, "+"), func(b *testing.B) {
			var wants []wave.Want
			samples := 0.0
			for _, id := range ids {
				k, _ := wave.Lookup(id)
				wants = append(wants, want(b, id, k.Info().Rate))
				samples += k.Info().Rate
			}
			walk(b, wants)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/samples, "ns/sample")
		})
	}
}

// walk plays seconds of walking over and over.
func walk(b *testing.B, wants []wave.Want) {
	p, seconds := day()
	src, err := wave.New(3, 0, wants)
	if err != nil {
		b.Fatal(err)
	}
	heart, breaths := make([]rhythm.Event, 0, 8), make([]wave.Breath, 0, 8)
	i, k := 0, wave.Tick{Patient: &p}
	for b.Loop() {
		s := &seconds[6+i%6]
		heart, breaths = append(heart[:0], s.heart...), append(breaths[:0], s.breaths...)
		for j := range heart {
			heart[j].Time += float64(i) - s.from
		}
		for j := range breaths {
			breaths[j].Time += float64(i) - s.from
		}
		k.From, k.To, k.Body, k.Heart, k.Breaths = float64(i), float64(i)+1, &s.body, heart, breaths
		src.Advance(&k)
		i++
	}
}
