package pharma

import (
	"fmt"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
)

// Amount turns a dose into the package's unit for a patient's weight: "2.5 mg/kg"
// into ug, "0.1 ug/kg/min" into ug/s, units into mU. The unit must be one that
// CheckBolus or CheckInfusion took.
func (d *Drug) Amount(value float64, unit string, weight float64) (float64, error) {
	to := "ug"
	if d.quantity {
		to = "mU"
	}
	if perKg(unit) {
		value *= weight
		unit = strings.Replace(unit, "/kg", "", 1)
	}
	if strings.Contains(unit, "/") {
		to += "/s"
	}
	return quantity.Convert(value, unit, to)
}

func perKg(unit string) bool { return strings.Contains(unit, "/kg") }

// CheckBolus refuses a dose that is outside the drug's range or in a unit that does
// not fit it; the error says the allowed range.
func (d *Drug) CheckBolus(value float64, unit string) error {
	if d.Bolus.Unit == "" {
		return fmt.Errorf("%s is given as an infusion only: %s", d.Name, d.allowed(d.Infusion))
	}
	return d.check(d.Bolus, value, unit)
}

// CheckInfusion is the same for a rate.
func (d *Drug) CheckInfusion(value float64, unit string) error {
	if d.Infusion.Unit == "" {
		return fmt.Errorf("%s is given as a bolus only: %s", d.Name, d.allowed(d.Bolus))
	}
	return d.check(d.Infusion, value, unit)
}

// CheckTarget refuses an effect-site concentration in the same way.
func (d *Drug) CheckTarget(value float64, unit string) error {
	if d.Target.Unit == "" {
		return fmt.Errorf("%s is not given to an effect-site target; those that are: %s", d.Name, strings.Join(targeted(), ", "))
	}
	x, err := quantity.Convert(value, unit, d.Target.Unit)
	if err != nil || x < d.Target.Low || x > d.Target.High {
		return fmt.Errorf("%g %s is outside %g..%g %s for %s", value, unit, d.Target.Low, d.Target.High, d.Target.Unit, d.Name)
	}
	return nil
}

// Concentration turns a target into ug/L.
func (d *Drug) Concentration(value float64, unit string) (float64, error) {
	return quantity.Convert(value, unit, "ug/L")
}

func targeted() (names []string) {
	for i := range drugs {
		if drugs[i].Target.Unit != "" {
			names = append(names, drugs[i].Name)
		}
	}
	return names
}

// reference is the weight, kg, at which ranges per kg and absolute ranges are equal.
const reference = 70.0

// other is the range in the other form, per kg or not.
func (l Limit) other() Limit {
	if perKg(l.Unit) {
		return Limit{l.Low * reference, l.High * reference, strings.Replace(l.Unit, "/kg", "", 1)}
	}
	base, rate, timed := strings.Cut(l.Unit, "/")
	o := Limit{l.Low / reference, l.High / reference, base + "/kg"}
	if timed {
		o.Unit += "/" + rate
	}
	return o
}

func (d *Drug) allowed(l Limit) string {
	o := l.other()
	return fmt.Sprintf("%.4g..%.4g %s (%.4g..%.4g %s)", l.Low, l.High, l.Unit, o.Low, o.High, o.Unit)
}

func (d *Drug) check(l Limit, value float64, unit string) error {
	in := l
	if perKg(unit) != perKg(l.Unit) {
		in = l.other()
	}
	x, err := quantity.Convert(value, unit, in.Unit)
	if err != nil {
		return fmt.Errorf("%s is not dosed in %s: %s", d.Name, unit, d.allowed(l))
	}
	const rounding = 1e-9
	if x < in.Low*(1-rounding) || x > in.High*(1+rounding) {
		return fmt.Errorf("%.6g %s is outside %s for %s", x, in.Unit, d.allowed(l), d.Name)
	}
	return nil
}

// Route finds a way of giving the drug, "" the default; the error lists the others.
func (d *Drug) Route(name string) (Route, error) {
	var names []string
	for _, r := range d.Routes {
		if r.Name == name || name == "" {
			return r, nil
		}
		names = append(names, r.Name)
	}
	return Route{}, fmt.Errorf("%s is not given %s; known are %s", d.Name, name, strings.Join(names, ", "))
}

// Model finds a published model by its name, -1 for "": the drug's default, or the
// one it is in the body by.
func (d *Drug) Model(name string) (int, error) {
	var names []string
	for i, m := range d.Models {
		if strings.EqualFold(m.Name, name) {
			return i, nil
		}
		names = append(names, strings.ToLower(m.Name))
	}
	if name == "" {
		return -1, nil
	}
	return 0, fmt.Errorf("%s has no model %s; known are %s", d.Name, name, strings.Join(names, ", "))
}

// Most is the fastest that a target-controlled infusion gives, ug/s: the largest
// bolus in half a minute.
func (d *Drug) Most(weight float64) float64 {
	most, err := d.Amount(d.Bolus.High, d.Bolus.Unit, weight)
	if err != nil {
		return 0
	}
	return most / 30
}

// Give lets an amount, ug, into the depot by one of the drug's routes. What was left
// there of another route goes on at the new one's rate.
func (s *Slot) Give(route int, amount float64) {
	d := &drugs[s.ID]
	s.Depot = single(s.Depot.float() + amount*d.Routes[route].Available)
	s.Route = uint8(route)
}
