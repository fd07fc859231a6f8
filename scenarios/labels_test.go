package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// dip is one patient with an oximeter whose saturation falls below 90 % and
// comes back; a second one without any device.
const dip = `
seed: 3
duration: 6m
time: {mode: virtual}
fleet:
  ward: {patients: 1, variability: 0, devices: {oximeter: {model: pulse-oximeter, publish: {every: 1s}}}}
  home: {patients: 1, variability: 0}
events:
  fall: {at: 20s, do: patient.hypoxia, with: {target_spo2: 82%, ramp: 20s}, for: 2m}
`

// crossing is when a signal of the first patient of a cohort was first and last
// below a limit, as a Sink sees it.
type crossing struct {
	first, after time.Duration
	below        bool
}

func (c *crossing) sink(t *testing.T, limit float64) scenarios.Sink {
	want, v := signal(t, "spo2"), make([]float64, 1)
	return onTick(func(f *scenarios.Frame) {
		f.Observe(0, want, v)
		if v[0] < limit && c.first == 0 {
			c.first = f.Elapsed
		}
		if c.below && v[0] >= limit {
			c.after = f.Elapsed
		}
		c.below = v[0] < limit
	})
}

func TestTruthOfTheBody(t *testing.T) {
	for _, c := range []struct {
		name string
		rule string
		want func(c crossing) (onset, end time.Duration)
	}{
		{
			"without hold", `{when: "spo2 < 90"}`,
			func(c crossing) (time.Duration, time.Duration) { return c.first, c.after },
		},
		{
			"the onset is the first instant and not the end of hold", `{when: "spo2 < 90", hold: 30s}`,
			func(c crossing) (time.Duration, time.Duration) { return c.first, c.after },
		},
		{
			"so is the end", `{when: "spo2 < 90", clear_hold: 30s}`,
			func(c crossing) (time.Duration, time.Duration) { return c.first, c.after },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen crossing
			env := world()
			env.Sinks = []scenarios.Sink{seen.sink(t, 90)}
			got := mustPlay(t, env, parse(t, dip+"truth:\n  low: "+c.rule+"\n")).truth(t, "truth.ndjson")
			onset, end := c.want(seen)
			want := []truth{ // in order of twins: home before ward
				{"home-0001", "low", "physiology", stamp(onset), stamp(end), false, false},
				{"ward-0001", "low", "physiology", stamp(onset), stamp(end), false, true},
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func stamp(at time.Duration) string {
	return start().Add(at).Format("2006-01-02T15:04:05.000Z07:00")
}

func TestTruthTooShortForHold(t *testing.T) {
	r := mustPlay(t, world(), parse(t, dip+`
truth:
  low: {when: "spo2 < 90", hold: 5m}
`))
	if got := r.truth(t, "truth.ndjson"); len(got) != 0 {
		t.Errorf("got %+v, want no episode", got)
	}
}

func TestTruthOpenAtTheEnd(t *testing.T) {
	r := mustPlay(t, world(), parse(t, dip+`
truth:
  low: {when: "spo2 < 90"}
`, "duration=2m"))
	got := r.truth(t, "truth.ndjson")
	if len(got) != 2 {
		t.Fatalf("got %+v, want the episodes of two patients", got)
	}
	for _, e := range got {
		if !e.Open || e.End != stamp(2*time.Minute) || e.Onset >= e.End {
			t.Errorf("got %+v, want it open until the end", e)
		}
	}
}

func TestTruthOfAnEventIsItsSpan(t *testing.T) {
	for _, c := range []struct {
		name, set string
		open      bool
		end       time.Duration
	}{
		{"over", "duration=6m", false, 140 * time.Second},
		{"still going on", "duration=1m", true, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustPlay(t, world(), parse(t, dip+`
truth:
  fallen: {event: patient.hypoxia}
`, c.set)).truth(t, "truth.ndjson")
			if len(got) != 2 {
				t.Fatalf("got %+v, want one span for each patient", got)
			}
			for _, e := range got {
				if e.Kind != "fallen" || e.Onset != stamp(20*time.Second) || e.End != stamp(c.end) || e.Open != c.open {
					t.Errorf("got %+v", e)
				}
			}
		})
	}
}

// The measured layer is what the devices said: it is later than the body by the
// averaging of the sensor, and who has no device has no such truth.
func TestTruthOfTheMeasuredLayer(t *testing.T) {
	r := mustPlay(t, world(), parse(t, dip+`
truth:
  low-body: {when: "spo2 < 90", hold: 10s, clear: "spo2 >= 92", clear_hold: 10s}
  low-told: {layer: measured, when: "spo2 < 90", hold: 10s, clear: "spo2 >= 92", clear_hold: 10s}
`))
	var body, told []truth
	for _, e := range r.truth(t, "truth.ndjson") {
		switch {
		case e.Kind == "low-told":
			told = append(told, e)
		case e.Patient == "ward-0001":
			body = append(body, e)
		}
	}
	if len(body) != 1 || len(told) != 1 {
		t.Fatalf("body %+v, told %+v; want one episode each", body, told)
	}
	if b, m := body[0], told[0]; m.Patient != "ward-0001" || m.Layer != "measured" || !m.Observable || m.Onset <= b.Onset || m.Onset >= b.End {
		t.Errorf("the oximeter said %+v of %+v", m, b)
	}
	if want := firstBelow(t, r); told[0].Onset != want {
		t.Errorf("its onset is %s, want the first reading below: %s", told[0].Onset, want)
	}
}

// firstBelow is the time of the tick in which the oximeter first reported a value
// below 90, of a stretch that went on for ten readings.
func firstBelow(t *testing.T, r run) string {
	t.Helper()
	count, first := 0, time.Duration(0)
	for i, m := range messages(t, r) {
		v, ok := m.value("spo2")
		if !ok || v >= 90 {
			count = 0
			continue
		}
		if count == 0 {
			first = time.Duration(i) * time.Second
		}
		if count++; count == 11 {
			break
		}
	}
	// One message a tick; its phase within the interval says in which.
	phase := messages(t, r)[0].Time.Sub(start()).Truncate(time.Second)
	return stamp(first + max(phase, time.Second))
}

func TestWhoCouldSeeIt(t *testing.T) {
	const cuff = `
seed: 3
duration: 4m
time: {mode: virtual}
fleet:
  ward: {patients: 1, variability: 0, devices: {%s}}
events:
  fall: {at: 20s, do: patient.hypoxia, with: {target_spo2: 82%%, ramp: 20s}}
  off: {at: 10s, do: sensor.probe-off}
truth:
  low: {when: "spo2 < 90"}
`
	const oximeter = "oximeter: {model: pulse-oximeter, publish: {every: 1s}}"
	for _, c := range []struct {
		name    string
		devices string
		off     bool
		want    bool
	}{
		{"an oximeter", oximeter, false, true},
		{"an oximeter whose probe is off", oximeter, true, false},
		{"a thermometer", "thermo: {model: thermometer}", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf(cuff, c.devices)
			if !c.off {
				text = strings.Replace(text, "  off: {at: 10s, do: sensor.probe-off}\n", "", 1)
			}
			got := mustPlay(t, world(), parse(t, text)).truth(t, "truth.ndjson")
			if len(got) != 1 || got[0].Observable != c.want {
				t.Errorf("got %+v, want one episode, observable: %v", got, c.want)
			}
		})
	}
}
