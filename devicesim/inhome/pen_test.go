package inhome_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
)

// written lets a pen live for hours, out of reach for some of them, and returns what it
// reports of doses, with the time from the start, and what it injects, U.
func written(t *testing.T, config string, hours, lost, found int) (doses map[string]float64, injected []string) {
	t.Helper()
	doses = map[string]float64{}
	var m devicesim.Model
	for _, m = range inhome.Models() {
		if m.Describe().Type == "insulin-pen" {
			break
		}
	}
	b, err := m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "p-pen", Start: start(), Config: json.RawMessage(config)}})
	if err != nil {
		t.Fatal(err)
	}
	in := &devicesim.Input{Time: start(), Interval: 5 * time.Minute, Rows: []int32{0}, Due: []bool{false}}
	var out devicesim.Outbox
	var r plainjson.Reading
	last := int64(0)
	for k := range 12 * hours {
		in.Time, in.Due[0] = in.Time.Add(in.Interval), k%12 == 11
		if k == 12*lost || k == 12*found {
			if err := b.(devicesim.Injector).Inject([]int{0}, "device.signal-loss", nil, k == 12*found, in.Time); err != nil {
				t.Fatal(err)
			}
		}
		out.Reset()
		if err := b.Step(context.Background(), in, &out); err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Acts {
			injected = append(injected, string(a.Params))
		}
		for i, msg := range out.Messages {
			if msg.Stream != 0 {
				continue
			}
			if k >= 12*lost && k < 12*found {
				t.Fatalf("hour %d: something is sent out of reach", k/12)
			}
			if err := plainjson.Decode(out.Payload(i), &r); err != nil || msg.Time < last {
				t.Fatalf("%v, time %d after %d", err, msg.Time, last)
			}
			last = msg.Time
			n := r.Find("insulin_doses").Value
			if key := fmt.Sprint(n); doses[key] == 0 {
				doses[key] = r.Find("insulin_dose").Value
				if at := time.Duration(msg.Time - start().UnixNano()); at%time.Hour == 0 && n > 0 {
					t.Errorf("dose %g is reported with the time of a report, %v", n, at)
				}
			}
		}
	}
	return doses, injected
}

// TestAPenRemembersItsDoses: each dose is reported with its own time, also those that
// were injected while nobody was in reach.
func TestAPenRemembersItsDoses(t *testing.T) {
	for _, c := range []struct {
		name, config string
		lost, found  int
		doses        int
		dose         float64
		act          string
	}{
		{"in reach", `{"dose":12,"every":"6h"}`, 30, 30, 4, 12, `{"dose":"12.0 U","insulin":"glargine100"}`},
		{"out of reach", `{"dose":12,"every":"6h"}`, 5, 22, 4, 12, `{"dose":"12.0 U","insulin":"glargine100"}`},
		{"primed", `{"dose":12,"every":"6h","priming":2,"insulin":"rapid"}`, 30, 30, 4, 14, `{"dose":"12.0 U","insulin":"rapid"}`},
		{"twice", `{"dose":12,"every":"6h","double":1}`, 30, 30, 8, 12, `{"dose":"12.0 U","insulin":"glargine100"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			doses, acts := written(t, c.config, 24, c.lost, c.found)
			if len(acts) != c.doses || len(doses) != c.doses {
				t.Errorf("%d doses are injected and %v reported, want %d", len(acts), doses, c.doses)
			}
			for n, u := range doses {
				if u != c.dose {
					t.Errorf("dose %s is %g U", n, u)
				}
			}
			for _, a := range acts {
				if a != c.act {
					t.Errorf("%s is injected", a)
				}
			}
		})
	}
}
