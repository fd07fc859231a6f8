package physiology_test

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// A fifth of the blood is lost in fifteen minutes.
func Example() {
	p, err := physiology.Reference(physiology.Person{Age: 40, Height: 180, Weight: 77})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := physiology.New(&p, physiology.DefaultEnvironment())
	if err != nil {
		fmt.Println(err)
		return
	}
	in := physiology.NewInputs(physiology.DefaultEnvironment())
	bleed, _ := physiology.ActionByName("patient.hemorrhage")
	args, problems := bleed.Bind(map[string]any{"volume": "20%", "over": "15m"})
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	if _, err := in.Begin(&p, &body, args, math.Inf(1)); err != nil {
		fmt.Println(err)
		return
	}
	want := []physiology.Signal{physiology.HR, physiology.SBP, physiology.DBP}
	show := func() {
		var v [3]float64
		body.Observe(&p, want, v[:])
		fmt.Printf("%2.0f min: %.0f /min, %.0f/%.0f mmHg\n", body.Time/60, v[0], v[1], v[2])
	}
	show()
	for range 15 * 60 {
		body.Step(&p, &in, 1)
	}
	show()
	// Output:
	//  0 min: 70 /min, 117/74 mmHg
	// 15 min: 92 /min, 98/74 mmHg
}
