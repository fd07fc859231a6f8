package fit

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

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
		for i, at := range wanted {
			truth[i] = append(truth[i], g[i])
			shown[i] = append(shown[i], m.Sensor.show(g[i], c.start+at))
		}
	}
	t.disturb(wanted, shown)
	out := make([]Point, len(wanted))
	for i := range out {
		out[i] = point(inputs.Rows[i].Minute, truth[i], shown[i])
	}
	return out, nil
}

// disturb adds to what each member shows at the wanted minutes what the sensor has
// beside it: the residual, or what remains where forecasts are followed in part.
func (t *Twin) disturb(wanted []int, shown [][]float64) {
	noise, r := t.remains(shown)
	for k := range t.Members {
		m := &t.Members[k]
		rng := stream(t.Provenance.Seed, "sensor", k)
		left := residuals{noise: noise, last: m.Before, at: -sampling}
		for i, at := range wanted {
			mean, sd := left.expect(at)
			if i == 0 {
				mean = m.Residual
				if r != nil {
					mean = math.Log(max(shown[i][k]+m.Residual, lowest) / r.follow(shown[i][k]))
				}
			}
			left.see(at, mean+sd*rng.NormFloat64())
			if r != nil {
				shown[i][k] = r.follow(shown[i][k]) * math.Exp(left.last)
			} else {
				shown[i][k] += left.last
			}
		}
	}
}

// remains is the noise around what is followed, of logarithms then: with the spread of
// the members it varies as days left out did.
func (t *Twin) remains(shown [][]float64) (Noise, *Reliability) {
	r := t.Reliable
	if r == nil {
		return t.Noise, nil
	}
	spread := 0.0
	logs := make([]float64, len(t.Members))
	for _, x := range shown {
		for k := range x {
			logs[k] = math.Log(r.follow(x[k]))
		}
		sd := deviation(logs)
		spread += sd * sd / float64(len(shown))
	}
	whole := math.Sqrt(max(r.SD*r.SD-spread, r.SD*r.SD/10))
	return Noise{Phi: r.Phi, SD: whole * math.Sqrt(1-r.Phi*r.Phi)}, r
}

// point is medians and bands of values, which it sorts.
func point(minute int, truth, shown []float64) Point {
	slices.Sort(truth)
	slices.Sort(shown)
	return Point{
		Minute: minute, Glucose: quantile(truth, 0.5), P05: quantile(truth, 0.05), P25: quantile(truth, 0.25),
		P75: quantile(truth, 0.75), P95: quantile(truth, 0.95), CGM: quantile(shown, 0.5), CGM05: quantile(shown, 0.05), CGM95: quantile(shown, 0.95),
	}
}

// mealFactors are how far what member k eats is from what will be reported. How far
// reports are off is itself known from some meals alone, so that each member has a
// spread of its own.
func (t *Twin) mealFactors(said []float64, k int) []float64 {
	rng := stream(t.Provenance.Seed, "meal", k)
	known := float64(t.Data.Meals) + beliefs
	spread := t.Spread.Meal * math.Sqrt(known/distuv.ChiSquared{K: known, Src: rng}.Rand())
	out := make([]float64, len(said))
	for i := range out {
		out[i] = math.Exp(t.Members[k].Share*said[i] + spread*rng.NormFloat64())
	}
	return out
}
