package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestExsanguinationKills: more than half of the blood is lost, and death is a state.
func TestExsanguinationKills(t *testing.T) {
	for _, volume := range []string{"55%", "70%", "100%"} {
		r := run(t, adult(), 1, 3600, event{60, "patient.hemorrhage", with{"volume": volume, "over": "30m"}, 0})
		end := func(s Signal) float64 { return r.at(s, 3600) }
		if !r.body.Vital.Arrest || end(HR) != 0 || end(CO) != 0 || end(PulseRate) != 0 || end(EtCO2) != 0 || end(RR) != 0 || end(Consciousness) != 4 {
			t.Errorf("%s: arrest %v HR %g CO %g EtCO2 %g consciousness %g", volume, r.body.Vital.Arrest, end(HR), end(CO), end(EtCO2), end(Consciousness))
		}
		if end(MAP) < 0 || end(MAP) > 25 || end(UrineFlow) != 0 {
			t.Errorf("%s: MAP %g urine %g", volume, end(MAP), end(UrineFlow))
		}
	}
}

// TestTheDeadCoolDown: without circulation the core follows the room.
func TestTheDeadCoolDown(t *testing.T) {
	r := run(t, adult(), 1, 6*3600, event{60, "patient.apnoea", nil, 0})
	if !r.body.Vital.Arrest {
		t.Fatal("six hours without a breath are survived")
	}
	fall := r.at(TempCore, 3600) - r.at(TempCore, 6*3600)
	if fall < 1 || fall > 8 {
		t.Errorf("the core cools by %.2f degC in five hours", fall)
	}
}

// TestApnoeaEndsInArrest: minutes from air, and tachycardia before it.
func TestApnoeaEndsInArrest(t *testing.T) {
	r := run(t, adult(), 1, 1200, event{60, "patient.apnoea", nil, 0})
	at := r.below(HR, 1, 60)
	if !(at > 180 && at < 720) {
		t.Errorf("the heart stops after %.0f s", at)
	}
	if peak := r.max(HR, 60, 300); peak < 85 {
		t.Errorf("heart rate peaks at %.0f only", peak)
	}
}

// TestSmallBleedIsSurvived guards against a body that dies too easily.
func TestSmallBleedIsSurvived(t *testing.T) {
	r := run(t, adult(), 1, 3*3600, event{60, "patient.hemorrhage", with{"volume": "40%", "over": "30m"}, 0})
	if r.body.Vital.Arrest {
		t.Error("a bleed of 40 % kills")
	}
}

func TestHypoxiaServoHoldsItsTarget(t *testing.T) {
	for _, target := range []float64{90, 84, 75, 60} {
		r := run(t, adult(), 1, 900, event{60, "patient.hypoxia", with{"target_spo2": target, "ramp": "20s"}, 0})
		if got := r.mean(SpO2, 300, 900); math.Abs(got-target) > 0.5 {
			t.Errorf("target %g %%: SpO2 is %.2f", target, got)
		}
	}
	// A target above what the lungs give is beyond the cause.
	r := run(t, adult(), 1, 600, event{60, "patient.hypoxia", with{"target_spo2": "100%"}, 0})
	if d := math.Abs(r.at(SpO2, 600) - r.at(SpO2, 0)); d > 0.1 {
		t.Errorf("a target of 100 %% moves SpO2 by %.2f", d)
	}
}

// TestSpO2Lags: the fingertip hears of apnoea later than the artery, by the blood's way.
func TestSpO2Lags(t *testing.T) {
	r := run(t, adult(), 0.25, 200, event{20, "patient.hypoxia", with{"target_spo2": "80%", "ramp": "1s"}, 0})
	lag := r.below(SpO2, 90, 20) - r.below(SaO2, 90, 20)
	if lag < 8 || lag > 30 {
		t.Errorf("the fingertip is %.0f s late", lag)
	}
}

func TestSepsis(t *testing.T) {
	const hour = 3600
	ill := func(events ...event) trace { return run(t, adult(), 1, 12*hour, events...) }
	start := event{60, "patient.sepsis", with{"severity": 1, "to_shock": "4h", "source": "lung"}, 0}
	r := ill(start)
	shock := r.below(MAP, 65, 60) / hour
	if shock < 2.8 || shock > 5.2 {
		t.Errorf("shock after %.1f h, not 4", shock)
	}
	s := 60 + shock*hour
	for _, c := range []struct {
		signal    Signal
		low, high float64
	}{
		{HR, 105, 155}, {TempCore, 38.5, 40}, {RR, 20, 34}, {SaO2, 88, 95.5}, {UrineFlow, 0, 45}, {NEWS2, 7, 17}, {SVR, 5, 12},
	} {
		if v := r.at(c.signal, math.Floor(s)); v < c.low || v > c.high {
			t.Errorf("at shock %s is %.1f, not %g..%g", c.signal, v, c.low, c.high)
		}
	}
	early := ill(start, event{1.5 * hour, "patient.treat-sepsis", with{"fluids": "20 mL/kg"}, 0})
	if low := early.min(MAP, 0, 12*hour); low < 65 {
		t.Errorf("treated after 1.5 h, MAP still falls to %.0f", low)
	}
	mild := run(t, adult(), 1, 12*hour, event{60, "patient.sepsis", with{"severity": 0.3}, 0})
	if low := mild.min(MAP, 0, 12*hour); low < 70 || mild.at(TempCore, 12*hour) < 37.6 {
		t.Errorf("severity 0.3: MAP %.0f core %.1f", low, mild.at(TempCore, 12*hour))
	}
}

func TestStepSizeDoesNotMatter(t *testing.T) {
	bleed := event{60, "patient.hemorrhage", with{"volume": "20%", "over": "15m"}, 0}
	fine := run(t, adult(), 0.05, 1100, bleed)
	for _, dt := range []float64{0.1, 0.25, 0.5, 1} {
		r := run(t, adult(), dt, 1100, bleed)
		for _, s := range []Signal{HR, SBP, DBP, MAP, CO, SV, RR, SpO2, PaCO2, CVP} {
			for second := 0.0; second <= 1100; second += 10 {
				if d := math.Abs(r.at(s, second)/fine.at(s, second) - 1); d > 0.01 {
					t.Fatalf("dt %g: %s at %g s is %.2f %% off", dt, s, second, 100*d)
				}
			}
		}
	}
}

// TestWaterIsConserved: what is in the body is what was there and came in less what left.
func TestWaterIsConserved(t *testing.T) {
	days := 30
	if testing.Short() {
		days = 2
	}
	p, b, in := resting(t)
	balance := func() float64 {
		return b.Vessels.Volume(&p.Circulation) + b.Water.Interstitial + b.Water.Cellular + b.Water.Urine + b.Water.Out - b.Water.In
	}
	first := balance()
	begin(t, &in, &p, &b, "patient.hemorrhage", with{"volume": "15%", "over": "2h"}, math.Inf(1))
	begin(t, &in, &p, &b, "patient.fluids", with{"kind": "crystalloid", "rate": "40 mL/h"}, 86400)
	begin(t, &in, &p, &b, "patient.fluids", with{"kind": "blood", "volume": "500 mL", "over": "4h"}, math.Inf(1))
	steps(&b, &p, &in, days*86400)
	if d := math.Abs(balance() - first); d > 0.01 {
		t.Errorf("%.4f mL are lost or made in %d days", d, days)
	}
	if v := b.Vessels.Volume(&p.Circulation); math.Abs(v/p.BloodVolume-1) > 0.1 {
		t.Errorf("blood volume settles at %.0f of %.0f mL", v, p.BloodVolume)
	}
}

// TestExerciseIsCausal: the heart rate of exercise needs nerves, and pressure rises
// because flow does, although resistance falls.
func TestExerciseIsCausal(t *testing.T) {
	r := run(t, adult(), 1, 900, event{300, "patient.exercise", with{"power": "100 W"}, 0})
	if r.at(SVR, 850) > 0.75*r.at(SVR, 290) || r.at(CO, 850) < 1.8*r.at(CO, 290) || r.at(SvO2, 850) > r.at(SvO2, 290)-15 {
		t.Errorf("SVR %.1f to %.1f, CO %.1f to %.1f, SvO2 %.0f to %.0f", r.at(SVR, 290), r.at(SVR, 850), r.at(CO, 290), r.at(CO, 850), r.at(SvO2, 290), r.at(SvO2, 850))
	}
	who := adult()
	who.Conditions = []Condition{{Name: "denervated-heart"}}
	d := run(t, who, 1, 900, event{300, "patient.hemorrhage", with{"volume": "20%", "over": "5m"}, 0})
	if rise := d.at(HR, 900) - d.at(HR, 290); math.Abs(rise) > 1 {
		t.Errorf("a heart without nerves answers a bleed with %.1f /min", rise)
	}
	if d.at(HR, 0) < 90 {
		t.Errorf("a heart without vagus rests at %.0f /min", d.at(HR, 0))
	}
}

func TestCarbonMonoxideHidesFromThePulseOximeter(t *testing.T) {
	r := run(t, adult(), 1, 3*3600, event{60, "patient.inspired-gas", with{"co": "1000 ppm"}, 0})
	if c := r.at(COHb, 3*3600); c < 25 || c > 65 {
		t.Errorf("COHb is %.0f %% after three hours", c)
	}
	if r.at(SpO2, 3*3600) < 95 || r.at(SaO2, 3*3600) > 72 {
		t.Errorf("SpO2 %.0f SaO2 %.0f", r.at(SpO2, 3*3600), r.at(SaO2, 3*3600))
	}
}
