package twin_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/twin"
)

func TestLabelHysteresis(t *testing.T) {
	type look struct {
		t     float64
		value float64
	}
	at := func(values ...float64) (out []look) {
		for i, v := range values {
			out = append(out, look{float64(i), v})
		}
		return out
	}
	type episode struct{ onset, end float64 }
	for _, c := range []struct {
		name  string
		rule  twin.LabelRule
		looks []look
		want  []episode
	}{
		{"never low", twin.LabelRule{Hold: 2}, at(95, 95, 95), nil},
		{"too short to count", twin.LabelRule{Hold: 3}, at(95, 85, 85, 95, 95), nil},
		{"onset is the first instant, not the end of hold", twin.LabelRule{Hold: 2}, at(95, 85, 85, 85, 95), []episode{{1, 4}}},
		{"a flicker above the limit starts hold again", twin.LabelRule{Hold: 2}, at(85, 85, 95, 85, 85, 85, 95), []episode{{3, 6}}},
		{"between the limits it neither starts nor ends", twin.LabelRule{}, at(85, 91, 91, 92), []episode{{0, 3}}},
		{"the end must hold", twin.LabelRule{ClearHold: 2}, at(85, 95, 85, 95, 95, 95), []episode{{0, 3}}},
		{"two episodes", twin.LabelRule{}, at(85, 95, 85, 95), []episode{{0, 1}, {2, 3}}},
		{"no hold at all", twin.LabelRule{}, at(85, 95), []episode{{0, 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l twin.Label
			var got []episode
			for _, k := range c.looks {
				switch change, when := l.Step(c.rule, k.t, k.value < 90, k.value >= 92); change {
				case twin.Began:
					got = append(got, episode{onset: when})
				case twin.Ended:
					got[len(got)-1].end = when
				case twin.Same:
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("episodes %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("episode %d: %v, want %v", i, got[i], c.want[i])
				}
			}
		})
	}
}
