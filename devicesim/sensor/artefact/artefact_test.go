package artefact_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
)

// stages are a whole front end.
type stages struct {
	noise  artefact.Noise
	off    artefact.LeadOff
	filter artefact.Filter
	drift  artefact.Drift
}

func newStages(t testing.TB, seed uint64, set string, rate float64) *stages {
	t.Helper()
	s, ok := artefact.Named(set)
	if !ok {
		t.Fatalf("no set %s", set)
	}
	f, err := artefact.NewFilter(rate, artefact.Monitor)
	if err != nil {
		t.Fatal(err)
	}
	return &stages{artefact.NewNoise(seed, rate, s), artefact.LeadOff{Rail: 10, Rate: rate}, f, artefact.Drift{PPM: 80}}
}

// record takes samples of a wave from an index on in one chunk.
func (s *stages) record(dst []float32, first int64, wave []float32) []float32 {
	x := slices.Clone(wave)
	s.noise.Add(first, x)
	s.off.Apply(x)
	s.filter.Apply(x)
	artefact.Saturate(x, 5)
	return s.drift.Resample(dst, x)
}

func tone(n int, hertz, rate float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Sin(2 * math.Pi * hertz * float64(i) / rate))
	}
	return x
}

// TestChunksChangeNothing cuts one recording into chunks of any lengths.
func TestChunksChangeNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seed, set := rapid.Uint64().Draw(r, "seed"), rapid.SampledFrom([]string{"none", "clinical", "motion"}).Draw(r, "set")
		rate := rapid.SampledFrom([]float64{10, 125, 250, 360}).Draw(r, "rate")
		first := rapid.Int64Range(-5000, 1<<34).Draw(r, "first")
		wave := tone(1500, 1, rate)
		want := newStages(t, seed, set, rate).record(nil, first, wave)
		s := newStages(t, seed, set, rate)
		var got []float32
		for n := 0; n < len(wave); {
			m := min(rapid.IntRange(1, 400).Draw(r, "chunk"), len(wave)-n)
			got = s.record(got, first+int64(n), wave[n:n+m])
			n += m
		}
		if !slices.Equal(got, want) {
			r.Fatalf("chunks change the recording")
		}
	})
}

// rms is the root of the mean square about the mean.
func rms(x []float32) float64 {
	var sum, square float64
	for _, v := range x {
		sum += float64(v)
		square += float64(v) * float64(v)
	}
	n := float64(len(x))
	return math.Sqrt(square/n - sum*sum/n/n)
}

// amplitude is that of a wave at a frequency.
func amplitude(x []float32, hertz, rate float64) float64 {
	var re, im float64
	for n, v := range x {
		s, c := math.Sincos(2 * math.Pi * hertz * float64(n) / rate)
		re, im = re+float64(v)*c, im+float64(v)*s
	}
	return 2 * math.Hypot(re, im) / float64(len(x))
}

// TestNoiseIsAsAsked measures each kind of noise by itself.
func TestNoiseIsAsAsked(t *testing.T) {
	make := func(s artefact.Settings) []float32 {
		x := make([]float32, 250*120)
		n := artefact.NewNoise(9, 250, s)
		n.Add(1000, x)
		return x
	}
	for _, c := range []struct {
		name      string
		got       float64
		low, high float64
	}{
		{"none", rms(make(artefact.Settings{})), 0, 0},
		{"white", rms(make(artefact.Settings{White: 0.01})), 0.0097, 0.0103},
		{"muscle", rms(make(artefact.Settings{Muscle: 0.05})), 0.035, 0.065},
		{"mains of 50 Hz", amplitude(make(artefact.Settings{Mains: 0.02}), 50, 250), 0.0195, 0.0205},
		{"mains of 60 Hz", amplitude(make(artefact.Settings{Mains: 0.02, Hertz: 60}), 60, 250), 0.0195, 0.0205},
		{"mains of 60 Hz at 50", amplitude(make(artefact.Settings{Mains: 0.02, Hertz: 60}), 50, 250), 0, 0.001},
		{"wander", rms(make(artefact.Settings{Wander: 0.3})), 0.1, 0.25},
		{"wander is slow", rms(diff(make(artefact.Settings{Wander: 0.3}))), 0, 0.003},
		{"motion", rms(make(artefact.Settings{Motion: 1, Pulls: 12})), 0.03, 0.4},
	} {
		if !(c.got >= c.low && c.got <= c.high) {
			t.Errorf("%s: %.5f, not %g..%g", c.name, c.got, c.low, c.high)
		}
	}
	if _, ok := artefact.Named("party"); ok {
		t.Error("there is no such set")
	}
	white := make(artefact.Settings{White: 1})
	correlated := 0.0
	for n := range white[1:] {
		correlated += float64(white[n]*white[n+1]) / float64(len(white))
	}
	if math.Abs(correlated) > 0.03 {
		t.Errorf("white noise correlates by %.3f with itself", correlated)
	}
}

func diff(x []float32) []float32 {
	d := make([]float32, len(x)-1)
	for i := range d {
		d[i] = x[i+1] - x[i]
	}
	return d
}

// TestBands measures the gain of the two bands at their corners, within and without.
func TestBands(t *testing.T) {
	const rate, seconds = 1000, 40
	for _, c := range []struct {
		band      artefact.Band
		hertz     float64
		low, high float64
	}{
		{artefact.Monitor, 0.05, 0, 0.12},
		{artefact.Monitor, 0.5, 0.69, 0.73},
		{artefact.Monitor, 10, 0.97, 1.01},
		{artefact.Monitor, 40, 0.69, 0.73},
		{artefact.Monitor, 200, 0, 0.04},
		{artefact.Diagnostic, 0.5, 0.97, 1.01},
		{artefact.Diagnostic, 40, 0.97, 1.01},
		{artefact.Diagnostic, 150, 0.69, 0.73},
	} {
		f, err := artefact.NewFilter(rate, c.band)
		if err != nil {
			t.Fatal(err)
		}
		x := tone(rate*seconds, c.hertz, rate)
		f.Apply(x)
		if g := amplitude(x[rate*seconds/2:], c.hertz, rate); g < c.low || g > c.high {
			t.Errorf("%v at %g Hz: gain %.3f, not %g..%g", c.band, c.hertz, g, c.low, c.high)
		}
	}
	for _, bad := range []artefact.Band{{40, 0.5}, {math.NaN(), 40}, {-1, 40}} {
		if _, err := artefact.NewFilter(250, bad); err == nil {
			t.Errorf("%v is not refused", bad)
		}
	}
}

// TestDriftCountsSamples: over ten minutes a clock that is 500 ppm fast gives 75 samples
// more of 150000, and a tone has another frequency by as much.
func TestDriftCountsSamples(t *testing.T) {
	for _, ppm := range []float64{-500, 0, 20, 500} {
		d := artefact.Drift{PPM: ppm}
		x := tone(150000, 5, 250)
		got := d.Resample(nil, x)
		if due := 150000 * (1 + ppm*1e-6); math.Abs(float64(len(got))-due) > 4 {
			t.Errorf("%g ppm: %d samples, not %.0f", ppm, len(got), due)
		}
		for n, v := range got {
			if true_ := math.Sin(2 * math.Pi * 5 * float64(n) / 250 / (1 + ppm*1e-6)); math.Abs(float64(v)-true_) > 0.002 {
				t.Fatalf("%g ppm: sample %d is %g, not %g", ppm, n, v, true_)
			}
		}
	}
}

func TestConvert(t *testing.T) {
	full, narrow := artefact.Converter{Gain: 200}, artefact.Converter{Gain: 200, Offset: 1024, Low: 0, High: 2047}
	for _, c := range []struct {
		name  string
		by    artefact.Converter
		value float32
		want  int16
	}{
		{"nothing", full, 0, 0},
		{"a millivolt", full, 1, 200},
		{"rounds up", full, 0.0026, 1},
		{"rounds down", full, 0.0024, 0},
		{"rounds down below 0", full, -0.0026, -1},
		{"rounds up below 0", full, -0.0024, 0},
		{"saturates", full, 1000, math.MaxInt16},
		{"saturates short of invalid", full, -1000, math.MinInt16 + 1},
		{"no number", full, float32(math.NaN()), artefact.Invalid},
		{"infinite", full, float32(math.Inf(1)), math.MaxInt16},
		{"offset", narrow, -1, 824},
		{"low rail", narrow, -6, 0},
		{"high rail", narrow, 6, 2047},
	} {
		var got [1]int16
		if c.by.Convert(got[:], []float32{c.value}); got[0] != c.want {
			t.Errorf("%s: %d, not %d", c.name, got[0], c.want)
		}
	}
}

// TestLeadOff: the input is at the rail a tenth of a second after the electrode came
// off, and the wave is back as long after it is on.
func TestLeadOff(t *testing.T) {
	l := artefact.LeadOff{Rail: 10, Rate: 250}
	run := func(off bool) []float32 {
		x := tone(250, 1, 250)
		l.Off = off
		l.Apply(x)
		return x
	}
	if !slices.Equal(run(false), tone(250, 1, 250)) {
		t.Error("an electrode that is on changes the wave")
	}
	x := run(true)
	if x[0] > 3 || x[30] < 9.5 || x[249] != 10 {
		t.Errorf("off: %g, %g, %g", x[0], x[30], x[249])
	}
	x = run(false)
	if x[0] < 7 || math.Abs(float64(x[60]-tone(250, 1, 250)[60])) > 0.01 {
		t.Errorf("on again: %g, %g", x[0], x[60])
	}
}

func TestStagesAllocateNothing(t *testing.T) {
	s := newStages(t, 1, "motion", 250)
	wave, dst, counts := tone(250, 1, 250), make([]float32, 0, 300), make([]int16, 300)
	first := int64(0)
	if n := testing.AllocsPerRun(50, func() {
		s.noise.Add(first, wave)
		s.off.Apply(wave)
		s.filter.Apply(wave)
		dst = s.drift.Resample(dst[:0], wave)
		artefact.Converter{Gain: 200}.Convert(counts[:len(dst)], dst)
		first += 250
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// A millivolt through a noisy front end becomes counts.
func ExampleNoise() {
	settings, _ := artefact.Named("clinical")
	noise := artefact.NewNoise(1, 250, settings)
	samples := []float32{1, 1, 1, 1}
	noise.Add(0, samples)
	counts := make([]int16, 4)
	artefact.Converter{Gain: 200}.Convert(counts, samples)
	fmt.Println(counts[0] > 150 && counts[0] < 250)
	// Output: true
}
