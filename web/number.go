package web

import (
	"math"
	"strconv"
)

// num is a number on the wire: six significant digits, null when there is none.
type num float64

// MarshalJSON writes null for what is not a number.
func (n num) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	if math.Abs(v) < 1e15 {
		if r := math.Round(v); r == v {
			return strconv.AppendFloat(nil, r, 'f', -1, 64), nil
		}
	}
	return strconv.AppendFloat(nil, v, 'g', 6, 64), nil
}

func nums(values []float64) []num {
	out := make([]num, len(values))
	for i, v := range values {
		out[i] = num(v)
	}
	return out
}
