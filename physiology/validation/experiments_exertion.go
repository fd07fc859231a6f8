package validation

import (
	"fmt"
	"math"
)

// cycle pedals at a power for six minutes.
func cycle(watt string) Plan {
	return Plan{Name: watt, Who: aged(30), Length: settled + 720, Events: []Event{
		{At: settled, For: 360, Do: "patient.exercise", With: with{"power": watt}},
	}}
}

func exertionExperiments() []Experiment {
	last := after(300, 355)
	uptake := func(r *Reading) float64 { return r.change("vo2", rest(), last) }
	return []Experiment{
		{
			ID: "cycling", Title: "Cycling", Doc: "Six minutes on the cycle at 100 W, 30 years; the slope is between steady states at 50 and 120 W. The reserve is taken of the person's VO2max of 43 mL/kg/min and HRmax of 187.",
			Plans: []Plan{cycle("100 W"), cycle("50 W"), cycle("120 W")},
			Show:  []string{"vo2", "co", "hr", "sbp", "paco2", "ve"}, From: settled - 120,
			Measures: []Measure{
				{Bar: "P09", Quantity: "VO2 slope", Of: func(r *Reading) float64 {
					return (r.of("120 W").mean("vo2", last) - r.of("50 W").mean("vo2", last)) / 70
				}},
				{Bar: "P09", Quantity: "VO2 on-kinetics", Of: onKinetics},
				{Bar: "P09", Quantity: "CO rise", Of: func(r *Reading) float64 { return r.change("co", rest(), last) / (uptake(r) / 1000) }},
				{Bar: "P09", Quantity: "HR - HR", Of: func(r *Reading) float64 {
					still := r.mean("hr", rest())
					share := uptake(r) / (43*77 - r.mean("vo2", rest()))
					return r.mean("hr", last) - (still + share*(208-0.7*30-still))
				}},
				{Bar: "P09", Quantity: "SBP rise", Of: func(r *Reading) float64 { return r.change("sbp", rest(), last) }},
				{Bar: "P09", Quantity: "PaCO2", Of: func(r *Reading) float64 { return r.mean("paco2", last) }},
				{Bar: "P09", Quantity: "VO2 minus rest", Of: uptake},
			},
		},
		exhaustion(),
		{
			ID: "tilt", Title: "Passive tilt", Doc: "From supine to 60 degrees head up; means of minutes 5 to 10.",
			Plans: []Plan{{Name: "tilt", Who: adult(), Length: settled + 900, Events: []Event{supine(), {At: settled, Do: "patient.posture", With: with{"angle": "60 deg"}}}}},
			Show:  []string{"co", "hr", "sbp", "dbp"}, From: settled - 120,
			Measures: []Measure{
				{Bar: "P11", Quantity: "CO", Of: func(r *Reading) float64 { return r.change("co", rest(), after(300, 600)) }},
				{Bar: "P11", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), after(300, 600)) }},
				{Bar: "P11", Quantity: "SBP", Of: func(r *Reading) float64 { return r.change("sbp", rest(), after(300, 600)) }},
				{Bar: "P11", Quantity: "DBP", Of: func(r *Reading) float64 { return r.change("dbp", rest(), after(300, 600)) }},
			},
		},
	}
}

// onKinetics is the time to 63 % of the steady rise of oxygen uptake, s.
func onKinetics(r *Reading) float64 {
	base := r.mean("vo2", rest())
	rise := r.mean("vo2", after(300, 355)) - base
	for i, v := range r.series("vo2", after(0, 355)) {
		if v-base >= (1-1/math.E)*rise {
			return float64(i)
		}
	}
	return math.NaN()
}

// exhaustion finds the highest heart rate at six ages.
func exhaustion() Experiment {
	e := Experiment{
		ID: "exhaustion", Title: "Exhaustion", Doc: "Full intensity for eight minutes at 20, 30, … 70 years; the value is the largest deviation of the highest heart rate (mean of 5 s) from 208 − 0.7·age.",
		Show: []string{"hr", "vo2", "sbp", "ve"}, From: settled - 120,
	}
	for age := 20.0; age <= 70; age += 10 {
		e.Plans = append(e.Plans, Plan{Name: fmt.Sprintf("%.0f y", age), Who: aged(age), Length: settled + 480, Events: []Event{
			{At: settled, For: 480, Do: "patient.exercise", With: with{"intensity": "100%"}},
		}})
	}
	e.Measures = []Measure{{Bar: "P10", Quantity: "HRmax", Of: func(r *Reading) float64 {
		worst := 0.0
		for age := 20.0; age <= 70; age += 10 {
			d := r.of(fmt.Sprintf("%.0f y", age)).high("hr", after(0, 480), 5) - (208 - 0.7*age)
			if math.IsNaN(d) || math.Abs(d) > math.Abs(worst) {
				worst = d
			}
		}
		return worst
	}}}
	return e
}
