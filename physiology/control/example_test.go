package control_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology/control"
)

// A loop that reads a falling glucose takes insulin away before it is low.
func ExampleSettings_Decide() {
	s := control.TherapyOf(0.8)
	var m control.Memory
	for _, g := range []float64{140, 128, 112, 96} {
		m.Deliver(0)
		m.Read(control.Reading{Glucose: g, OK: true})
	}
	o := s.Decide(&m)
	fmt.Printf("%.2f U/h, %s\n", o.Rate, o.Reason)
	// Output: 0.00 U/h, low-suspend
}
