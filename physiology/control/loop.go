package control

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Interval is how often the loop decides, min.
const Interval = 5.0

// Settings of a loop: a therapy and the limits that no order passes.
type Settings struct {
	Basal       float64       // scheduled, U/h
	Sensitivity float64       // mg/dL per U
	CarbRatio   float64       // g/U
	Low, High   float64       // target range, mg/dL
	MaxBasal    float64       // U/h
	MaxIOB      float64       // above the scheduled basal, U: the loop adds nothing beyond it
	MaxBolus    float64       // U, of one bolus
	Suspend     float64       // mg/dL: below it, or headed there in half an hour, no insulin runs
	Curve       glucose.Curve // of the insulin
}

// TherapyOf is the settings that rules of thumb give for a basal rate, U/h: half of the
// day's insulin is basal, CR = 500/day's insulin, CF = 1800/day's insulin.
func TherapyOf(basal float64) Settings {
	daily := 2 * 24 * basal
	return Settings{
		Basal: basal, CarbRatio: 500 / daily, Sensitivity: 1800 / daily, Low: 100, High: 120,
		MaxBasal: 4 * basal, MaxIOB: daily / 10, MaxBolus: daily / 3, Suspend: 70,
		Curve: glucose.Curve{Duration: 360, Peak: 75, Delay: 10},
	}
}

// Check refuses settings that say nothing safe, and names what is wrong.
func (s *Settings) Check() error {
	for _, x := range []struct {
		name, unit string
		v, low, hi float64
	}{
		{"basal", "U/h", s.Basal, 0, 35},
		{"sensitivity", "mg/dL per U", s.Sensitivity, 1, 1000},
		{"carb ratio", "g/U", s.CarbRatio, 0.5, 300},
		{"target", "mg/dL", s.Low, 70, 250},
		{"upper target", "mg/dL", s.High, s.Low, 300},
		{"largest basal", "U/h", s.MaxBasal, s.Basal, 35},
		{"largest insulin on board", "U", s.MaxIOB, 0, 100},
		{"largest bolus", "U", s.MaxBolus, 0, 100},
		{"suspend", "mg/dL", s.Suspend, 54, 120},
		{"insulin duration", "min", s.Curve.Duration, 120, 600},
		{"insulin peak", "min", s.Curve.Peak, 20, s.Curve.Duration/2 - 1},
	} {
		if !(x.v >= x.low && x.v <= x.hi) {
			return fmt.Errorf("control: %s of %g %s is outside %g..%g", x.name, x.v, x.unit, x.low, x.hi)
		}
	}
	return nil
}

// history is how many intervals of insulin the loop remembers.
const history = 96

// Memory is what a loop remembers, a plain value.
type Memory struct {
	Net   [history]float64 // insulin above the scheduled basal by interval, U, the newest first
	Last  float64          // glucose of the reading before, mg/dL; 0: none
	Stale float64          // since the last good reading, min
	Delta float64          // mg/dL in an interval, smoothed
}

// Reading is what a sensor says; not OK, or out of 20..600 mg/dL, is no reading.
type Reading struct {
	Glucose float64 // mg/dL
	OK      bool
}

// Order is what the loop asks the pump for over the next interval.
type Order struct {
	Rate   float64 // U/h
	Reason Reason
}

// Reason is why a rate was ordered.
type Reason uint8

// The reasons, in the order in which they are looked at.
const (
	NoReading  Reason = iota // no glucose for a while: the scheduled basal
	LowSuspend               // glucose is low or about to be: nothing
	Below                    // heading under the target: less
	InRange                  // heading into the target range: the scheduled basal
	Above                    // heading over it: more
	Limited                  // would be more, and a limit holds it
)

// String is the reason in words.
func (r Reason) String() string {
	return [...]string{"no-reading", "low-suspend", "below-target", "in-range", "above-target", "limited"}[r]
}

const (
	staleAfter = 15.0 // min without a reading until the loop lets go
	jump       = 90.0 // mg/dL in an interval that no body does
)

// OnBoard is the insulin above the scheduled basal that has not acted yet, U, and what
// of it acts in a minute, U/min.
func (m *Memory) OnBoard(c glucose.Curve) (iob, activity float64) {
	for i, u := range m.Net {
		if u != 0 {
			age := Interval * (float64(i) + 0.5)
			iob += u * c.OnBoard(age)
			activity += u * c.Activity(age)
		}
	}
	return iob, activity
}

// Deliver notes what the pump really gave over the last interval, U above the scheduled
// basal (negative when less), and lets the interval pass.
func (m *Memory) Deliver(net float64) {
	copy(m.Net[1:], m.Net[:history-1])
	m.Net[0] = net
}

// Read takes a reading at the end of an interval. One that jumps as no body does counts
// as none.
func (m *Memory) Read(r Reading) {
	m.Stale += Interval
	if !r.OK || !(r.Glucose >= 20 && r.Glucose <= 600) {
		return
	}
	if m.Last > 0 && m.Stale <= staleAfter && math.Abs(r.Glucose-m.Last) > jump*m.Stale/Interval {
		return
	}
	fresh := 0.0
	if m.Last > 0 && m.Stale <= staleAfter {
		fresh = (r.Glucose - m.Last) * Interval / m.Stale
	}
	m.Delta = 0.5*m.Delta + 0.5*fresh
	m.Last, m.Stale = r.Glucose, 0
}

// Decide is the order for the next interval.
//
//	eventual = G − IOB·ISF + 30/5·(ΔG − BGI),  BGI = −activity·ISF·5
//	rate     = basal + 2·(eventual − target)/ISF, held by the limits
func (s *Settings) Decide(m *Memory) Order {
	if m.Last == 0 || m.Stale > staleAfter {
		return Order{min(s.Basal, s.MaxBasal), NoReading}
	}
	iob, activity := m.OnBoard(s.Curve)
	soon := m.Last + 6*m.Delta
	if m.Last < s.Suspend || soon < s.Suspend {
		return Order{0, LowSuspend}
	}
	bgi := -activity * s.Sensitivity * Interval
	eventual := m.Last - iob*s.Sensitivity + 6*(m.Delta-bgi)
	target := (s.Low + s.High) / 2
	switch {
	case eventual < s.Low:
		return Order{max(s.Basal+2*(eventual-target)/s.Sensitivity, 0), Below}
	case eventual <= s.High:
		return Order{s.Basal, InRange}
	}
	return s.raise((eventual-target)/s.Sensitivity, iob)
}

// raise adds insulin, U over half an hour, as far as the limits let it.
func (s *Settings) raise(units, iob float64) Order {
	rate := s.Basal + 2*units
	room := max(s.MaxIOB-iob, 0) * 60 / Interval // U/h above basal that fit into an interval
	if most := min(s.MaxBasal, s.Basal+room); rate > most {
		return Order{max(most, s.Basal), Limited}
	}
	return Order{rate, Above}
}

// Bolus is the bolus for a meal, U: carbohydrate, and the correction that insulin on
// board has not covered, up to the largest bolus. Without a reading it covers the meal.
func (s *Settings) Bolus(m *Memory, carbs float64) float64 {
	units := carbs / s.CarbRatio
	if m.Last > 0 && m.Stale <= staleAfter {
		iob, _ := m.OnBoard(s.Curve)
		correction := (m.Last - (s.Low+s.High)/2) / s.Sensitivity
		if correction > 0 {
			correction = max(correction-max(iob, 0), 0)
		}
		units += correction
	}
	return min(max(units, 0), s.MaxBolus)
}
