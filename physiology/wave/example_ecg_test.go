package wave_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// A beat whose QRS complex begins 0.2 s after the start, in leads II and aVR.
func ExampleSource() {
	source, err := wave.New(0, 0, []wave.Want{{Kind: wave.ECGII, Rate: 250}, {Kind: wave.ECGaVR, Rate: 250}})
	if err != nil {
		fmt.Println(err)
		return
	}
	beat := rhythm.Event{Time: 0.2, Kind: rhythm.Ventricular, Code: 'N', Width: 0.09, QT: 0.4}
	source.Advance(&wave.Tick{From: 0, To: 1, Heart: []rhythm.Event{beat}})
	for i, name := range []string{"II", "aVR"} {
		first, samples := source.Samples(i)
		peak := int64(beat.Peak()*250+0.5) - first
		fmt.Printf("%-3s %d samples, %+.1f mV at the R peak\n", name, len(samples), samples[peak])
	}
	// Output:
	// II  250 samples, +1.0 mV at the R peak
	// aVR 250 samples, -0.7 mV at the R peak
}
