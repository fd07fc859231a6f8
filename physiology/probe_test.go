package physiology_test

import (
	"fmt"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

func TestProbe(t *testing.T) {
	p, err := Reference(Person{Age: 40, Height: 180, Weight: 77})
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(&p, DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	all := make([]Signal, len(Signals()))
	for i := range all {
		all[i] = Signal(i)
	}
	x, y := make([]float64, len(all)), make([]float64, len(all))
	b.Observe(&p, all, x)
	in := NewInputs(DefaultEnvironment())
	for range 3600 {
		b.Step(&p, &in, 1)
	}
	b.Observe(&p, all, y)
	for i, s := range all {
		fmt.Printf("%-15s %10.4f %10.4f\n", s, x[i], y[i])
	}
}
