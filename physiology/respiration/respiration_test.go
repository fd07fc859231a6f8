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
		{40, 0, 7.40, 24.4},
		{80, 0, 7.16, 28},
		{20, 0, 7.63, 20.7},
		{60, 0, 7.26, 26.4},
		{40, -10, 7.22, 16.2},
		{25, -15, 7.24, 10.6},
		{29, -11, 7.30, 14.2},
		{60, 8, 7.38, 34},
		{45, 10, 7.50, 34},
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
	p := respiration.Params{
		FRC: 2.9, VtO2: 4, VtCO2: 15, Shunt: 0.03, VD: 0.15, Scale: 1, VE0: 6.3, Gc: 1, Gp: 0.45, HVR: 0.8, Kex: 0.0226, VT0: 0.35, MVV: 140, CO2Set: 40,
		Dead: 0.06, Raw: 2, Ers: 10, Shallow: 1, Pmax: 100,
	}
	return p, respiration.Input{
		Q: 5.5, Hb: 15, Temperature: 37, PIO2: 0.2093 * 713, Open: 1, Alert: 1,
	}
}

func TestRestIsSteady(t *testing.T) {
	for _, shunt := range []float64{0, 0.03, 0.27} {
		p, in := adult()
		p.Shunt = shunt
		s, err := respiration.Rest(&p, in, respiration.State{}, 250, 205, 0)
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
		s, err := respiration.Rest(&p, in, respiration.State{}, 250, 205, 0)
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

// steady runs a body of constant metabolism for some minutes.
func steady(p *respiration.Params, in respiration.Input, minutes float64) (respiration.State, respiration.Gas) {
	start := in
	start.Insult, start.Breaths = respiration.Insult{}, 0
	s, err := respiration.Rest(p, start, respiration.State{}, 250, 205, 0)
	if err != nil {
		panic(err)
	}
	g := respiration.Derive(p, &s, &in, &respiration.Gas{})
	for range int(minutes * 60) {
		respiration.Advance(p, &s, &g, &in, 250, 205, 1)
		g = respiration.Derive(p, &s, &in, &g)
	}
	return s, g
}

// TestMetabolicAcidosisIsCompensated: PaCO2 = 1.5·HCO3 + 8 ± 2 (Winters 1967, severe
// acidosis; the mild falls by 1 mmHg per mmol/L of base excess, Schlichtig 1998).
func TestMetabolicAcidosisIsCompensated(t *testing.T) {
	for _, base := range []float64{-5, -10, -15, -20} {
		p, in := adult()
		in.Base = base
		_, early := steady(&p, in, 10)
		_, g := steady(&p, in, 24*60)
		want := 1.5*g.HCO3 + 8
		if base > -10 {
			want = 40 + base
		}
		if math.Abs(g.PaCO2-want) > 2.5 {
			t.Errorf("base %g: PaCO2 %.1f, not %.1f (HCO3 %.1f pH %.2f)", base, g.PaCO2, want, g.HCO3, g.PH)
		}
		if early.PaCO2 < g.PaCO2+1 {
			t.Errorf("base %g: compensated in ten minutes already", base)
		}
	}
	p, in := adult()
	in.Base = 10
	if _, g := steady(&p, in, 24*60); g.PaCO2 < 44 || g.PaCO2 > 50 {
		t.Errorf("alkalosis of 10 mmol/L: PaCO2 %.1f, not 0.7 mmHg per mmol/L above 40", g.PaCO2)
	}
}

// TestHypoxicDecline: held at 80 %, isocapnic, breathing peaks within 2-5 min and falls
// by a quarter to a half of the rise until 20-25 min (Easton 1986).
func TestHypoxicDecline(t *testing.T) {
	p, in := adult()
	s, err := respiration.Rest(&p, in, respiration.State{}, 250, 205, 0)
	if err != nil {
		t.Fatal(err)
	}
	g := respiration.Derive(&p, &s, &in, &respiration.Gas{})
	rest, goal := g.VE, s.PACO2
	peak, at := 0.0, 0
	for second := range 1500 {
		respiration.Advance(&p, &s, &g, &in, 250, 205, 1)
		s.PAO2, s.PACO2 = 46.5, goal // the gas mixture of the experiment
		g = respiration.Derive(&p, &s, &in, &g)
		if second > 60 && g.VE > peak {
			peak, at = g.VE, second
		}
	}
	if lost := (peak - g.VE) / (peak - rest); lost < 0.15 || lost > 0.5 || at > 420 {
		t.Errorf("peak %.1f L/min at %d s falls to %.1f, %.0f %% of the rise", peak, at, g.VE, 100*lost)
	}
}

// TestOxygenHelpsScatterNotShunt: blood of starved alveoli is nearly arterial on 60 %
// oxygen, shunted blood is not (Wagner, Saltzman and West 1974).
func TestOxygenHelpsScatterNotShunt(t *testing.T) {
	rise := func(shunt, low float64) float64 {
		p, in := adult()
		p.Shunt, p.Low = shunt, low
		_, air := steady(&p, in, 1)
		in.PIO2 = 0.6 * 713
		_, oxygen := steady(&p, in, 20)
		return oxygen.PaO2 - air.PaO2
	}
	if s, l := rise(0.3, 0), rise(0.03, 0.35); s > 60 || l < 110 {
		t.Errorf("oxygen raises PaO2 by %.0f mmHg with shunt and %.0f with scatter", s, l)
	}
}

// TestScatterRestsSteadily: the steady state of starved alveoli is solved, not awaited.
func TestScatterRestsSteadily(t *testing.T) {
	for _, low := range []float64{0.05, 0.2, 0.4} {
		for _, pio2 := range []float64{70, 149, 428} {
			p, in := adult()
			p.Low, p.Released, p.Raw, p.Trap, in.PIO2 = low, 0.1, 8, 3, pio2
			s, err := respiration.Rest(&p, in, respiration.State{}, 250, 205, 0)
			if err != nil {
				t.Fatal(err)
			}
			g := respiration.Derive(&p, &s, &in, &respiration.Gas{})
			first := g
			for range 1800 {
				respiration.Advance(&p, &s, &g, &in, 250, 205, 1)
				g = respiration.Derive(&p, &s, &in, &g)
			}
			if math.Abs(g.PaO2-first.PaO2) > 1e-4*first.PaO2 || math.Abs(g.PaCO2-first.PaCO2) > 1e-4*first.PaCO2 {
				t.Errorf("low %g PIO2 %g: PaO2 %g to %g, PaCO2 %g to %g", low, pio2, first.PaO2, g.PaO2, first.PaCO2, g.PaCO2)
			}
		}
	}
}

// TestEndurance: a tension-time index of 0.15 is borne for ever, one of 0.3 for minutes
// (Bellemare and Grassino 1982).
func TestEndurance(t *testing.T) {
	tire := func(severity, minutes float64) float64 {
		p, in := adult()
		in.Insult.Spasm = severity
		s, _ := steady(&p, in, minutes)
		return s.Fatigue
	}
	if f := tire(0.7, 240); f != 0 {
		t.Errorf("severe asthma tires by %.2f in four hours", f)
	}
	if f := tire(1, 20); f < 0.5 {
		t.Errorf("the worst asthma tires by %.2f in 20 min", f)
	}
}

// TestUnit: the starved unit obeys its mass balance wherever it is put.
func TestUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := respiration.NewBlood(rapid.Float64Range(4, 20).Draw(t, "hb"), 0, rapid.Float64Range(6.9, 7.7).Draw(t, "ph"), 37)
		v, pi := rapid.Float64Range(0, 50).Draw(t, "v"), rapid.Float64Range(1, 713).Draw(t, "pi")
		cv := rapid.Float64Range(0, 200).Draw(t, "cv")
		po2, c := b.Unit(v, pi, cv, rapid.Float64Range(-10, 800).Draw(t, "guess"))
		if top, _ := b.O2(760); cv > top {
			return
		}
		if d := 0.863*(c-cv) - v*(pi-po2); math.Abs(d) > 1e-5*(1+v) {
			t.Fatalf("%g mL/L do not balance at %g mmHg", d, po2)
		}
	})
}
