package score

import "math"

// Variability is how the intervals between beats vary.
type Variability struct {
	Mean    float64 // s
	SDNN    float64 // s, standard deviation of the intervals
	RMSSD   float64 // s, root mean square of successive differences
	CV      float64 // SDNN over mean
	NRMSSD  float64 // RMSSD over mean
	PerMin  float64 // 60 over mean
	Longest float64 // s
}

// Intervals returns the intervals in s between positions at a rate per second.
func Intervals(positions []int64, rate float64) []float64 {
	if len(positions) < 2 {
		return nil
	}
	out := make([]float64, len(positions)-1)
	for i := range out {
		out[i] = float64(positions[i+1]-positions[i]) / rate
	}
	return out
}

// Vary returns the variability of two intervals or more; the zero Variability of
// fewer.
func Vary(intervals []float64) Variability {
	n := float64(len(intervals))
	if n < 2 {
		return Variability{}
	}
	var v Variability
	for _, s := range intervals {
		v.Mean += s / n
		v.Longest = math.Max(v.Longest, s)
	}
	variance, successive := 0.0, 0.0
	for i, s := range intervals {
		variance += (s - v.Mean) * (s - v.Mean) / (n - 1)
		if i > 0 {
			d := s - intervals[i-1]
			successive += d * d / (n - 1)
		}
	}
	v.SDNN, v.RMSSD = math.Sqrt(variance), math.Sqrt(successive)
	v.CV, v.NRMSSD, v.PerMin = v.SDNN/v.Mean, v.RMSSD/v.Mean, 60/v.Mean
	return v
}

// SampleEntropy returns -ln(A/B): B counts the pairs of runs of m values that lie
// within r of each other throughout, A those that still do with the value that
// follows. A run is not paired with itself. It is +Inf where no run goes on alike
// and NaN where there are no runs alike at all. Richman and Moorman 2000.
func SampleEntropy(values []float64, m int, r float64) float64 {
	a, b := 0, 0
	for i := 0; i+m < len(values); i++ {
		for k := i + 1; k+m < len(values); k++ {
			alike := true
			for n := 0; n < m && alike; n++ {
				alike = math.Abs(values[i+n]-values[k+n]) <= r
			}
			if !alike {
				continue
			}
			b++
			if math.Abs(values[i+m]-values[k+m]) <= r {
				a++
			}
		}
	}
	return math.Log(float64(b)) - math.Log(float64(a))
}
