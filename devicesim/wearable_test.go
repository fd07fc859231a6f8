package devicesim_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

func TestFallIsFoundAndAlarmedAfterTheWindow(t *testing.T) {
	b := admit(t, "pers-fall", ``)
	b.do("patient.posture", map[string]any{"position": "standing"})
	b.stay(60)
	b.near("fall_detected", 0, 0)
	b.near("posture", 0, 0)
	b.do("patient.fall", map[string]any{"impact": 5.0})
	b.stay(10)
	b.near("fall_detected", 1, 0)
	b.near("posture", 1, 0)
	if len(b.alarms) > 0 {
		t.Errorf("%v within the window", b.alarms)
	}
	b.stay(20)
	if got := strings.Join(b.alarms, ","); got != "fall start" {
		t.Error(got)
	}
}

func TestFallIsCancelled(t *testing.T) {
	b := admit(t, "pers-fall", `{"cancel_window":"30s"}`)
	b.do("patient.posture", map[string]any{"position": "standing"})
	b.stay(30)
	b.do("patient.fall", map[string]any{"impact": 5.0})
	b.stay(10)
	reply, err := b.batch.(devicesim.Commander).Command(0, "cancel", nil, start().Add(b.now))
	if err != nil || string(reply) != `{"cancelled":1}` {
		t.Errorf("%s %v", reply, err)
	}
	b.stay(60)
	if len(b.alarms) > 0 {
		t.Error(b.alarms)
	}
}

// TestDailyLifeIsNoFall walks, sits and lies down.
func TestDailyLifeIsNoFall(t *testing.T) {
	b := admit(t, "pers-fall", ``)
	b.do("patient.posture", map[string]any{"position": "standing"})
	b.stay(20)
	b.do("patient.exercise", map[string]any{"mets": 3.5})
	b.stay(60)
	if c, _ := b.value("cadence"); c < 80 || c > 140 {
		t.Errorf("cadence %v", c)
	}
	b.do("patient.posture", map[string]any{"position": "supine"})
	b.stay(60)
	if len(b.alarms) > 0 {
		t.Error(b.alarms)
	}
}

func TestStethoscopeHearsTheHeart(t *testing.T) {
	for _, c := range []struct {
		name   string
		valves wave.Valves
		murmur float64
	}{{"health", wave.Valves{}, 0}, {"mitral regurgitation", wave.Valves{MitralRegurgitation: 3}, 1}, {"aortic stenosis", wave.Valves{AorticStenosis: 3}, 1}} {
		for _, rate := range []float64{55, 75, 110} {
			b := admit(t, "dig-steth", `{"waves":["pcg"],"noise":"clinical"}`)
			heart := &driven{rate: rate}
			b.tick = func(t *wave.Tick) {
				heart.tick(t)
				t.Valves = c.valves
			}
			b.stay(20)
			b.near("hr", rate, 3)
			b.near("murmur", c.murmur, 0)
			if n := len(b.waves["pcg"].samples); n != 15*4000 {
				t.Errorf("%s: %d samples of a recording of 15 s", c.name, n)
			}
			if want := c.murmur == 1; slices.Contains(b.alarms, "murmur start") != want {
				t.Errorf("%s at %v: alarms %v", c.name, rate, b.alarms)
			}
		}
	}
}

func TestStethoscopeRecordsOnASchedule(t *testing.T) {
	b := admit(t, "dig-steth", `{"waves":["lung_sound"],"record_every":"1m"}`)
	b.stay(100)
	if n := len(b.sent); n != 30 {
		t.Errorf("%d chunks of a second in two recordings of 15 s", n)
	}
	b.stay(100)
	if n := len(b.sent); n != 60 {
		t.Errorf("%d chunks in four recordings", n)
	}
	if len(b.waves["lung_sound"].samples) != 60*4000 {
		t.Errorf("%d samples", len(b.waves["lung_sound"].samples))
	}
}

func TestShirtMeasuresOnItsWaves(t *testing.T) {
	b := admit(t, "smart-clothing", ``)
	b.do("patient.posture", map[string]any{"position": "standing"})
	b.stay(60)
	b.near("hr", 60*b.twin.Body.Tone.Rate, 3)
	b.near("rr", b.twin.Body.Gas.RR, 2)
	b.near("posture", 0, 0)
	b.do("patient.exercise", map[string]any{"mets": 4.0})
	b.stay(120)
	b.near("hr", 60*b.twin.Body.Tone.Rate, 4)
	if c, _ := b.value("cadence"); c < 80 || c > 150 {
		t.Errorf("cadence %v", c)
	}
	if len(b.sent) > 0 {
		t.Errorf("%d waves that nobody asked for", len(b.sent))
	}
}

// TestImplantReportsWhatItPaced gives an implant stimuli for two of three beats, then
// fibrillation and a shock.
func TestImplantReportsWhatItPaced(t *testing.T) {
	b := admit(t, "pacemaker", `{"mode":"VVI"}`)
	heart, n := beating(b, 60), 0
	b.tick = func(tick *wave.Tick) {
		heart.tick(tick)
		for i := range tick.Heart {
			if e := &tick.Heart[i]; e.Kind == rhythm.Ventricular {
				if n++; n%3 > 0 {
					e.Origin, e.Code = rhythm.PacedVentricle, '/'
				}
			}
		}
	}
	b.stay(120)
	b.near("paced_ventricular", 66.7, 2)
	b.near("pacing_mode", 2, 0)
	b.near("hr", 60, 1)
	if x, _ := b.value("lead_impedance"); x < 300 || x > 900 {
		t.Errorf("lead impedance %v", x)
	}
	if len(b.alarms) > 0 || len(b.sent) > 0 {
		t.Fatalf("%v and %d strips of a quiet heart", b.alarms, len(b.sent))
	}
	heart.rate = 0
	heart.extra = []rhythm.Event{{Kind: rhythm.Fibrillates, Focus: 1, Phase: 0.8}}
	b.stay(15)
	if !slices.Contains(b.alarms, "vfib start") {
		t.Fatalf("alarms %v", b.alarms)
	}
	egm := b.waves["egm"]
	if egm == nil || len(egm.samples) != 2560*len(b.sent) || egm.rate != 256 {
		t.Fatalf("%d strips, which are not of ten seconds; alarms %v", len(b.sent), b.alarms)
	}
	heart.rate = 60
	heart.extra = []rhythm.Event{{Kind: rhythm.Shock, Phase: 200}, {Kind: rhythm.Rests, Focus: 1}}
	b.stay(30)
	b.near("shocks", 1, 0)
	b.near("episodes", 1, 0)
	if !slices.Contains(b.alarms, "shock-delivered start") {
		t.Error(b.alarms)
	}
	b.inject("sensor.bias", `{"offset":3000,"channel":"lead_impedance"}`, false)
	b.stay(20)
	if !slices.Contains(b.alarms, "lead-fracture start") {
		t.Error(b.alarms)
	}
}
