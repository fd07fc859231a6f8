package scenarios

import (
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func TestBlameLoss(t *testing.T) {
	outage := &active{name: "cut", kind: "network.outage", since: 10 * time.Second, until: 20 * time.Second}
	fault := &active{name: "off", kind: "sensor.probe-off", since: 30 * time.Second, until: 40 * time.Second}
	open := &active{name: "storm", kind: "network.outage", since: 50 * time.Second, until: never}
	r := Runner{own: map[string]bool{"mirror": true, "behind": false}}
	for _, a := range []*active{outage, fault, open} {
		r.spans.began(a, nil)
	}
	r.spans.ended(outage, outage.until)
	r.spans.ended(fault, fault.until)
	for _, c := range []struct {
		name, ear string
		acked     bool
		at        float64
		want      judge.Blame
	}{
		{"acknowledged, missing on the devices' own topics", "mirror", true, 5, judge.BlameBroker},
		{"acknowledged, missing behind the platform", "behind", true, 5, judge.BlamePlatform},
		{"an acknowledgement answers for it, whatever the network did", "behind", true, 15, judge.BlamePlatform},
		{"the same of the broker", "mirror", true, 15, judge.BlameBroker},
		{"never acknowledged while the network was cut", "mirror", false, 15, judge.BlameNetwork},
		{"the same, seen from behind", "behind", false, 15, judge.BlameNetwork},
		{"sent as the outage begins", "mirror", false, 10, judge.BlameNetwork},
		{"sent after it", "mirror", false, 20.5, judge.BlameBroker},
		{"never acknowledged, and no fault in force", "behind", false, 5, judge.BlameBroker},
		{"a fault of another kind explains nothing", "behind", false, 35, judge.BlameBroker},
		{"an outage without end", "mirror", false, 5000, judge.BlameNetwork},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := r.blameLoss(&ear{name: c.ear}, judge.Loss{Acked: c.acked, Time: c.at}); got != c.want {
				t.Errorf("blame %s, want %s", got, c.want)
			}
		})
	}
}
