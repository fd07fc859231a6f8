package thermo_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

func adult() thermo.Params {
	return thermo.Params{Area: 1.96, Mass: 77, CoreSet: 37, SkinSet: 33.7, Hc: 2.7, EffectiveArea: 0.86}
}

func resting(core float64) float64 { return 43.2 * math.Exp(0.1044*(core-36.9)) }

// TestRest holds temperatures over rooms: thermoneutral people neither sweat nor
// shiver much, and the skin follows the air.
func TestRest(t *testing.T) {
	p := adult()
	last := 0.0
	for _, air := range []float64{5, 15, 22, 26, 30, 35} {
		a := thermo.Air{Temperature: air, Humidity: 50, Clothing: 1}
		s, err := thermo.Rest(&p, a, 0, resting)
		if err != nil {
			t.Fatalf("%g degC: %v", air, err)
		}
		if s.Core < 36.3 || s.Core > 37.8 || s.Skin <= last {
			t.Errorf("%g degC: core %.2f skin %.2f", air, s.Core, s.Skin)
		}
		last = s.Skin
		h := thermo.Derive(&p, &s, &a, resting(s.Core), 0, 0, 0, 1)
		if air == 22 && (h.Shiver > 5 || h.Sweat > 5) || air == 5 && h.Shiver < 20 || air == 35 && h.Sweat < 20 {
			t.Errorf("%g degC: shivers %.1f W/m2, sweats %.1f g/h/m2", air, h.Shiver, h.Sweat)
		}
	}
}

// TestRestIsSteady steps what Rest found for two hours.
func TestRestIsSteady(t *testing.T) {
	p := adult()
	rapid.Check(t, func(t *rapid.T) {
		a := thermo.Air{
			Temperature: rapid.Float64Range(0, 34).Draw(t, "air"), Humidity: rapid.Float64Range(0, 90).Draw(t, "humidity"),
			Clothing: rapid.Float64Range(0.5, 2.5).Draw(t, "clo"),
		}
		s, err := thermo.Rest(&p, a, 0, resting)
		if err != nil {
			t.Skip(err)
		}
		first := s
		for range 720 {
			h := thermo.Derive(&p, &s, &a, resting(s.Core), 0, 0, 0, 1)
			thermo.Advance(&s, &h, 10)
		}
		if math.Abs(s.Core-first.Core) > 1e-3 || math.Abs(s.Skin-first.Skin) > 5e-3 {
			t.Fatalf("%+v became %+v in %+v", first, s, a)
		}
	})
}

// TestFeverWarmsByShivering: a raised set point alone brings the core up.
func TestFeverWarmsByShivering(t *testing.T) {
	p := adult()
	a := thermo.Air{Temperature: 22, Humidity: 50, Clothing: 1}
	s, err := thermo.Rest(&p, a, 0, resting)
	if err != nil {
		t.Fatal(err)
	}
	start, most := s.Core, 0.0
	for range 1440 {
		h := thermo.Derive(&p, &s, &a, resting(s.Core), 0, 2, 0, 1)
		most = max(most, h.Shiver)
		thermo.Advance(&s, &h, 10)
	}
	if rise := s.Core - start; rise < 1.7 || rise > 2.2 || most < 30 {
		t.Errorf("the core rises %.2f degC, shivering reaches %.0f W/m2", rise, most)
	}
}

func ExampleRest() {
	p := adult()
	s, _ := thermo.Rest(&p, thermo.Air{Temperature: 22, Humidity: 50, Clothing: 1}, 0, resting)
	fmt.Printf("core %.1f, skin %.1f degC\n", s.Core, s.Skin)
	// Output: core 36.8, skin 33.2 degC
}

// TestEverybodyRests takes a fine grid of metabolisms through a room: among them are
// people whose steady state lies on the very kink where a regulation sets in.
func TestEverybodyRests(t *testing.T) {
	p := adult()
	air := thermo.Air{Temperature: 22, Humidity: 50, Clothing: 1}
	for i := range 20000 {
		basal := 30 + 0.001*float64(i)
		metabolism := func(core float64) float64 { return basal * math.Exp(0.1044*(core-36.9)) }
		s, err := thermo.Rest(&p, air, 0, metabolism)
		if err != nil {
			t.Fatalf("%.3f W/m2: %v at %+v", basal, err, s)
		}
	}
}
