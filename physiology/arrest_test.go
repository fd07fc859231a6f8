package physiology_test

import (
	"math"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

func arrest(rhythm string) event {
	return event{60, "patient.cardiac-arrest", with{"rhythm": rhythm}, 0}
}

// TestArrestIsAState: what leaves it, by the three phases of Weisfeldt and Becker 2002
// and the coronary pressure of Paradis 1990.
func TestArrestIsAState(t *testing.T) {
	cpr := func(at float64) event { return event{at, "patient.cpr", nil, 0} }
	shock := func(at float64, energy string) event {
		return event{at, "patient.defibrillate", with{"energy": energy}, 0}
	}
	for _, c := range []struct {
		name        string
		until       float64
		events      []event
		beats, dead bool
	}{
		{"fibrillation lasts", 900, []event{arrest("vf")}, false, false},
		{"fibrillation kills within half an hour", 1800, []event{arrest("vf")}, false, true},
		{"a shock in the electrical phase restarts", 400, []event{arrest("vf"), shock(240, "200 J")}, true, false},
		{"pulseless tachycardia as well", 400, []event{arrest("pulseless-vt"), shock(240, "150 J")}, true, false},
		{"too little energy does nothing", 400, []event{arrest("vf"), shock(240, "50 J")}, false, false},
		{"a late shock leaves a standstill", 900, []event{arrest("vf"), shock(600, "200 J")}, false, false},
		{"compressions keep the heart shockable", 900, []event{arrest("vf"), cpr(180), shock(600, "200 J")}, true, false},
		{"a shock does nothing to asystole", 400, []event{arrest("asystole"), shock(120, "200 J")}, false, false},
		{"witnessed asystole restarts under compressions", 600, []event{arrest("asystole"), cpr(70)}, true, false},
		{"late asystole does not without more pressure", 1000, []event{arrest("asystole"), cpr(360)}, false, false},
		{"activity without a pulse restarts sooner", 600, []event{arrest("pea"), cpr(120)}, true, false},
		{"pacing captures a fresh standstill", 200, []event{arrest("asystole"), {90, "patient.pace", with{"rate": "70 /min"}, 0}}, true, false},
		{"and no fibrillation", 200, []event{arrest("vf"), {90, "patient.pace", with{"rate": "70 /min"}, 0}}, false, false},
		{"an arrest with an end converts there", 300, []event{{60, "patient.cardiac-arrest", nil, 90}}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, adult(), 1, c.until, c.events...)
			if beats := r.at(HR, c.until) > 0; beats != c.beats || r.body.Vital.Dead != c.dead {
				t.Errorf("beats %v dead %v, energy %.2f", beats, r.body.Vital.Dead, r.body.Vital.Energy)
			}
		})
	}
}

// TestCompressions: stroke 17-33 mL and flow 17-30 % of normal (Kim 2008), mean pressure
// 23-43 mmHg, exhaled CO2 10-22 mmHg that jumps when the heart beats (Garnett AR et al,
// JAMA 257:512, 1987).
func TestCompressions(t *testing.T) {
	r := run(t, adult(), 1, 760, arrest("vf"), event{180, "patient.cpr", nil, 0}, event{600, "patient.defibrillate", nil, 0})
	for second := 62.0; second < 600; second++ {
		if r.at(HR, second) != 0 || r.at(PulseRate, second) != 0 || r.at(CO, second) != 0 {
			t.Fatalf("at %g s HR %g pulse %g CO %g", second, r.at(HR, second), r.at(PulseRate, second), r.at(CO, second))
		}
	}
	if m := r.at(MAP, 175); m < 5 || m > 20 || math.Abs(m-r.at(CVP, 175)) > 1 {
		t.Errorf("mean filling pressure: MAP %.1f CVP %.1f", m, r.at(CVP, 175))
	}
	if e := r.at(EtCO2, 175); e != 0 {
		t.Errorf("EtCO2 without breaths is %.1f", e)
	}
	for _, c := range []struct {
		signal    Signal
		low, high float64
	}{{CompressionFlow, 0.17 * 5.3, 0.30 * 5.3}, {MAP, 23, 43}, {EtCO2, 10, 22}, {RR, 6, 12}, {Consciousness, 4, 4}} {
		if v := r.mean(c.signal, 240, 590); v < c.low || v > c.high {
			t.Errorf("%s under compressions is %.2f, not %g..%g", c.signal, v, c.low, c.high)
		}
	}
	if jump := r.max(EtCO2, 601, 660) - r.mean(EtCO2, 540, 595); jump < 10 {
		t.Errorf("EtCO2 rises by %.1f mmHg when the heart beats", jump)
	}
	if r.at(CO, 700) < 3.5 || r.at(CompressionFlow, 700) != 0 {
		t.Errorf("CO %.1f after return, compressions move %.1f", r.at(CO, 700), r.at(CompressionFlow, 700))
	}
	poor := run(t, adult(), 1, 400, arrest("vf"), event{180, "patient.cpr", with{"quality": 0.5, "depth": "3 cm"}, 0})
	if p, g := poor.mean(CompressionFlow, 300, 390), r.mean(CompressionFlow, 300, 390); p > 0.6*g {
		t.Errorf("poor compressions move %.2f of %.2f L/min", p, g)
	}
}

// TestColdDelaysDeath: nobody is dead until warm and dead.
func TestColdDelaysDeath(t *testing.T) {
	r := run(t, adult(), 1, 5*3600, event{60, "patient.immersion", with{"temperature": "2 degC"}, 0})
	stopped := r.below(HR, 1, 60)
	if !(stopped > 3600) || r.min(TempCore, 0, 60+stopped) > 29 {
		t.Fatalf("the heart stops after %.0f s at %.1f degC", stopped, r.min(TempCore, 0, 60+stopped))
	}
	cold := run(t, adult(), 1, 60+stopped+1800, event{60, "patient.immersion", with{"temperature": "2 degC"}, 0})
	if cold.body.Vital.Dead {
		t.Error("half an hour of cold standstill kills")
	}
}

// TestAcuteCoronarySyndrome: Killip classes by the share of the ventricle.
func TestAcuteCoronarySyndrome(t *testing.T) {
	attack := func(severity, lasting, until float64) trace {
		return run(t, adult(), 1, until, event{60, "patient.acute-coronary-syndrome", with{"severity": severity}, lasting})
	}
	for _, c := range []struct {
		severity      float64
		ef, pcwp, sbp [2]float64
	}{
		{0.2, [2]float64{54, 60}, [2]float64{7, 10}, [2]float64{108, 130}},
		{0.5, [2]float64{42, 54}, [2]float64{8, 14}, [2]float64{100, 130}},
		{1, [2]float64{12, 30}, [2]float64{18, 32}, [2]float64{60, 98}},
	} {
		r := attack(c.severity, 0, 960)
		for _, q := range []struct {
			signal Signal
			band   [2]float64
		}{{EF, c.ef}, {PCWP, c.pcwp}, {SBP, c.sbp}} {
			if v := r.mean(q.signal, 600, 900); v < q.band[0] || v > q.band[1] {
				t.Errorf("severity %g: %s is %.1f, not %v", c.severity, q.signal, v, q.band)
			}
		}
		if r.at(Pain, 900) < 3 {
			t.Errorf("severity %g: pain %.1f", c.severity, r.at(Pain, 900))
		}
	}
	early, late := attack(0.7, 1800, 6*3600), attack(0.7, 5*3600, 12*3600)
	if e, l := early.at(EF, 6*3600), late.at(EF, 12*3600); e < 54 || l > e-5 {
		t.Errorf("opened after half an hour EF is %.0f, after five hours %.0f", e, l)
	}
}
