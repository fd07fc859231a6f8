package instrument

import (
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// Front is what a device's probe and electronics make of a wave, in the wave's unit.
type Front struct {
	Band  artefact.Band // that the amplifier passes; the zero value passes all
	Scale float64       // what noise of 1 mV on an electrocardiogram is worth here
	Rail  float64       // what is read without contact
}

// front is the front end of one wave of one device.
type front struct {
	noise   artefact.Noise // of the set that the config names
	filter  artefact.Filter
	contact artefact.LeadOff
	scale   float64
	rate    float64
	seed    uint64
	banded  bool
}

func newFront(t *tapSetup, set string, device uint64) front {
	settings, _ := artefact.Named(set)
	f := front{filter: t.filter, scale: t.Front.Scale, rate: t.Rate, seed: device ^ uint64(t.kind)<<56, banded: t.Front.Band != artefact.Band{}}
	f.noise = artefact.NewNoise(f.seed, t.Rate, settings.Scaled(f.scale))
	f.contact = artefact.LeadOff{Rail: t.Front.Rail, Rate: t.Rate}
	return f
}

// amplifier is the noise of a good amplifier, mV rms, of which excess noise is a
// multiple.
const amplifier = 0.004

// strong is how much more than walking motion of intensity 1 is.
const strong = 3.0

// disturb adds noise to what there is, from sample first on; fx are the faults of the
// probe, nil for none.
func (f *front) disturb(first int64, x []float32, fx *effect) {
	f.noise.Add(first, x)
	if fx != nil && fx.noise != 1 {
		f.add(first, x, 1, artefact.Settings{White: amplifier * fx.noise})
	}
	if fx != nil && fx.intensity > 0 {
		moving, _ := artefact.Named("motion")
		f.add(first, x, 2, moving.Scaled(strong*fx.intensity))
	}
}

// amplify turns what the probe gives into what reaches the converter.
func (f *front) amplify(x []float32, fx *effect) {
	if f.banded {
		f.filter.Apply(x)
	}
	f.contact.Off = fx != nil && fx.off
	f.contact.Apply(x)
}

// add adds noise that is there only now.
func (f *front) add(first int64, x []float32, purpose uint64, s artefact.Settings) {
	n := artefact.NewNoise(f.seed+purpose, f.rate, s.Scaled(f.scale))
	n.Add(first, x)
}

// noiseNames are the sets of noise, the first is the default.
func noiseNames() []string { return []string{"none", "clinical", "motion"} }

// kindOf is the number of a wave.
func kindOf(id string) wave.Kind {
	k, _ := wave.Lookup(id)
	return k
}
