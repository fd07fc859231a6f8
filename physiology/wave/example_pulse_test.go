package wave_test

import (
	"fmt"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// The pulse of one beat at a fingertip, and the breath that a capnograph sees.
func ExampleSource_Advance() {
	patient, err := physiology.Reference(physiology.Person{Age: 40, Height: 178, Weight: 75})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := physiology.New(&patient, physiology.DefaultEnvironment())
	if err != nil {
		fmt.Println(err)
		return
	}
	source, err := wave.New(0, 0, []wave.Want{{Kind: wave.PPG, Rate: 125}, {Kind: wave.CO2, Rate: 62.5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	source.Advance(&wave.Tick{
		From: 0, To: 4, Body: &body, Patient: &patient,
		Heart:   []rhythm.Event{{Time: 1, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.4, RR: 0.9, Stroke: 1}},
		Breaths: []wave.Breath{{Time: 0, Period: 4, Volume: 500, EtCO2: 38}},
	})
	_, pulse := source.Samples(0)
	_, gas := source.Samples(1)
	top := slices.Index(pulse, slices.Max(pulse))
	fmt.Printf("the pulse is at its top %.1f s after the beat\n", float64(top)/125-1)
	fmt.Printf("the capnogram reaches %.0f mmHg\n", slices.Max(gas))
	// Output:
	// the pulse is at its top 0.4 s after the beat
	// the capnogram reaches 38 mmHg
}
