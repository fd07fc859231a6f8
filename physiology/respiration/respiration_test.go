package respiration_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/respiration"
)

// TestSaturation holds well-known points of the standard human curve.
func TestSaturation(t *testing.T) {
	b := respiration.Blood{Capacity: 200, Shift: 1}
	for _, c := range []struct{ po2, percent float64 }{
		{26.8, 50.0}, {40, 75}, {60, 90}, {80, 95.5}, {100, 97.5}, {150, 99.2},
	} {
		if got := 100 * b.Saturation(c.po2); math.Abs(got-c.percent) > 0.8 {
			t.Errorf("%g mmHg: %.2f %%, not %g", c.po2, got, c.percent)
		}
	}
}

func TestPO2InvertsContent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := respiration.NewBlood(rapid.Float64Range(2, 20).Draw(t, "hb"), rapid.Float64Range(0, 0.6).Draw(t, "cohb"),
			rapid.Float64Range(6.8, 7.8).Draw(t, "ph"), rapid.Float64Range(28, 42).Draw(t, "temperature"))
		po2 := rapid.Float64Range(0.1, 2000).Draw(t, "po2")
		c, slope := b.O2(po2)
		got := b.PO2(c, rapid.Float64Range(-50, 900).Draw(t, "guess"))
		if back, _ := b.O2(got); math.Abs(back-c) > 1e-6 || slope <= 0 {
			t.Fatalf("%g mmHg became %g: content %g, %g", po2, got, c, back)
		}
		if math.Abs(got-po2) > 1e-5*po2+1e-4 {
			t.Fatalf("%g mmHg became %g", po2, got)
		}
	})
}

// TestAcidBase holds textbook samples: an acute change of PCO2 moves bicarbonate by 1
// mmol/L for 10 mmHg above 40 and by 1..2 below (Brackett 1965, Arbus 1969); metabolic
// and compensated samples are those of the Siggaard-Andersen chart.
func TestAcidBase(t *testing.T) {
	for _, c := range []struct{ pco2, base, ph, hco3 float64 }{
		{40, 0, 7.40, 24.4}, {80, 0, 7.16, 28}, {20, 0, 7.63, 20.7}, {60, 0, 7.26, 26.4},
		{40, -10, 7.22, 16.2}, {25, -15, 7.24, 10.6}, {29, -11, 7.30, 14.2}, {60, 8, 7.38, 34}, {45, 10, 7.50, 34},
	} {
		ph, hco3 := respiration.PH(c.pco2, c.base, 7.4)
		if math.Abs(ph-c.ph) > 0.02 || math.Abs(hco3-c.hco3) > 0.8 {
			t.Errorf("PCO2 %g base %g: pH %.3f bicarbonate %.1f, not %g and %g", c.pco2, c.base, ph, hco3, c.ph, c.hco3)
		}
	}
	if gap := respiration.CO2(46, 0.73, 0) - respiration.CO2(40, 0.97, 0); math.Abs(gap-39.6) > 2 {
		t.Errorf("blood takes up %.1f mL/L of CO2 between 40 and 46 mmHg", gap)
	}
}

func TestPHSolvesBothEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pco2, base := rapid.Float64Range(1, 250).Draw(t, "pco2"), rapid.Float64Range(-35, 30).Draw(t, "base")
		ph, hco3 := respiration.PH(pco2, base, rapid.Float64Range(5, 9).Draw(t, "guess"))
		if back := 6.1 + math.Log10(hco3/(0.0307*pco2)); math.Abs(back-ph) > 1e-6 {
			t.Fatalf("pH %g is not that of bicarbonate %g: %g", ph, hco3, back)
		}
		if sbe := 0.9287 * (hco3 - 24.4 + 14.83*(ph-7.4)); math.Abs(sbe-base) > 1e-6 {
			t.Fatalf("base excess %g became %g", base, sbe)
		}
	})
}

func adult() (respiration.Params, respiration.Input) {
	return respiration.Params{
			FRC: 2.9, VtO2: 4, VtCO2: 15, Shunt: 0.03, VD: 0.15, Scale: 1, VE0: 6.3, Gc: 1, Gp: 0.45, HVR: 0.8, Kex: 0.0226, VT0: 0.35, MVV: 140, CO2Set: 40,
			Dead: 0.06, Raw: 2, Ers: 10, Shallow: 1, Pmax: 100,
		}, respiration.Input{
			Q: 5.5, Hb: 15, Temperature: 37, PIO2: 0.2093 * 713, Open: 1, Alert: 1,
		}
}

func TestRestIsSteady(t *testing.T) {
	for _, shunt := range []float64{0, 0.03, 0.27} {
		p, in := adult()
		p.Shunt = shunt
		s, err := respiration.Rest(&p, in, 250, 205, 0)
		if err != nil {
			t.Fatal(err)
		}
		first := s
		g := respiration.Derive(&p, &s, &in, &respiration.Gas{})
		for range 3600 {
			respiration.Advance(&p, &s, &g, &in, 250, 205, 1)
			g = respiration.Derive(&p, &s, &in, &g)
		}
		if math.Abs(s.PAO2-first.PAO2) > 1e-5 || math.Abs(s.PACO2-first.PACO2) > 1e-5 || math.Abs(s.Drive-first.Drive) > 1e-5 || math.Abs(s.CvO2-first.CvO2) > 1e-5 {
			t.Errorf("shunt %g: %+v became %+v", shunt, first, s)
		}
	}
}

// TestIsoShunt: on pure oxygen the normal lung reaches 600 mmHg, and a lung that
// shunts a third does not reach 200 (Benatar 1973).
func TestIsoShunt(t *testing.T) {
	for _, c := range []struct{ shunt, fio2, low, high float64 }{
		{0.03, 1, 520, 680}, {0.33, 1, 55, 200}, {0.33, 0.21, 38, 60}, {0.5, 1, 35, 80},
	} {
		p, in := adult()
		p.Shunt, in.PIO2 = c.shunt, c.fio2*713
		s, err := respiration.Rest(&p, in, 250, 205, 0)
		if err != nil {
			t.Fatal(err)
		}
		if g := respiration.Derive(&p, &s, &in, &respiration.Gas{}); g.PaO2 < c.low || g.PaO2 > c.high {
			t.Errorf("shunt %g FiO2 %g: PaO2 %.0f", c.shunt, c.fio2, g.PaO2)
		}
	}
}

// TestCarbonMonoxide: half-life of COHb in air is about 5 h and on oxygen 1 to 2 h.
func TestCarbonMonoxide(t *testing.T) {
	for _, c := range []struct{ pao2, low, high float64 }{{100, 3.5, 7}, {620, 0.6, 2}} {
		s := respiration.State{COHb: 0.3, PAO2: c.pao2}
		hours := 0.0
		for ; s.COHb > 0.15; hours += 10.0 / 3600 {
			respiration.AdvanceCO(&s, 4.5, 0, 780, 10)
		}
		if hours < c.low || hours > c.high {
			t.Errorf("PAO2 %g: half-life %.1f h", c.pao2, hours)
		}
	}
}

func ExampleBlood_Saturation() {
	b := respiration.NewBlood(15, 0, 7.4, 37)
	fmt.Printf("%.0f %% at 60 mmHg\n", 100*b.Saturation(60))
	// Output: 91 % at 60 mmHg
}
