package devicesim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// TestArrhythmiaAlarms lets the detectors of a monitor find what the heart does.
func TestArrhythmiaAlarms(t *testing.T) {
	for _, c := range []struct {
		alarm string
		act   func(h *driven)
		soon  float64 // s
	}{
		{"asystole", func(h *driven) { h.rate = 0 }, 7},
		{"vfib", func(h *driven) {
			h.rate = 0
			h.extra = []rhythm.Event{{Kind: rhythm.Fibrillates, Focus: 1, Phase: 0.8}}
		}, 12},
		{"vtach", func(h *driven) { h.rate, h.width = 180, 0.16 }, 10},
		{"hr-extreme-high", func(h *driven) { h.rate = 200 }, 15},
		{"hr-extreme-low", func(h *driven) { h.rate = 25 }, 25},
	} {
		t.Run(c.alarm, func(t *testing.T) {
			b := admit(t, "bedside-monitor", `{"waves":["ecg_ii"],"noise":"clinical"}`)
			heart := beating(b, 75)
			b.stay(30)
			if len(b.alarms) > 0 {
				t.Fatalf("at rest: %v", b.alarms)
			}
			c.act(heart)
			b.stay(c.soon)
			if !slices.Contains(b.alarms, c.alarm+" start") {
				t.Errorf("alarms after %v s: %v", c.soon, b.alarms)
			}
			heart.rate, heart.width, heart.extra = 75, 0, []rhythm.Event{{Kind: rhythm.Rests, Focus: 1}}
			b.stay(40)
			if !slices.Contains(b.alarms, c.alarm+" end") {
				t.Errorf("it does not end: %v", b.alarms)
			}
		})
	}
}

func TestApnoeaComesOfTheWave(t *testing.T) {
	b := admit(t, "bedside-monitor", `{"waves":["resp","co2"],"etco2":true}`)
	b.stay(60)
	b.near("etco2", b.twin.Body.Gas.EtCO2, 6)
	b.near("rr", b.twin.Body.Gas.RR, 2)
	b.tick = func(t *wave.Tick) { t.Breaths = nil }
	b.stay(40)
	if !slices.Contains(b.alarms, "apnea start") {
		t.Errorf("alarms %v", b.alarms)
	}
}

// TestPacingIsSeen looks for stimuli in the wave.
func TestPacingIsSeen(t *testing.T) {
	b := admit(t, "ecg-patch", `{"waves":["ecg_ii"]}`)
	heart := beating(b, 70)
	heart.width = 0.16
	b.tick = func(tick *wave.Tick) {
		heart.tick(tick)
		for _, e := range slices.Clone(tick.Heart) {
			tick.Heart = append(tick.Heart, rhythm.Event{Time: e.Time - 0.002, Kind: rhythm.Spike, Focus: 1, Captured: true})
		}
		slices.SortFunc(tick.Heart, func(a, b rhythm.Event) int { return int(math.Copysign(1, a.Time-b.Time)) })
	}
	b.stay(60)
	b.near("paced", 100, 10)
	sinus := admit(t, "ecg-patch", `{"waves":["ecg_ii"],"noise":"clinical"}`)
	sinus.stay(60)
	sinus.near("paced", 0, 10)
}

// TestRhythmsOfTheCatalogue gives the twin's own heart rhythms, and wants the alarm that
// each deserves, and no other of high priority.
func TestRhythmsOfTheCatalogue(t *testing.T) {
	urgent := []string{"asystole start", "vfib start", "vtach start"}
	for rhythm, want := range map[string]string{
		"AFIB": "", "BIGEM": "", "LBBB": "", "SVT": "", "PACE_V": "", "AFL21": "",
		"VTM": "vtach start", "VFC": "vfib start", "ASYS": "asystole start",
	} {
		b := admit(t, "bedside-monitor", `{"waves":["ecg_ii"],"noise":"clinical"}`)
		b.stay(30)
		b.do("patient.rhythm", map[string]any{"rhythm": rhythm})
		b.stay(12)
		raised := ""
		for _, a := range b.alarms {
			if slices.Contains(urgent, a) && raised == "" {
				raised = a
			}
		}
		if raised != want {
			t.Errorf("%s: %q, want %q; alarms %v", rhythm, raised, want, b.alarms)
		}
	}
}
