package fit

import (
	"errors"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Point is a forecast at one time: true interstitial glucose and what the sensor would
// show, median and bands, mg/dL.
type Point struct {
	Minute             int
	Glucose            float64
	P05, P25, P75, P95 float64
	CGM                float64
	CGM05, CGM95       float64
}

// Forecast plays new inputs that go on from the end of the recording. Member k has the
// same meals and noise whatever the inputs are, so two forecasts differ by their inputs
// alone.
func (t *Twin) Forecast(inputs *Recording) ([]Point, error) {
	if len(inputs.Rows) == 0 {
		return nil, errors.New("forecast: there are no inputs")
	}
	c := newCourse(inputs)
	said := evidence(dosed(inputs, inputs.given()), t.Usual)
	wanted := make([]int, len(inputs.Rows))
	for i := range wanted {
		wanted[i] = inputs.Rows[i].Minute - inputs.Rows[0].Minute
	}
	truth := make([][]float64, len(wanted))
	shown := make([][]float64, len(wanted))
	g := make([]float64, len(wanted))
	for k := range t.Members {
		m := t.Members[k]
		p, err := m.params()
		if err != nil {
			return nil, err
		}
		c.play(&p, m.Rhythm, t.mealFactors(said, k), &m.State, wanted, g, glucose.DefaultStep)
		rng := stream(t.Provenance.Seed, "sensor", k)
		residual, before := m.Residual, -sampling
		for i, at := range wanted {
			phi, sd := t.Noise.over(at - before)
			if i > 0 {
				residual = phi*residual + sd*rng.NormFloat64()
			}
			before = at
			truth[i] = append(truth[i], g[i])
			shown[i] = append(shown[i], m.Sensor.show(g[i], c.start+at)+residual)
		}
	}
	out := make([]Point, len(wanted))
	for i := range out {
		slices.Sort(truth[i])
		slices.Sort(shown[i])
		q := func(x []float64, p float64) float64 { return quantile(x, p) }
		out[i] = Point{
			Minute: inputs.Rows[i].Minute, Glucose: q(truth[i], 0.5), P05: q(truth[i], 0.05), P25: q(truth[i], 0.25),
			P75: q(truth[i], 0.75), P95: q(truth[i], 0.95), CGM: q(shown[i], 0.5), CGM05: q(shown[i], 0.05), CGM95: q(shown[i], 0.95),
		}
	}
	return out, nil
}

// mealFactors are how far what member k eats is from what will be reported.
func (t *Twin) mealFactors(said []float64, k int) []float64 {
	rng := stream(t.Provenance.Seed, "meal", k)
	out := make([]float64, len(said))
	for i := range out {
		out[i] = math.Exp(t.Members[k].Share*said[i] + t.Spread.Meal*rng.NormFloat64())
	}
	return out
}
