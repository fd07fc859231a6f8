package fit

import (
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// told is the ratio of standard deviations below which a quantity counts as learned.
const told = 0.7

// quantity is something that people ask of a patient.
type quantity struct {
	name, unit string
	of         func(*glucose.Params) float64
}

// quantities are what a fit reports. Basal insulin is not among them: it is said by the
// therapy, not by the data.
func quantities() []quantity {
	return []quantity{
		{"basal_glucose", "mg/dL", func(p *glucose.Params) float64 { return p.Gb }},
		{"insulin_sensitivity", "mg/dL/U", sensitivity},
		{"absorption_half", "min", absorption},
		{"basal_production", "mg/kg/min", production},
		{"glucose_volume", "dL/kg", func(p *glucose.Params) float64 { return p.Vg }},
	}
}

// sensitivity is how far one unit of rapid insulin lowers interstitial glucose at
// most over six hours in the fasting state, mg/dL.
func sensitivity(p *glucose.Params) float64 {
	s, least := glucose.NewState(p), p.Gb
	for m := range 360 {
		in := glucose.Input{Insulin: p.Basal()}
		if m == 0 {
			in.Insulin++
		}
		glucose.Minute(p, &s, in, coarseStep)
		least = min(least, s.Interstitial(p))
	}
	return p.Gb - least
}

// absorption is when half of a meal of 50 g has reached the blood, min.
func absorption(p *glucose.Params) float64 {
	s := glucose.NewState(p)
	before := s.X[0] + s.X[1] + s.X[2]
	for m := range 720 {
		in := glucose.Input{Insulin: p.Basal()}
		if m == 0 {
			in.Meal = 50
		}
		glucose.Minute(p, &s, in, coarseStep)
		if m >= 10 && s.X[0]+s.X[1]+s.X[2]-before < 25000 {
			return float64(m + 1)
		}
	}
	return 720
}

// production is that of the liver in the fasting state.
func production(p *glucose.Params) float64 {
	return p.Kp1 - p.Kp2*p.Gb*p.Vg - p.Kp3*p.Ib
}

// learned compares the members with as many draws of the prior.
func (p *posterior) learned(t *Twin) ([]Learned, error) {
	prior := make([]glucose.Params, 0, len(t.Members))
	for k := range t.Members {
		q, err := p.cohort.Sample(p.weight, stream(t.Provenance.Seed, "prior", k))
		if err != nil {
			return nil, err
		}
		prior = append(prior, q)
	}
	best, err := t.Best.params()
	if err != nil {
		return nil, err
	}
	var out []Learned
	for _, q := range quantities() {
		var before, after []float64
		for k := range prior {
			m, err := t.Members[k].params()
			if err != nil {
				return nil, err
			}
			before = append(before, math.Log(q.of(&prior[k])))
			after = append(after, math.Log(q.of(&m)))
		}
		slices.Sort(after)
		l := Learned{Name: q.name, Unit: q.unit, Value: q.of(&best), P05: math.Exp(quantile(after, 0.05)), P95: math.Exp(quantile(after, 0.95))}
		l.Ratio = deviation(after) / deviation(before)
		l.Told = l.Ratio < told
		out = append(out, l)
	}
	return out, nil
}

// quality of the most probable patient, over what was recorded.
func (p *posterior) quality(t theta) (q Quality, err error) {
	if _, err = p.show(t, p.shown); err != nil {
		return q, err
	}
	n := float64(len(p.readings))
	for i, y := range p.readings {
		e := p.shown[i] - y
		q.RMSE += e * e / n
		q.Bias += e / n
		q.MARD += 100 * math.Abs(e) / y / n
	}
	q.RMSE = math.Sqrt(q.RMSE)
	return q, nil
}

// summary of what there was to learn from.
func summary(r *Recording) Summary {
	s := Summary{Minutes: r.Minutes(), Readings: r.Readings()}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Carbs > 0 {
			s.Meals++
			s.Carbs += row.Carbs
		}
		if row.Bolus > 0 {
			s.Boluses++
			s.Bolus += row.Bolus
		}
		to := r.Minutes() + r.Rows[0].Minute
		if i+1 < len(r.Rows) {
			to = r.Rows[i+1].Minute
		}
		s.Basal += row.Basal / 60 * float64(to-row.Minute)
	}
	s.Gaps = max(0, 100*(1-float64(s.Readings)*sampling/float64(s.Minutes)))
	return s
}

// quantile of sorted values, linear between them.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func deviation(x []float64) float64 {
	var mean, v float64
	for _, a := range x {
		mean += a / float64(len(x))
	}
	for _, a := range x {
		v += (a - mean) * (a - mean) / float64(len(x))
	}
	return math.Sqrt(v)
}
