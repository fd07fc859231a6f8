package wave_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

const pcgRate = 4000.0

// envelope is the loudness over 8 ms around each sample.
func envelope(x []float64) []float64 {
	const half = 16
	sums := make([]float64, len(x)+1)
	for i, v := range x {
		sums[i+1] = sums[i] + v*v
	}
	e := make([]float64, len(x))
	for i := range e {
		a, b := max(i-half, 0), min(i+half, len(x))
		e[i] = math.Sqrt((sums[b] - sums[a]) / float64(b-a))
	}
	return e
}

// onset is when the envelope first passes a tenth of its top in an interval, s, and
// when it is last over it.
func onset(e []float64, from, to float64) (begin, end float64) {
	part := e[int(from*pcgRate):int(to*pcgRate)]
	limit := 0.1 * slices.Max(part)
	i := slices.IndexFunc(part, func(v float64) bool { return v > limit })
	j := len(part) - 1
	for part[j] <= limit {
		j--
	}
	return from + float64(i)/pcgRate, from + float64(j)/pcgRate
}

// phono records with valves.
func (w *bed) phono(seconds float64, v wave.Valves) []float64 {
	return w.run(seconds, 1, pcgRate, func(w *bed, dt float64) *wave.Tick {
		k := w.step(dt)
		k.Valves = v
		return k
	}, "pcg")[0]
}

func TestHeartSoundsInTime(t *testing.T) {
	for _, c := range []struct{ name, do string }{{"rest", ""}, {"exercise", "patient.exercise"}} {
		w := newBed(t, adult())
		if c.do != "" {
			w.do(c.do, with{"power": "100 W"})
			w.rest(300)
		}
		since := w.now
		x := w.phono(10, wave.Valves{})
		e := envelope(x)
		for _, b := range w.beats[2:8] {
			r := b.Peak() - since
			begin, end := onset(e, r-0.05, r+0.16)
			if d := 1000 * (begin - r); d < 5 || d > 50 {
				t.Errorf("%s: S1 begins %.0f ms after R, want 10..50", c.name, d)
			}
			if d := end - begin; d < 0.06 || d > 0.15 {
				t.Errorf("%s: S1 lasts %.3f s", c.name, d)
			}
			hr := 60 / b.RR
			close := b.Time - since + 0.131 - 0.0004*hr + 0.413 - 0.0017*hr
			begin, end = onset(e, close-0.08, close+0.15)
			if begin > close || begin < close-0.06 || end-begin < 0.05 || end-begin > 0.16 {
				t.Errorf("%s: S2 sounds from %.3f to %.3f s, the aortic valve closes at %.3f", c.name, begin, end, close)
			}
		}
	}
}

func TestHeartSoundsBands(t *testing.T) {
	w := newBed(t, adult())
	x := w.phono(10, wave.Valves{})
	b := w.beats[4]
	one := x[int((b.Peak()-0.03)*pcgRate):int((b.Peak()+0.15)*pcgRate)]
	if s := between(one, pcgRate, 25, 150); s < 0.95 {
		t.Errorf("%.2f of S1 lies in 25..150 Hz", s)
	}
	at := b.Time + 0.39
	two := x[int((at-0.08)*pcgRate):int((at+0.14)*pcgRate)]
	if s := between(two, pcgRate, 40, 200); s < 0.95 {
		t.Errorf("%.2f of S2 lies in 40..200 Hz", s)
	}
	if a, c := centroid(one, pcgRate), centroid(two, pcgRate); c < a+10 {
		t.Errorf("S2 at %.0f Hz is no higher than S1 at %.0f Hz", c, a)
	}
}

func TestInspirationSplitsTheSecondSound(t *testing.T) {
	length := func(volume float64) float64 {
		w := newBed(t, adult())
		w.still = true
		w.rr = func(int) float64 { return 1 }
		// A breath that is held brings the volume that the beat at 2.5 s meets.
		held := wave.Breath{Time: 1.7, Period: 6, Volume: 1000 * volume, EtCO2: 38}
		x := w.run(4, 1, pcgRate, func(w *bed, dt float64) *wave.Tick {
			k := w.hold(dt)
			if volume > 0 && k.From == 1 {
				k.Breaths = append(k.Breaths, held)
			}
			return k
		}, "pcg")[0]
		begin, end := onset(envelope(x), 2.5+0.28, 2.5+0.55)
		return end - begin
	}
	if out, in := length(0), length(1.2); in < out+0.015 {
		t.Errorf("S2 lasts %.3f s in expiration and %.3f s in inspiration", out, in)
	}
}

func TestMurmurs(t *testing.T) {
	for _, c := range []struct {
		name     string
		valves   wave.Valves
		from, to float64 // where it is loud, s after the onset of QRS
		quiet    [2]float64
		low, hi  float64 // Hz
	}{
		{"aortic stenosis", wave.Valves{AorticStenosis: 3}, 0.20, 0.30, [2]float64{0.55, 0.75}, 80, 450},
		{"mitral regurgitation", wave.Valves{MitralRegurgitation: 3}, 0.18, 0.33, [2]float64{0.55, 0.75}, 120, 600},
		{"aortic regurgitation", wave.Valves{AorticRegurgitation: 3}, 0.50, 0.58, [2]float64{0.20, 0.30}, 150, 800},
		{"mitral stenosis", wave.Valves{MitralStenosis: 3}, 0.52, 0.72, [2]float64{0.20, 0.30}, 20, 160},
	} {
		loud := func(v wave.Valves) (loudest, quietest, band float64) {
			w := newBed(t, adult())
			w.rr = func(int) float64 { return 0.9 }
			x := w.phono(20, v)
			for _, b := range w.beats[2:20] {
				part := x[int((b.Time+c.from)*pcgRate):int((b.Time+c.to)*pcgRate)]
				loudest += loudness(part) / 18
				band += between(part, pcgRate, c.low, c.hi) / 18
				quietest += loudness(x[int((b.Time+c.quiet[0])*pcgRate):int((b.Time+c.quiet[1])*pcgRate)]) / 18
			}
			return loudest, quietest, band
		}
		there, silence, band := loud(c.valves)
		health, _, _ := loud(wave.Valves{})
		if there < 10*health || there < 0.02 || silence > there/10 {
			t.Errorf("%s: %.4f Pa where it sounds (%.4f in health), %.4f Pa where it does not", c.name, there, health, silence)
		}
		if band < 0.75 {
			t.Errorf("%s: %.2f of it lies in %g..%g Hz", c.name, band, c.low, c.hi)
		}
	}
}

func TestGradeDoublesTheMurmur(t *testing.T) {
	at := func(grade uint8) float64 {
		w := newBed(t, adult())
		w.rr = func(int) float64 { return 1 }
		x := w.phono(6, wave.Valves{AorticStenosis: grade})
		return loudness(x[int(3.7*pcgRate):int(3.8*pcgRate)])
	}
	if ratio := at(4) / at(3); math.Abs(ratio-2) > 0.05 {
		t.Errorf("grade 4 is %.2f times as loud as grade 3", ratio)
	}
}

func TestExtraSounds(t *testing.T) {
	w := newBed(t, adult())
	w.rr = func(int) float64 { return 1 }
	plain := w.phono(4, wave.Valves{})
	w = newBed(t, adult())
	w.rr = func(int) float64 { return 1 }
	extra := w.phono(4, wave.Valves{Third: true, Fourth: true})
	third := func(x []float64) float64 { return loudness(x[int(3.02*pcgRate):int(3.10*pcgRate)]) }
	fourth := func(x []float64) float64 { return loudness(x[int(2.45*pcgRate):int(2.5*pcgRate)]) }
	if third(extra) < 0.02 || third(plain) > 0.002 {
		t.Errorf("third sound %.4f Pa, without it %.4f", third(extra), third(plain))
	}
	if fourth(extra) < 0.02 || fourth(plain) > 0.002 {
		t.Errorf("fourth sound %.4f Pa, without it %.4f", fourth(extra), fourth(plain))
	}
}

func TestNoStrokeNoSound(t *testing.T) {
	w := newBed(t, adult())
	w.rr = func(int) float64 { return 0.8 }
	w.stroke = func(int) float64 { return 0 }
	if x := w.phono(5, wave.Valves{AorticStenosis: 4}); span(x) != 0 {
		t.Errorf("a heart that moves no blood makes %.3f Pa", span(x))
	}
}
