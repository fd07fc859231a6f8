package rhythm_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/interp"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// bands is the power of RR intervals, resampled at 4 Hz, in the bands of short-term
// variability, s2.
func bands(r *record) (lf, hf float64) {
	const rate, n = 4.0, 2048
	var times, values []float64
	for _, e := range r.qrs {
		times, values = append(times, e.Time), append(values, e.RR)
	}
	var curve interp.AkimaSpline
	if err := curve.Fit(times, values); err != nil {
		panic(err)
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = curve.Predict(times[0] + 1 + float64(i)/rate)
	}
	m := mean(x)
	for i := range x {
		x[i] = (x[i] - m) * 0.5 * (1 - math.Cos(2*math.Pi*float64(i)/n))
	}
	for i, c := range fourier.NewFFT(n).Coefficients(nil, x) {
		switch f, p := float64(i)*rate/n, cmplx.Abs(c); {
		case f >= 0.04 && f < 0.15:
			lf += p * p
		case f >= 0.15 && f < 0.40:
			hf += p * p
		}
	}
	return lf, hf
}

// TestAskedVariability asks for SDNN and RMSSD over ten minutes.
func TestAskedVariability(t *testing.T) {
	for _, tc := range []struct{ sdnn, rmssd, rate float64 }{
		{0.020, 0.015, 70},
		{0.050, 0.042, 70},
		{0.080, 0.070, 70},
		{0.050, 0.042, 60},
		{0.080, 0.042, 65},
		{0.050, 0.015, 70},
		{0.080, 0.015, 65},
		{0.050, 0.070, 65},
		{0.020, 0.015, 90},
	} {
		t.Run(fmt.Sprintf("%g %g at %g", tc.sdnn, tc.rmssd, tc.rate), func(t *testing.T) {
			for seed := range uint64(6) {
				h := set(seed, rhythm.NSR, rhythm.Settings{Rate: tc.rate, SDNN: tc.sdnn, RMSSD: tc.rmssd})
				d := rhythm.Resting(72)
				r := play(h, d, 600)
				within(t, "SDNN", deviation(r.rr()), 0.9*tc.sdnn, 1.1*tc.sdnn)
				within(t, "RMSSD", rmssd(r.rr()), 0.9*tc.rmssd, 1.1*tc.rmssd)
				said := h.Variability(&d, 60/tc.rate)
				within(t, "SDNN that is said", said.SDNN, 0.97*tc.sdnn, 1.03*tc.sdnn)
				within(t, "RMSSD that is said", said.RMSSD, 0.97*tc.rmssd, 1.03*tc.rmssd)
				if lf, hf := bands(&r); said.LFHF < 10 && tc.rmssd < 1.2*tc.sdnn && (lf/hf < 0.75*said.LFHF || lf/hf > 1.25*said.LFHF) {
					t.Errorf("LF/HF is %.3g, said was %.3g", lf/hf, said.LFHF)
				}
			}
		})
	}
}

// TestVariabilityOfPeople is what age and nerves make of it.
func TestVariabilityOfPeople(t *testing.T) {
	of := func(age float64, change func(*rhythm.Drive, *rhythm.Params)) (sdnn, root float64) {
		p, d := rhythm.Typical(age, false), rhythm.Resting(65)
		p.PVC, p.PAC = 0, 0
		if change != nil {
			change(&d, &p)
		}
		r := play(rhythm.New(9, p), d, 600)
		return deviation(r.rr()), rmssd(r.rr())
	}
	sdnn, adult := of(40, nil)
	within(t, "SDNN at 40", sdnn, 0.045, 0.055)
	within(t, "RMSSD at 40", adult, 0.038, 0.046)
	_, old := of(75, nil)
	within(t, "RMSSD at 75 over 40", old/adult, 0.6, 0.85)
	_, young := of(20, nil)
	within(t, "RMSSD at 20 over 40", young/adult, 1.2, 1.7)
	_, work := of(40, func(d *rhythm.Drive, _ *rhythm.Params) {
		d.Sinus, d.Vagal, d.Sympathetic, d.Breathing, d.Tidal = 140, 0.1, 2, 30, 1500
	})
	within(t, "RMSSD at work", work, 0, 0.008)
	_, none := of(40, func(_ *rhythm.Drive, p *rhythm.Params) { p.Variability = 0 })
	within(t, "RMSSD without variability", none, 0, 1e-4)
	_, held := of(40, func(d *rhythm.Drive, _ *rhythm.Params) { d.Breathing = 0 })
	within(t, "RMSSD without breath", held/adult, 0, 0.7)
}

// TestNoEctopyWithoutVariability is the reference person.
func TestNoEctopyWithoutVariability(t *testing.T) {
	p := rhythm.Typical(80, false)
	p.Variability, p.PVC, p.PAC = 0, 60, 60
	r := play(rhythm.New(1, p), rhythm.Resting(70), 1800)
	if r.count("N") != len(r.qrs) {
		t.Errorf("%d ectopic beats", len(r.qrs)-r.count("N"))
	}
}

// TestEctopyOfPeople is the rate that the parameters ask, and what ischaemia adds.
func TestEctopyOfPeople(t *testing.T) {
	p := rhythm.Typical(60, false)
	p.PVC, p.PAC = 30, 20
	d := rhythm.Resting(70)
	r := play(rhythm.New(1, p), d, 6*3600)
	within(t, "PVCs an hour", float64(r.count("V"))/6, 24, 36)
	within(t, "PACs an hour", float64(r.count("A"))/6, 15, 25)
	d.Potassium = 2.6
	low := play(rhythm.New(1, p), d, 6*3600)
	if low.count("V") < 2*r.count("V") {
		t.Errorf("%d PVCs with low potassium, %d without", low.count("V"), r.count("V"))
	}
}

// TestIschaemiaMayFibrillate is a hazard that is drawn: not for everybody, and for nobody
// without ischaemia.
func TestIschaemiaMayFibrillate(t *testing.T) {
	died := func(ischaemia float64) int {
		n := 0
		for seed := range uint64(40) {
			p := rhythm.Typical(60, false)
			p.PVC = 20
			d := rhythm.Resting(80)
			d.Ischaemia = ischaemia
			h := rhythm.New(seed, p)
			h.Step(&d, 1800)
			if h.Name() == rhythm.VFC {
				n++
			}
		}
		return n
	}
	within(t, "of 40 without ischaemia", float64(died(0)), 0, 0)
	within(t, "of 40 with a third of the muscle ischaemic", float64(died(0.35)), 2, 38)
}
