package scenarios

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// A Poisson process of mean count m has the standard deviation sqrt(m).
func TestRateIsPoisson(t *testing.T) {
	const days = 400
	for _, c := range []struct {
		name    string
		rate    string
		members int
		mean    float64
	}{
		{"for all together", "6/day", 3, 6 * days},
		{"for each patient", "2/patient/day", 3, 3 * 2 * days},
		{"for each patient of many", "0.5/patient/day", 20, 20 * 0.5 * days},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := ratePlan(t, c.rate, c.members, days)
			tl := newTimeline(p)
			n, last, squares := 0, time.Duration(0), 0.0
			for {
				d, ok := tl.take(never)
				if !ok {
					break
				}
				if d.at < last {
					t.Fatalf("%v comes after %v", d.at, last)
				}
				gap := float64(d.at-last) / float64(p.duration) * c.mean // in mean gaps
				squares += gap * gap
				last = d.at
				n++
				tl.started(d)
			}
			if math.Abs(float64(n)-c.mean) > 4*math.Sqrt(c.mean) {
				t.Errorf("%d occurrences, want %.0f ± %.0f", n, c.mean, 4*math.Sqrt(c.mean))
			}
			// Of exponential gaps the mean square is 2; equal gaps would give 1.
			if m := squares / float64(n); math.Abs(m-2) > 4*math.Sqrt(20/c.mean) {
				t.Errorf("mean square of the gaps is %.2f, want 2", m)
			}
		})
	}
}

func ratePlan(t *testing.T, rate string, patients, days int) *plan {
	t.Helper()
	text := fmt.Sprintf(`{version: 1, name: t, seed: 5, duration: %dd, time: {mode: virtual}, fleet: {ward: {patients: %d, variability: 0}},
events: {e: {rate: %s, do: patient.hypoxia, with: {target_spo2: 85%%}, for: 1s}}}`, days, patients, rate)
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{
		Executable: func(kind string) bool { return Executable(kind, nil) },
	})
	if err := problems.Err(); err != nil {
		t.Fatal(problems)
	}
	p, err := makePlan(s, nil, planning{bare: true})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRateStaysInItsPhase(t *testing.T) {
	p := ratePlan(t, "40/day", 1, 100)
	tl := newTimeline(p)
	e := tl.events[0]
	tl.due = nil
	e.from, e.to = 24*time.Hour, 48*time.Hour
	tl.arm(e)
	n := 0
	for {
		d, ok := tl.take(never)
		if !ok {
			break
		}
		if d.at < e.from || d.at >= e.to {
			t.Errorf("it happens at %v, outside of %v..%v", d.at, e.from, e.to)
		}
		n++
		tl.started(d)
	}
	if n < 15 || n > 65 { // 40 ± 4 standard deviations
		t.Errorf("%d occurrences on a day, want about 40", n)
	}
}
