package detect_test

import (
	"math"
	"math/rand/v2"
)

// bump is a Gaussian of a beat: when (s from the R peak), how high (mV) and how
// wide (s, standard deviation).
type bump struct{ at, height, sigma float64 }

// Shapes of beats for these tests: sums of Gaussians.
var (
	normal    = []bump{{-0.16, 0.12, 0.022}, {-0.028, -0.1, 0.008}, {0, 1, 0.011}, {0.028, -0.2, 0.009}, {0.26, 0.28, 0.045}}
	premature = []bump{{0, 1.4, 0.034}, {0.07, -0.5, 0.03}, {0.28, -0.5, 0.06}}
	paced     = []bump{{0, -1.1, 0.03}, {0.05, 0.3, 0.03}, {0.27, 0.45, 0.055}}
)

func scaled(shape []bump, by float64) []bump {
	out := append([]bump(nil), shape...)
	for i := range out {
		out[i].height *= by
	}
	return out
}

// beat places a shape at a time.
type beat struct {
	at    float64 // s
	shape []bump
}

func every(interval, from, to float64, shape []bump) (list []beat) {
	for at := from; at < to; at += interval {
		list = append(list, beat{at, shape})
	}
	return list
}

// ecg draws beats at a rate for so many seconds with white noise (mV rms).
func ecg(beats []beat, rate, seconds, noise float64) (samples []float64, truth []int64) {
	samples = make([]float64, int(rate*seconds))
	for _, b := range beats {
		for _, g := range b.shape {
			centre := (b.at + g.at) * rate
			reach := 6 * g.sigma * rate
			for i := max(int(centre-reach), 0); i < min(int(centre+reach), len(samples)); i++ {
				d := (float64(i) - centre) / (g.sigma * rate)
				samples[i] += g.height * math.Exp(-d*d/2)
			}
		}
		truth = append(truth, int64(math.Round(b.at*rate)))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range samples {
		samples[i] += noise * r.NormFloat64()
	}
	return samples, truth
}

// positions drops everything but where beats are.
func positions[T any](list []T, of func(T) int64) []int64 {
	out := make([]int64, len(list))
	for i := range list {
		out[i] = of(list[i])
	}
	return out
}
