package circulation_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
)

// adult are the constants of the table in the package; tone is a resting tone.
func adult() circulation.Params {
	return circulation.Params{
		Csa: 4, Csv: 142.4, Cpa: 6.56, Cpv: 44.6, Vusa: 611, Vupa: 123, Vupv: 145, Rp: 0.095, Rv: 0.0113,
		Recruit: 0.3, Qrest: 92, P0: 1.5, KElv: 0.014, KErv: 0.011, Vulv: 16.77, Vurv: 40.8, TauF: 0.1, Vheart: 185,
		Cpp: 1.75, Zc: 0.4, Pref: 92, EmaxRef: 2.9,
	}
}

func tone(float64) circulation.Tone {
	return circulation.Tone{R: 0.96, Vusv: 2558, EmaxL: 2.91, EmaxR: 1.72, Rate: 69.0 / 60, Lusitropy: 1}
}

func TestRestIsSteadyAtAnyVolume(t *testing.T) {
	p := adult()
	before := 0.0
	for _, volume := range []float64{4600, 4900, 5200, 5500, 5800} {
		s, err := circulation.Rest(&p, volume, 90, 90, tone)
		if err != nil {
			t.Fatal(err)
		}
		c := tone(0)
		f := circulation.Derive(&p, &s, &c)
		for name, q := range map[string]float64{"Qs": f.Qs, "Qp": f.Qp, "Qr": f.Qr} {
			if math.Abs(q-f.Ql) > 1e-5 {
				t.Errorf("%g mL: %s is %g, Ql %g", volume, name, q, f.Ql)
			}
		}
		if v := s.Volume(&p); math.Abs(v-volume) > 1e-5 {
			t.Errorf("%g mL became %g", volume, v)
		}
		if f.SV <= before { // Frank and Starling
			t.Errorf("%g mL: stroke volume %g does not rise from %g", volume, f.SV, before)
		}
		before = f.SV
	}
}

// TestBloodIsConservedAndStable steps violent tones at 1 s.
func TestBloodIsConservedAndStable(t *testing.T) {
	p := adult()
	for name, c := range map[string]circulation.Tone{
		"exercise":    {R: 0.3, Vusv: 1400, EmaxL: 7, EmaxR: 4, Rate: 3, Lusitropy: 0.4},
		"standstill":  {R: 0.96, Vusv: 2558, EmaxL: 2.9, EmaxR: 1.7, Lusitropy: 1},
		"empty veins": {R: 2, Vusv: 5200, EmaxL: 2.9, EmaxR: 1.7, Rate: 2, Lusitropy: 1},
		"failing":     {R: 1.5, Vusv: 2400, EmaxL: 0.4, EmaxR: 0.4, Rate: 1.5, Lusitropy: 1},
		"rest":        tone(0),
	} {
		s, err := circulation.Rest(&p, 5200, 90, 90, tone)
		if err != nil {
			t.Fatal(err)
		}
		var last circulation.Flow
		for range 600 {
			f := circulation.Derive(&p, &s, &c)
			circulation.Advance(&p, &s, &c, &f, 0, 1)
			last = f
		}
		if v := s.Volume(&p); math.Abs(v-5200) > 1e-6 {
			t.Errorf("%s: %g mL", name, v)
		}
		f := circulation.Derive(&p, &s, &c)
		if math.Abs(f.Psa-last.Psa) > 1e-3 || f.Psa < 0 || f.Psa > 250 || min(s.Vsa, s.Vsv, s.Vpa, s.Vpv) < 0 {
			t.Errorf("%s: does not settle: Psa %g after %g, %+v", name, f.Psa, last.Psa, s)
		}
	}
}

func TestStepsAgree(t *testing.T) {
	p := adult()
	after := func(dt float64) float64 {
		s, err := circulation.Rest(&p, 5200, 90, 90, tone)
		if err != nil {
			t.Fatal(err)
		}
		c := tone(0)
		for range int(math.Round(60 / dt)) {
			f := circulation.Derive(&p, &s, &c)
			circulation.Advance(&p, &s, &c, &f, -8, dt)
		}
		return circulation.Derive(&p, &s, &c).Psa
	}
	fine := after(0.05)
	for _, dt := range []float64{0.25, 0.5, 1} {
		if d := math.Abs(after(dt)/fine - 1); d > 0.005 {
			t.Errorf("dt %g: arterial pressure is %.2f %% off", dt, 100*d)
		}
	}
}

func TestPulseKeepsTheOrderOfPressures(t *testing.T) {
	p := adult()
	for _, psa := range []float64{0, 5, 20, 60, 92, 160} {
		for _, sv := range []float64{0, 20, 80, 160} {
			sbp, dbp := circulation.Pulse(&p, &circulation.Flow{Psa: psa, SV: sv}, 2.9)
			if !(sbp >= psa && psa >= dbp && dbp >= 0) {
				t.Errorf("MAP %g SV %g: %g/%g", psa, sv, sbp, dbp)
			}
		}
	}
}

func ExampleRest() {
	p := adult()
	s, _ := circulation.Rest(&p, 5200, 90, 90, tone)
	c := tone(0)
	f := circulation.Derive(&p, &s, &c)
	fmt.Printf("MAP %.0f mmHg, %.1f L/min\n", f.Psa, f.Ql*0.06)
	// Output: MAP 89 mmHg, 5.2 L/min
}
