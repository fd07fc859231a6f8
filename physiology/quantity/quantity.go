// Package quantity reads numbers with units, "0.1 ug/kg/min", and converts between
// units of one dimension. Percent, ppm, clo and METs are dimensions of their own, so
// that 50 % is never mistaken for 0.5 of something else. It knows the units of the
// bedside and of scenarios, not all of UCUM.
package quantity

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Quantity is a value and its unit in the package's spelling; "" is a bare number.
type Quantity struct {
	Value float64
	Unit  string
}

// String writes the quantity so that Parse reads it back.
func (q Quantity) String() string {
	s := strconv.FormatFloat(q.Value, 'g', -1, 64)
	if q.Unit == "" || q.Unit == "%" {
		return s + q.Unit
	}
	return s + " " + q.Unit
}

// Parse reads a number and an optional unit. Other spellings (µg, mcg, °C, bpm) are
// turned into the package's own. An unknown unit is an error that names it.
func Parse(text string) (Quantity, error) {
	s := strings.TrimSpace(text)
	n := numberEnd(s)
	v, err := strconv.ParseFloat(s[:n], 64)
	if n == 0 || err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return Quantity{}, fmt.Errorf("%q does not start with a number", text)
	}
	unit := spelled(strings.TrimSpace(s[n:]))
	if unit == "" {
		return Quantity{Value: v}, nil
	}
	if _, ok := lookup(unit); !ok {
		return Quantity{}, fmt.Errorf("%q is not a unit that is known here", unit)
	}
	return Quantity{v, unit}, nil
}

// numberEnd is where the number at the start of s ends.
func numberEnd(s string) int {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	start := i
	for i < len(s) && (isDigit(s[i]) || s[i] == '.') {
		i++
	}
	if i == start {
		return 0
	}
	if i+1 < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if s[j] == '+' || s[j] == '-' {
			j++
		}
		if j < len(s) && isDigit(s[j]) {
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			return j
		}
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// spelled turns other spellings of a unit into the package's own.
func spelled(unit string) string {
	switch unit {
	case "bpm", "/min", "1/min":
		return "1/min"
	case "°":
		return "deg"
	case "percent", "pct":
		return "%"
	case "MET", "METs", "mets":
		return "METs"
	}
	r := strings.NewReplacer("µ", "u", "μ", "u", "mcg", "ug", "°", "deg", "mm[Hg]", "mmHg", "ml", "mL", "dl", "dL", "Cel", "degC")
	parts := strings.Split(r.Replace(unit), "/")
	for i, p := range parts {
		p = strings.TrimSpace(p)
		if p == "l" {
			p = "L"
		}
		parts[i] = p
	}
	return strings.Join(parts, "/")
}

// Convert turns a value from one unit into another of the same dimension. A lone "m"
// is a minute beside a time and a metre otherwise.
func Convert(value float64, from, to string) (float64, error) {
	a, okA := lookup(spelled(from))
	b, okB := lookup(spelled(to))
	if !okA || !okB {
		unknown := from
		if okA {
			unknown = to
		}
		return 0, fmt.Errorf("%q is not a unit that is known here", unknown)
	}
	if from == "m" && b.is(second) {
		a = unit{factor: 60, dim: b.dim}
	}
	if to == "m" && a.is(second) {
		b = unit{factor: 60, dim: a.dim}
	}
	if a.dim != b.dim {
		return 0, fmt.Errorf("%s does not convert to %s", from, to)
	}
	v := (value*a.factor + a.offset - b.offset) / b.factor
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, fmt.Errorf("%g %s is too large for %s", value, from, to)
	}
	return v, nil
}
