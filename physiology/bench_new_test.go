package physiology_test

import (
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// BenchmarkNewOf solves the resting state of people with what they live with.
func BenchmarkNewOf(b *testing.B) {
	for _, c := range []struct {
		name string
		with map[string]any
	}{
		{"healthy", nil},
		{"copd", nil},
		{"copd-severe", map[string]any{"severity": 1}},
		{"heart-failure", nil},
		{"asthma", nil},
		{"shunt", map[string]any{"fraction": "40%"}},
	} {
		who := adult()
		if name, _, _ := strings.Cut(c.name, "-severe"); name != "healthy" {
			condition, errs := physiology.BindCondition(name, c.with)
			if len(errs) > 0 {
				b.Fatal(errs)
			}
			who.Conditions = []physiology.Condition{condition}
		}
		p, err := physiology.Reference(who)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := physiology.New(&p, physiology.DefaultEnvironment()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
