package plainjson

import (
	"math"
	"strconv"
)

// AppendNumber appends x, rounded to the given decimals (0 to 9), in the fewest
// digits: 97 and not 97.0. A number that is not finite has no place in JSON; it
// is written as null.
func AppendNumber(dst []byte, x float64, decimals int) []byte {
	if !finite(x) {
		return append(dst, "null"...)
	}
	scale, unit := 1.0, uint64(1)
	for range min(max(decimals, 0), 9) {
		scale *= 10
		unit *= 10
	}
	scaled := math.RoundToEven(x * scale)
	if math.Abs(scaled) >= 1<<53 {
		return strconv.AppendFloat(dst, x, 'g', -1, 64)
	}
	if scaled < 0 {
		dst = append(dst, '-')
		scaled = -scaled
	}
	n := uint64(scaled)
	dst = strconv.AppendUint(dst, n/unit, 10)
	fraction := n % unit
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for fraction > 0 {
		unit /= 10
		dst = append(dst, '0'+byte(fraction/unit))
		fraction %= unit
	}
	return dst
}

func finite(x float64) bool { return x-x == 0 }
