package physiology_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/chemistry"
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/exertion"
	"github.com/vitalfleet/vitalfleet/physiology/fluid"
	"github.com/vitalfleet/vitalfleet/physiology/infection"
	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/respiration"
	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

// BenchmarkStep is one patient-second at 1 s of a resting adult: all of it, and the part of
// each subsystem, as often as a second needs it (heat and infection: once in ten).
func BenchmarkStep(b *testing.B) {
	p, body, in := resting(b)
	part := func(name string, step func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
		})
	}
	part("all", func() { body.Step(&p, &in, 1) })
	x := body
	part("circulation", func() {
		circulation.Advance(&p.Circulation, &x.Vessels, &x.Tone, &x.Flow, 0, 1)
		x.Flow = circulation.Derive(&p.Circulation, &x.Vessels, &x.Tone)
	})
	x = body
	part("reflex", func() {
		reflex.Advance(&p.Reflex, &x.Reflex, reflex.Input{P: x.Flow.Psa, SaO2: x.Gas.SaO2}, 1)
	})
	air := respiration.Input{Q: 5.6, Hb: p.Hb, Temperature: 37, PIO2: 149.2, Open: 1, Alert: 1, Base: p.Respiration.Base}
	part("gas", func() {
		respiration.Advance(&p.Respiration, &x.Lungs, &x.Gas, &air, x.Need.VO2, x.Need.VCO2, 1)
		x.Gas = respiration.Derive(&p.Respiration, &x.Lungs, &air, &x.Gas)
	})
	x = body
	blood := chemistry.Input{Flow: 1, PH: 7.4, Kidneys: 1}
	part("chemistry", func() { chemistry.Advance(&p.Blood, &x.Blood, &blood, &x.Rest.Blood, 1) })
	water := fluid.Input{Blood: p.BloodVolume, Psa: x.Flow.Psa, Psv: x.Flow.Psv, Kidney: x.Kidney}
	part("fluid", func() {
		f := fluid.Derive(&p.Fluid, &x.Water, &x.Rest.Fluid, &water)
		fluid.Advance(&p.Fluid, &x.Water, &f, &x.Rest.Fluid, p.BloodVolume, 1)
	})
	part("exertion", func() { exertion.Advance(&p.Exertion, &x.Muscle, 0, x.Rest.VO2, 1) })
	slow := thermo.Air{Temperature: 22, Humidity: 50, Clothing: 1}
	part("heat-every-10s", func() {
		h := thermo.Derive(&p.Thermo, &x.Heat, &slow, 45, 0, 0, 0, 1)
		thermo.Advance(&x.Heat, &h, 10)
	})
	part("infection-every-10s", func() { infection.Advance(&x.Infection, false, 10) })
	dose(b, &p, &body)
	x = body
	var none pharma.Rates
	part("drugs-three", func() {
		x.Drugs.Advance(&none, 0xff, 1)
		effect = x.Drugs.Effect()
	})
	part("all-with-drugs", func() { body.Step(&p, &in, 1) })
}

// effect keeps the compiler from leaving out what nobody reads.
var effect pharma.Effect

// dose fills three slots.
func dose(b *testing.B, p *physiology.Patient, body *physiology.Body) {
	b.Helper()
	in := physiology.NewInputs(physiology.DefaultEnvironment())
	for _, w := range []with{{"drug": "propofol", "infusion": "1 mg/kg/h"}, {"drug": "fentanyl", "bolus": "1 ug/kg"}, {"drug": "norepinephrine", "infusion": "0.05 ug/kg/min"}} {
		if _, err := in.Begin(p, body, bind(b, "patient.drug", w), 1e18); err != nil {
			b.Fatal(err)
		}
	}
	for range 60 {
		body.Step(p, &in, 1)
	}
}
