package wave

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// Shape is what illness and treatment do to the form of the complexes, apart from their
// timing. The zero value is health.
type Shape struct {
	ST        float64          // mV at 60 ms after the J point in the lead that faces the territory best; negative for depression
	Territory rhythm.Territory // of ST
	Potassium float64          // of plasma, mmol/L; 0 is normal
	Core      float64          // degC; 0 is normal. J waves come below 33
	Spike     Spike            // of a pacemaker's stimuli
	Press     float64          // artefact of chest compressions, mV peak to peak in lead II; 0 is 1 mV
}

// Spike is the pulse of a pacemaker as lead II sees it. The zero value is 5 mV for 0.5 ms.
type Spike struct {
	Amplitude float64 // mV, -700..700
	Width     float64 // s, 0.0001..0.002
}
