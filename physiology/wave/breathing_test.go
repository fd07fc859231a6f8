package wave_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

func TestVolumeIsTheIntegralOfFlow(t *testing.T) {
	w := newBed(t, adult())
	x := w.record(30, 250, "resp_volume", "resp_flow")
	sum := 0.0
	for i, f := range x[1] {
		sum += f / 250
		if d := math.Abs(sum - x[0][i]); d > 0.01 {
			t.Fatalf("at %.2f s the volume is %.3f L and the integral of the flow %.3f L", float64(i)/250, x[0][i], sum)
		}
	}
}

func TestBreathsHaveTheirVolumeAndTiming(t *testing.T) {
	w := newBed(t, adult())
	const rate = 250.0
	x := w.record(60, rate, "resp_volume", "resp_flow", "resp")
	b := w.breaths[4]
	at, end := int(b.Time*rate), int((b.Time+b.Period)*rate)
	if v := 1000 * span(x[0][at:end]); math.Abs(v-b.Volume) > 0.02*b.Volume {
		t.Errorf("tidal volume %.0f mL, want %.0f", v, b.Volume)
	}
	in := 0
	for _, f := range x[1][at:end] {
		if f > 0 {
			in++
		}
	}
	if share := float64(in) / float64(end-at); math.Abs(share-1./3) > 0.02 {
		t.Errorf("inspiration takes %.2f of the breath, want a third (1:2)", share)
	}
	if z := span(x[2][at:end]); z < 0.6 || z > 1.6 {
		t.Errorf("impedance moves by %.2f ohm", z)
	}
	// Between breaths the heart alone moves the impedance.
	quiet := x[2][end-int(0.9*rate) : end-5]
	if z := span(quiet); z < 0.02 || z > 0.2 {
		t.Errorf("the heart moves the impedance by %.3f ohm", z)
	}
}

func TestVentilatorPushesAConstantFlow(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.ventilate", with{"tidal_volume": "500 mL", "rate": "12 /min", "fio2": "40%", "peep": "5 cmH2O"})
	w.rest(60)
	since := w.now
	x := w.record(20, 250, "resp_flow")[0]
	at := int((w.breaths[1].Time - since) * 250)
	in := x[at+25 : at+390]
	if s := span(in); s > 0.1*slices.Max(in) {
		t.Errorf("flow of a ventilator goes from %.2f to %.2f L/s", slices.Min(in), slices.Max(in))
	}
}

func TestPlateauIsEndTidal(t *testing.T) {
	for _, c := range []struct {
		name string
		do   string
		with with
	}{
		{"rest", "", nil},
		{"bronchospasm", "patient.bronchospasm", with{"severity": 0.7}},
		{"morphine", "patient.drug", with{"drug": "morphine", "bolus": "10 mg"}},
		{"exercise", "patient.exercise", with{"power": "100 W"}},
	} {
		w := newBed(t, adult())
		if c.do != "" {
			w.do(c.do, c.with)
			w.rest(600)
		}
		since := w.now
		x := w.record(60, 125, "co2")[0]
		for _, b := range w.breaths[2 : len(w.breaths)-2] {
			end := int((b.Time + b.Period - since) * 125)
			if got := slices.Max(x[end-12 : end+2]); math.Abs(got-b.EtCO2) > 0.5 {
				t.Fatalf("%s: plateau %.2f mmHg, end-tidal %.2f", c.name, got, b.EtCO2)
			}
		}
	}
}

// rising is the rise of phase III, mmHg/s, over the second half of an expiration, and
// the time that phase II takes from a quarter to three quarters of the plateau, s.
func rising(w *bed) (slope, upstroke float64) {
	since := w.now
	x := w.record(30, 250, "co2")[0]
	b := w.breaths[len(w.breaths)-3]
	at, end := int((b.Time+b.Period/3-since)*250), int((b.Time+b.Period-since)*250)-2
	mid := (at + end) / 2
	slope = (x[end] - x[mid]) / float64(end-mid) * 250
	q1 := slices.IndexFunc(x[at:end], func(v float64) bool { return v > 0.25*x[end] })
	q3 := slices.IndexFunc(x[at:end], func(v float64) bool { return v > 0.75*x[end] })
	return slope, float64(q3-q1) / 250
}

func TestSharkFinGrowsWithObstruction(t *testing.T) {
	var slope, rise float64
	for i, s := range []float64{0, 0.3, 0.5, 0.7} {
		w := newBed(t, adult())
		w.do("patient.bronchospasm", with{"severity": s})
		w.rest(900)
		a, b := rising(w)
		if i == 0 && (a > 1.5 || b > 0.15) {
			t.Errorf("in health phase III rises by %.2f mmHg/s and phase II takes %.2f s", a, b)
		}
		if i > 0 && (a < slope+0.3 || b < rise) {
			t.Errorf("severity %g: phase III rises by %.2f mmHg/s after %.2f, phase II takes %.2f s after %.2f", s, a, slope, b, rise)
		}
		slope, rise = a, b
	}
	if slope < 4 {
		t.Errorf("phase III of a severe bronchospasm rises by %.2f mmHg/s: no fin", slope)
	}
}

func TestUpperAirwayMakesNoFin(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.airway-obstruction", with{"severity": 0.5})
	w.rest(300)
	if slope, _ := rising(w); slope > 1.5 {
		t.Errorf("phase III rises by %.2f mmHg/s: bronchi are open", slope)
	}
}

func TestBaselineIsInspiredGas(t *testing.T) {
	w := newBed(t, adult())
	x := w.record(30, 125, "co2")[0]
	if low := slices.Min(x); low < 0 || low > 0.2 {
		t.Errorf("baseline %.2f mmHg in air", low)
	}
	w.do("patient.inspired-gas", with{"fico2": "2%"})
	w.rest(30)
	x = w.record(30, 125, "co2")[0]
	if low := slices.Min(x[1250:]); math.Abs(low-0.02*713) > 0.7 {
		t.Errorf("baseline %.2f mmHg with 2 %% of carbon dioxide", low)
	}
}

func TestApnoeaIsFlat(t *testing.T) {
	w := newBed(t, adult())
	w.record(20, 125, "co2")
	x := w.run(40, 1, 125, func(w *bed, dt float64) *wave.Tick {
		if w.now > 30 {
			w.still = true
		}
		return w.step(dt)
	}, "co2", "resp_flow", "resp_volume")
	for i, row := range x {
		end := row[len(row)-125*15:]
		if slices.Max(end) > 0.1 || slices.Min(end) < -0.1 {
			t.Errorf("wave %d goes on in apnoea: %.2f..%.2f", i, slices.Min(end), slices.Max(end))
		}
	}
	if got := slices.Max(x[0][:1000]); got < 30 {
		t.Errorf("before apnoea %.1f mmHg", got)
	}
}

func TestArrestLeavesLittleCarbonDioxide(t *testing.T) {
	w := newBed(t, adult())
	w.do("patient.cardiac-arrest", with{})
	w.do("patient.cpr", with{})
	w.rest(180)
	x := w.record(30, 125, "co2", "resp")
	if top := slices.Max(x[0][250:]); top < 2 || top > 25 {
		t.Errorf("capnogram of compressions reaches %.1f mmHg", top)
	}
	if span(x[1][2500:2560]) < 0.1 {
		t.Error("compressions do not show in the impedance")
	}
}

// loudness is the root of the mean square.
func loudness(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(x)))
}

func TestBreathSounds(t *testing.T) {
	const rate = 4000.0
	listen := func(do string, args with) ([]float64, wave.Breath) {
		w := newBed(t, adult())
		if do != "" {
			w.do(do, args)
			w.rest(900)
		}
		since := w.now
		x := w.record(10, rate, "lung_sound")[0]
		b := w.breaths[1]
		b.Time -= since
		return x, b
	}
	part := func(x []float64, b wave.Breath, from, to float64) []float64 {
		return x[int((b.Time+from*b.Period)*rate):int((b.Time+to*b.Period)*rate)]
	}
	x, b := listen("", nil)
	in, out := loudness(part(x, b, 0.05, 0.3)), loudness(part(x, b, 0.36, 0.6))
	if in < 1.5*out {
		t.Errorf("inspiration is %.4f Pa loud, expiration %.4f", in, out)
	}
	if f := centroid(part(x, b, 0.05, 0.3), rate); f < 150 || f > 450 {
		t.Errorf("vesicular sound lies around %.0f Hz", f)
	}
	x, b = listen("patient.bronchospasm", with{"severity": 0.6})
	f, share := peak(part(x, b, 0.36, 0.6), rate)
	if f < 100 || f > 1000 || share < 0.2 {
		t.Errorf("loudest tone in bronchospasm at %.0f Hz, %.2f of the power", f, share)
	}
	x, b = listen("patient.respiratory-infection", with{"severity": 0.9, "ramp": "5m"})
	if sharp := crest(part(x, b, 0.1, 0.33)); sharp < 4.5 {
		t.Errorf("no crackles: the loudest sample is %.1f deviations", sharp)
	}
}

// crest is the loudest sample in deviations.
func crest(x []float64) float64 {
	return max(slices.Max(x), -slices.Min(x)) / loudness(x)
}
