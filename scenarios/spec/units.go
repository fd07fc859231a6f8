package spec

import "github.com/vitalfleet/vitalfleet/physiology/quantity"

// convert brings a value from one unit to another of the same dimension.
func convert(v float64, from, to string) (float64, bool) {
	if from == to {
		return v, true
	}
	if from == "" || to == "" {
		return 0, false
	}
	out, err := quantity.Convert(v, from, to)
	return out, err == nil
}

// isTime tells a unit of time.
func isTime(unit string) bool {
	_, ok := convert(1, unit, "s")
	return ok && unit != "m"
}
