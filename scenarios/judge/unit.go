package judge

import (
	"math"
	"strconv"
	"strings"
)

// Base is what a quantity measures.
type Base uint8

// The bases.
const (
	Plain    Base = iota // a number without unit: a count, or a value in the metric's own unit
	Fraction             // of one; written in percent
	Duration             // seconds
	Bytes                // bytes
)

// Unit is the dimension of a quantity or statistic. Values with equal units can be compared.
type Unit struct {
	Base    Base
	PerTime bool // per second
}

// Quantity is a number with its unit, in base units: fractions of one, seconds, bytes, and per second of these.
type Quantity struct {
	Value float64
	Unit  Unit
	Text  string // as written
}

// String names the unit in a sentence: "lost is a number".
func (u Unit) String() string {
	s := [...]string{"a number", "a share", "a duration", "an amount of bytes"}[u.Base]
	if u.PerTime {
		s += " per time"
	}
	return s
}

func (u Unit) example(number string) string {
	s := number + [...]string{"", "%", "s", "MiB"}[u.Base]
	if u.PerTime {
		s += "/h"
	}
	return s
}

// Format prints a value in base units for people: "84.2%", "137ms", "5m30s", "1.5MiB/h"; an undefined one is "n/a",
// an infinite one "never".
func (u Unit) Format(f Figure) string {
	if !f.Defined() {
		return "n/a"
	}
	v, per := float64(f), ""
	if math.IsInf(v, 0) {
		return "never"
	}
	if u.PerTime {
		v, per = v*3600, "/h"
	}
	switch u.Base {
	case Fraction:
		return digits(v*100) + "%" + per
	case Duration:
		return formatDuration(v) + per
	case Bytes:
		return formatBytes(v) + per
	}
	return digits(v) + per
}

// digits prints a number with four significant digits, or as it is when whole.
func digits(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	s := strconv.FormatFloat(v, 'g', 4, 64)
	if strings.Contains(s, "e") || !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

func formatDuration(s float64) string {
	switch a := math.Abs(s); {
	case a == 0:
		return "0s"
	case a < 1e-3:
		return digits(s*1e6) + "us"
	case a < 1:
		return digits(s*1e3) + "ms"
	case a < 60:
		return digits(s) + "s"
	case s < 0:
		return "-" + formatDuration(-s)
	}
	return formatLong(s)
}

// formatLong prints a minute or more in its two largest units.
func formatLong(s float64) string {
	type step struct {
		name string
		size float64
	}
	steps := [...]step{{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}}
	for i, t := range steps[:3] {
		next := steps[i+1]
		n := math.Round(s / next.size)
		whole := math.Floor(n * next.size / t.size)
		if whole < 1 {
			continue
		}
		rest := n - whole*t.size/next.size
		if rest == 0 {
			return digits(whole) + t.name
		}
		return digits(whole) + t.name + digits(rest) + next.name
	}
	return digits(s) + "s"
}

func formatBytes(b float64) string {
	names := [...]string{"B", "KiB", "MiB", "GiB", "TiB"}
	i := 0
	for math.Abs(b) >= 1024 && i < len(names)-1 {
		b /= 1024
		i++
	}
	return digits(b) + names[i]
}

// unitOf returns the base and the size, in base units, of a unit's name.
func unitOf(name string) (Base, float64, bool) {
	if s, ok := secondsOf(name); ok {
		return Duration, s, true
	}
	switch name {
	case "%":
		return Fraction, 0.01, true
	case "B":
		return Bytes, 1, true
	case "kB":
		return Bytes, 1e3, true
	case "MB":
		return Bytes, 1e6, true
	case "GB":
		return Bytes, 1e9, true
	case "KiB":
		return Bytes, 1 << 10, true
	case "MiB":
		return Bytes, 1 << 20, true
	case "GiB":
		return Bytes, 1 << 30, true
	}
	return 0, 0, false
}

func secondsOf(name string) (float64, bool) {
	switch name {
	case "ns":
		return 1e-9, true
	case "us", "µs", "μs":
		return 1e-6, true
	case "ms":
		return 1e-3, true
	case "s":
		return 1, true
	case "m", "min":
		return 60, true
	case "h", "hour":
		return 3600, true
	case "d", "day":
		return 86400, true
	}
	return 0, false
}
