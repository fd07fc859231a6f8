package glucose_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// The middle adult of the cohort eats without a bolus.
func ExampleMinute() {
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := c.Patient(make([]float64, len(c.Names())), 70)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := glucose.NewState(&p)
	for m := range 121 {
		in := glucose.Input{Insulin: p.Basal()}
		if m == 0 {
			in.Meal = 60
		}
		if m%60 == 0 {
			fmt.Printf("%3d min: %.0f mg/dL\n", m, s.Plasma(&p))
		}
		glucose.Minute(&p, &s, in, glucose.DefaultStep)
	}
	// Output:
	//   0 min: 143 mg/dL
	//  60 min: 221 mg/dL
	// 120 min: 251 mg/dL
}
