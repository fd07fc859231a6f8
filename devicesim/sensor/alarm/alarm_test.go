package alarm_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"pgregory.net/rapid"
)

const second = int64(time.Second)

// trace steps an alarm once a second: '1' the condition holds, '0' it does not,
// 'a' it does not and somebody acknowledges, 'A' it holds and somebody does.
func trace(r alarm.Rule, conditions string) string {
	var a alarm.Alarm
	out := ""
	for i, c := range conditions {
		if c == 'a' || c == 'A' {
			a.Acknowledge()
		}
		out += [...]string{"-", "S", "C", "E", "X"}[a.Step(&r, c == '1' || c == 'A', int64(i)*second)]
	}
	return out
}

func TestStep(t *testing.T) {
	delayed := alarm.Rule{Code: "x", Priority: alarm.Medium, Delay: 2 * time.Second, Hold: time.Second}
	latching := alarm.Rule{Code: "x", Priority: alarm.High, Latching: true}
	rising := alarm.Rule{Code: "x", Priority: alarm.Low, Escalate: 3 * time.Second}
	for _, c := range []struct {
		name, in, out string
		rule          alarm.Rule
	}{
		{"raised after the delay", "0111100", "---S--X", delayed},
		{"too short", "0110110", "-------", delayed},
		{"a short gap does not end it", "111010111000", "--S-------X-", delayed},
		{"latches until acknowledged", "1000a0", "S" + "C--X-", latching},
		{"latched and back", "100110a", "SC-C-CX", latching},
		{"acknowledged while active", "1A0", "S-X", latching},
		{"rises twice, then stays", "111111111", "S--E--E--", rising},
		{"acknowledged does not rise", "11A11110", "S------X", rising},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := trace(c.rule, c.in); got != c.out {
				t.Errorf("%s gives %s, want %s", c.in, got, c.out)
			}
		})
	}
}

// TestPhasesAreLegal drives alarms at random: Start and End alternate, Continue
// and Escalate come only between them, and the state fits the phase.
func TestPhasesAreLegal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := alarm.Rule{
			Priority: alarm.Priority(rapid.IntRange(0, 2).Draw(t, "priority")), Latching: rapid.Bool().Draw(t, "latching"),
			Delay: time.Duration(rapid.IntRange(0, 3).Draw(t, "delay")) * time.Second, Hold: time.Duration(rapid.IntRange(0, 3).Draw(t, "hold")) * time.Second,
			Escalate: time.Duration(rapid.IntRange(0, 4).Draw(t, "escalate")) * time.Second,
		}
		var a alarm.Alarm
		raised := false
		for i := range rapid.IntRange(1, 80).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "ack") == 0 && a.Acknowledge() != raised && !a.Acknowledged {
				t.Fatal("acknowledged what was not raised")
			}
			before := a.Raised
			switch phase := a.Step(&r, rapid.Bool().Draw(t, "condition"), int64(i)*second); phase {
			case alarm.Start:
				if raised || a.State != alarm.Active || a.Raised != r.Priority || a.Acknowledged {
					t.Fatalf("bad start: %+v", a)
				}
				raised = true
			case alarm.End:
				if !raised || a.State != alarm.Inactive {
					t.Fatalf("bad end: %+v", a)
				}
				raised = false
			case alarm.Continue:
				if !raised || !r.Latching {
					t.Fatalf("bad continue: %+v", a)
				}
			case alarm.Escalate:
				if !raised || a.Raised != before+1 {
					t.Fatalf("bad escalate: %+v", a)
				}
			case alarm.None:
				if raised != (a.State == alarm.Active || a.State == alarm.Latched) {
					t.Fatalf("the state changed in silence: %+v", a)
				}
			}
		}
	})
}

func TestNames(t *testing.T) {
	if alarm.High.String() != "high" || alarm.Technical.String() != "technical" || alarm.Waiting.String() != "inactive" || alarm.End.String() != "end" {
		t.Error("names")
	}
}

func Example() {
	low := alarm.Rule{Code: "spo2-low", Priority: alarm.Medium, Delay: 10 * time.Second}
	var a alarm.Alarm
	for s := range int64(12) {
		if phase := a.Step(&low, s >= 1, s*second); phase != alarm.None {
			fmt.Println(s, low.Code, a.Raised, a.State, phase)
		}
	}
	// Output: 11 spo2-low medium active start
}
