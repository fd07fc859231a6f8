package glucose

import (
	"fmt"
	"math"
)

// Curve is how a subcutaneous dose acts over time, in minutes: the exponential model
// of insulin activity (LoopKit, after Dragan Maksimovic), whose activity is zero at
// the delay and at its end.
//
//	τ = tp(1 − tp/td)/(1 − 2tp/td),  a = 2τ/td,  S = 1/(1 − a + (1 + a)·exp(−td/τ))
//	activity(t) = S/τ²·t·(1 − t/td)·exp(−t/τ)
//	IOB(t) = 1 − S(1 − a)·[(t²/(τ·td·(1 − a)) − t/τ − 1)·exp(−t/τ) + 1]
//
// The peak must lie before the middle of the duration.
type Curve struct{ Duration, Peak, Delay float64 }

// RapidCurve is the curve of a rapid-acting insulin: rapid-acting-adult,
// rapid-acting-child, fiasp, lyumjev or afrezza.
func RapidCurve(name string) (Curve, error) {
	switch name {
	case "rapid-acting-adult":
		return Curve{360, 75, 10}, nil
	case "rapid-acting-child":
		return Curve{360, 65, 10}, nil
	case "fiasp", "lyumjev":
		return Curve{360, 55, 10}, nil
	case "afrezza":
		return Curve{300, 29, 10}, nil
	}
	return Curve{}, fmt.Errorf("insulin %q: no such rapid-acting insulin; rapid-acting-adult, rapid-acting-child, fiasp, lyumjev and afrezza are known", name)
}

// LongActing lists the long-acting insulins, in the order of patient.insulin-bolus.
func LongActing() []string {
	return []string{"glargine100", "detemir", "glargine300", "degludec", "nph"}
}

// LongCurve is the curve of a long-acting insulin, whose duration grows with the dose
// (U/kg) [cgmsim-lib].
func LongCurve(name string, perKg float64) (Curve, error) {
	var hours, share float64
	switch name {
	case "glargine100":
		hours, share = 22+12*perKg, 2.5
	case "detemir":
		hours, share = 14+24*perKg, 3
	case "glargine300":
		hours, share = 24+14*perKg, 2.5
	case "degludec":
		hours, share = 42, 3
	case "nph":
		hours, share = 12+20*perKg, 3.5
	default:
		return Curve{}, fmt.Errorf("insulin %q: no such long-acting insulin; %v are known", name, LongActing())
	}
	return Curve{Duration: 60 * hours, Peak: 60 * hours / share}, nil
}

func (c Curve) constants() (tau, a, s float64) {
	tau = c.Peak * (1 - c.Peak/c.Duration) / (1 - 2*c.Peak/c.Duration)
	a = 2 * tau / c.Duration
	s = 1 / (1 - a + (1+a)*math.Exp(-c.Duration/tau))
	return tau, a, s
}

// OnBoard is the share of a dose, 0..1, that has not acted t minutes after it.
func (c Curve) OnBoard(t float64) float64 {
	t -= c.Delay
	switch {
	case t <= 0:
		return 1
	case t >= c.Duration:
		return 0
	}
	tau, a, s := c.constants()
	return 1 - s*(1-a)*((t*t/(tau*c.Duration*(1-a))-t/tau-1)*math.Exp(-t/tau)+1)
}

// Activity is the share of a dose that acts in a minute, 1/min.
func (c Curve) Activity(t float64) float64 {
	t -= c.Delay
	if t <= 0 || t >= c.Duration {
		return 0
	}
	tau, _, s := c.constants()
	return s / (tau * tau) * t * (1 - t/c.Duration) * math.Exp(-t/tau)
}

// Depot is a dose of long-acting insulin under the skin; without Units there is none.
type Depot struct {
	Units, Age float64 // U, min
	Curve      Curve
}

// depots hold the doses of long-acting insulin that still act.
type depots [4]Depot

// put adds a dose in the place of the one that is most nearly spent.
func (d *depots) put(units float64, c Curve) {
	least, left := 0, math.Inf(1)
	for i := range d {
		if x := d[i].Units * d[i].Curve.OnBoard(d[i].Age); x < left {
			least, left = i, x
		}
		if d[i].Units == 0 {
			least, left = i, -1
		}
	}
	d[least] = Depot{Units: units, Curve: c}
}

// take is what reaches the blood over h minutes, U/min.
func (d *depots) take(h float64) (rate float64) {
	for i := range d {
		x := &d[i]
		if x.Units == 0 {
			continue
		}
		rate += x.Units * (x.Curve.OnBoard(x.Age) - x.Curve.OnBoard(x.Age+h)) / h
		if x.Age += h; x.Age > x.Curve.Delay+x.Curve.Duration {
			*x = Depot{}
		}
	}
	return rate
}
