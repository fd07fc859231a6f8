package judge

import (
	"math"
	"slices"
	"strconv"
)

// Figure is a computed number that may be undefined, as a ratio 0/0 is. Undefined is NaN and printed as JSON null, as is
// infinity, the time of what never happened; others are printed rounded to six digits after the point.
type Figure float64

// Undefined returns the figure that has no value.
func Undefined() Figure { return Figure(math.NaN()) }

// Ratio returns k/n, undefined when n is zero.
func Ratio(k, n float64) Figure {
	if n == 0 {
		return Undefined()
	}
	return Figure(k / n)
}

// Defined reports whether f has a value.
func (f Figure) Defined() bool { return !math.IsNaN(float64(f)) }

// MarshalJSON prints the figure rounded, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if !f.Defined() || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, round6(float64(f)), 'g', -1, 64), nil
}

// UnmarshalJSON reads what MarshalJSON prints.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = Undefined()
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	*f = Figure(v)
	return err
}

func round6(v float64) float64 {
	if math.Abs(v) >= 1e9 {
		return v // a double holds no more than six further digits here
	}
	return math.Round(v*1e6) / 1e6
}

// Interval is a confidence interval, printed as [low, high].
type Interval [2]Figure

// Wilson returns the score interval of a proportion of k in n at 95 % confidence (Wilson 1927, JASA 22:209-212), nil when
// n is zero.
func Wilson(k, n int) *Interval {
	if n == 0 {
		return nil
	}
	const z = 1.959963984540054 // 97.5th percentile of the normal distribution
	p, m := float64(k)/float64(n), float64(n)
	d := 1 + z*z/m
	c := p + z*z/(2*m)
	h := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return &Interval{Figure(max((c-h)/d, 0)), Figure(min((c+h)/d, 1))} // rounding may reach past the ends
}

// NearestRank returns the q-quantile (0..1) of ascending values by the nearest-rank method, so that every printed
// quantile is a value that occurred; it is undefined for no values.
func NearestRank(ascending []float64, q float64) Figure {
	if len(ascending) == 0 {
		return Undefined()
	}
	rank := int(math.Ceil(q * float64(len(ascending))))
	return Figure(ascending[min(max(0, rank-1), len(ascending)-1)])
}

func sorted(v []float64) []float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v
}
