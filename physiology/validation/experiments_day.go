package validation

import "math"

const hour = 3600.0

func heatExperiments() []Experiment {
	w := after(4*hour, 5*hour)
	return []Experiment{
		{
			ID: "fever", Title: "Fever", Doc: "The set point rises by 2 degC in an hour; means of the fifth hour.",
			Plans: []Plan{{Name: "fever", Who: adult(), Length: settled + 6*hour, Every: 30, Events: []Event{{At: settled, Do: "patient.fever", With: with{"rise": "2 degC", "ramp": "1h"}}}}},
			Show:  []string{"temp_core", "temp_skin", "hr", "rr", "vo2"},
			Measures: []Measure{
				{
					Bar: "P17", Quantity: "HR", Of: func(r *Reading) float64 { return r.change("hr", rest(), w) },
					Also: []Side{{"the rise of core temperature", 1.6, 2.4, func(r *Reading) float64 { return r.change("temp_core", rest(), w) }}},
				},
				{Bar: "P17", Quantity: "RR", Of: func(r *Reading) float64 { return r.change("rr", rest(), w) }},
				{Bar: "P17", Quantity: "VO2", Of: func(r *Reading) float64 { return r.percent("vo2", rest(), w) }},
			},
		},
		sleepExperiment(),
	}
}

// sleepExperiment starts at eight in the morning and lasts two days; the second
// night and day are read.
func sleepExperiment() Experiment {
	asleep := func(day float64) Event {
		return Event{At: (15 + 24*day) * hour, For: 8 * hour, Do: "patient.sleep"}
	}
	night, waking := window{40 * hour, 46.5 * hour}, window{26 * hour, 38 * hour}
	return Experiment{
		ID: "sleep", Title: "Night and day", Doc: "Two days by the clock from eight in the morning, in bed all the time; sleep from 23 to 7 h. The second day and night are compared; the core temperature is the fitted 24-hour cosine of the second day.",
		Plans: []Plan{{Name: "sleep", Who: adult(), Daily: true, Length: 48 * hour, Every: 60, Events: []Event{asleep(0), asleep(1)}}},
		Show:  []string{"sbp", "dbp", "hr", "temp_core", "ve"},
		Measures: []Measure{
			{Bar: "P18", Quantity: "SBP dip", Of: func(r *Reading) float64 { return -r.percent("sbp", waking, night) }},
			{Bar: "P18", Quantity: "HR fall", Of: func(r *Reading) float64 { return -r.change("hr", waking, night) }},
			{Bar: "P18", Quantity: "core temperature", Of: func(r *Reading) float64 {
				return cosinor(r.series("temp_core", window{24 * hour, 48*hour - 60}))
			}},
		},
	}
}

// cosinor is the peak to trough of the least-squares cosine of one whole period.
func cosinor(x []float64) float64 {
	var c, s float64
	for i, v := range x {
		phase := 2 * math.Pi * float64(i) / float64(len(x))
		c += v * math.Cos(phase)
		s += v * math.Sin(phase)
	}
	return 2 * math.Hypot(c, s) * 2 / float64(len(x))
}
