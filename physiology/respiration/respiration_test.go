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
			rapid.Float64Range(15, 120).Draw(t, "pco2"), rapid.Float64Range(28, 42).Draw(t, "temperature"))
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

func TestAcidBase(t *testing.T) {
	for _, c := range []struct{ pco2, ph, hco3 float64 }{{40, 7.39, 24}, {80, 7.16, 28}, {20, 7.61, 20}} {
		if math.Abs(respiration.PH(c.pco2)-c.ph) > 0.02 || math.Abs(respiration.Bicarbonate(c.pco2)-c.hco3) > 0.1 {
			t.Errorf("PCO2 %g: pH %.3f bicarbonate %.1f", c.pco2, respiration.PH(c.pco2), respiration.Bicarbonate(c.pco2))
		}
	}
	if gap := respiration.CO2(46, 0.73) - respiration.CO2(40, 0.97); math.Abs(gap-39.6) > 2 {
		t.Errorf("blood takes up %.1f mL/L of CO2 between 40 and 46 mmHg", gap)
	}
}

func adult() (respiration.Params, respiration.Input) {
	return respiration.Params{
			FRC: 2.9, VtO2: 4, VtCO2: 15, Shunt: 0.03, VD: 0.15, Scale: 1, VE0: 6.3, Gc: 1, Gp: 0.45, HVR: 0.8, Kex: 0.0226, VT0: 0.35, MVV: 140, CO2Set: 40,
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
		g := respiration.Derive(&p, &s, &in, 95)
		for range 3600 {
			respiration.Advance(&p, &s, &g, &in, 250, 205, 1)
			g = respiration.Derive(&p, &s, &in, g.PaO2)
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
		if g := respiration.Derive(&p, &s, &in, 95); g.PaO2 < c.low || g.PaO2 > c.high {
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
	b := respiration.NewBlood(15, 0, 40, 37)
	fmt.Printf("%.0f %% at 60 mmHg\n", 100*b.Saturation(60))
	// Output: 90 % at 60 mmHg
}
