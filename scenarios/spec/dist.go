package spec

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// Dist is a probability distribution, or a constant. Parameters and draws are in Unit.
type Dist struct {
	Kind     string // constant, uniform, normal, lognormal, exponential, beta, gamma, poisson or choice
	Unit     string // unit of a draw; "" for a plain number or words
	Mean, SD float64
	Median   float64
	Sigma    float64   // of the logarithm
	A, B     float64   // the shapes of beta; shape and scale of gamma
	Min, Max float64   // -Inf and +Inf when unbounded; beta spans them when they are finite
	Values   []float64 // of choice
	Words    []string  // of choice, when the values are words
	Weights  []float64 // of choice, all equal when nil
}

// redraws is how often a draw outside Min..Max is repeated before it is clamped.
const redraws = 64

// Fixed is the value of a constant.
func (d Dist) Fixed() (float64, bool) { return d.Mean, d.Kind == "constant" }

// Draw draws a value in Unit; a choice of words draws their index. Draws outside
// Min..Max are repeated, and clamped when the bounds leave almost nothing.
func (d Dist) Draw(rng *rand.Rand) float64 {
	if d.Kind == "constant" {
		return d.Mean
	}
	if d.Kind == "choice" {
		return d.choose(rng)
	}
	for range redraws {
		if x := d.raw(rng); x >= d.Min && x <= d.Max {
			return x
		}
	}
	return min(max(d.raw(rng), d.Min), d.Max)
}

// raw draws without regard to the bounds.
func (d Dist) raw(rng *rand.Rand) float64 {
	switch d.Kind {
	case "uniform":
		return d.Min + (d.Max-d.Min)*rng.Float64()
	case "normal":
		return d.Mean + d.SD*rng.NormFloat64()
	case "lognormal":
		return d.Median * math.Exp(d.Sigma*rng.NormFloat64())
	case "exponential":
		return d.Mean * rng.ExpFloat64()
	case "gamma":
		return gamma(rng, d.A) * d.B
	case "poisson":
		return poisson(rng, d.Mean)
	case "beta":
		x, y := gamma(rng, d.A), gamma(rng, d.B)
		if x+y == 0 {
			x, y = 1, 1 // both shapes so small that both draws underflow
		}
		return d.betaScale(x / (x + y))
	}
	return d.Mean
}

// betaScale stretches 0..1 to the bounds, when both are given.
func (d Dist) betaScale(x float64) float64 {
	if math.IsInf(d.Min, 0) || math.IsInf(d.Max, 0) {
		return x
	}
	return d.Min + (d.Max-d.Min)*x
}

// choose draws a value by its weight.
func (d Dist) choose(rng *rand.Rand) float64 {
	i := pickIndex(rng.Float64(), len(d.Values)+len(d.Words), d.Weights)
	if len(d.Words) > 0 {
		return float64(i)
	}
	return d.Values[i]
}

// pickIndex is the index that u in 0..1 falls on, by weights or evenly.
func pickIndex(u float64, n int, weights []float64) int {
	if len(weights) == 0 {
		return min(int(u*float64(n)), n-1)
	}
	total := 0.0
	for _, w := range weights {
		total += w
	}
	for i, w := range weights {
		if u -= w / total; u < 0 {
			return i
		}
	}
	return n - 1
}

// Center is a typical value: the constant, the mean or the median; for checks and for display.
func (d Dist) Center() float64 {
	x := d.Mean
	switch d.Kind {
	case "uniform":
		x = (d.Min + d.Max) / 2
	case "lognormal":
		x = d.Median
	case "beta":
		return d.betaScale(d.A / (d.A + d.B))
	case "gamma":
		x = d.A * d.B
	case "choice":
		if len(d.Values) > 0 {
			return d.Values[0]
		}
		return 0
	}
	return min(max(x, d.Min), d.Max)
}

// text renders a draw with its unit, or the word that was drawn.
func (d Dist) text(x float64) string {
	if len(d.Words) > 0 {
		return d.Words[int(x)]
	}
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if d.Unit == "" {
		return s
	}
	return s + " " + d.Unit
}

// DurationDist is a duration, or a distribution of durations (in seconds).
type DurationDist struct{ Dist }

// Fixed is the duration when it is not drawn.
func (d DurationDist) Fixed() (time.Duration, bool) {
	return seconds(d.Mean), d.Kind == "constant"
}

// Draw draws a duration.
func (d DurationDist) Draw(rng *rand.Rand) time.Duration { return seconds(d.Dist.Draw(rng)) }

// seconds is a number of seconds as a duration, limited to 146 years.
func seconds(s float64) time.Duration {
	const most = math.MaxInt64 / 2
	return time.Duration(min(max(math.Round(s*1e9), -most), most))
}

// Choice is one of several words, with shares.
type Choice struct {
	Values []string
	Shares []float64 // they add to 1
}

// Draw draws a word.
func (c Choice) Draw(rng *rand.Rand) string {
	return c.Values[pickIndex(rng.Float64(), len(c.Values), c.Shares)]
}

// gamma draws from the gamma distribution of scale 1 [Marsaglia & Tsang 2000, ACM TOMS 26:363].
func gamma(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1) * math.Pow(1-rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := 1 - rng.Float64(); math.Log(u) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// poisson draws a count: products of uniforms [Knuth, TAOCP 2, 3.4.1], in pieces so that exp does not underflow.
func poisson(rng *rand.Rand, mean float64) float64 {
	const piece = 500
	count := 0.0
	for ; mean > 0; mean -= piece {
		limit, product := math.Exp(-min(mean, piece)), 1-rng.Float64()
		for product > limit {
			count++
			product *= 1 - rng.Float64()
		}
	}
	return count
}
