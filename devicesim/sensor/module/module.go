// Package module is the measuring part of devices with waves: a module has the probe's
// samples, as the device's converter gave them, and finds in them what the device shows.
// It knows nothing of the body: what it says is wrong where the samples are.
//
// Each module is the state of one device. Its detectors are of published kinds, named
// in their files, with figures typical of monitors; none is a product's. Nothing here
// is for diagnosis.
package module

// Quantity is what a module can know.
type Quantity uint8

// The quantities. The rate of breath is not among them: it comes of the breaths that
// modules find, see Found.
const (
	None        Quantity = iota
	HeartRate            // /min, of the complexes in an electrocardiogram
	PulseRate            // /min, of the pulses at a finger
	Saturation           // %
	Perfusion            // %
	Systolic             // mmHg, highest pressure
	Diastolic            // mmHg, lowest pressure
	Mean                 // mmHg
	EndTidal             // mmHg of carbon dioxide, of the last breath
	Fibrillates          // 1: the ventricles fibrillate
	BroadRun             // 1: a run of broad complexes, faster than 120 /min
	Paced                // %, complexes of the last 32 that follow a stimulus
	SoundRate            // /min, of the first heart sound
	Murmur               // 1: there is sound between the heart sounds
	Fallen               // 1: a fall was found and the wearer has not got up since
	Posture              // 0 upright, 1 lying, 2 bent
	Cadence              // steps, /min
	Activity             // g, standard deviation of acceleration's size over some seconds
)

// Found is what a module found in the samples of a step. Times are in seconds of the
// device's own clock since its sample 0.
type Found struct {
	Beats   []Beat
	Breaths []float64
}

// Beat is a heart beat that was found.
type Beat struct {
	Time  float64 // s
	Broad bool    // its complex is broad
}

// Reset empties it and keeps its memory.
func (f *Found) Reset() { f.Beats, f.Breaths = f.Beats[:0], f.Breaths[:0] }

// Tap is one wave that a module reads.
type Tap struct {
	Rate float64 // Hz
}

// Piece are the samples of one tap in one step.
type Piece struct {
	First  int64     // index of the first, since the device's sample 0
	Values []float64 // as the converter gave them, in the wave's unit
	Raw    []float32 // before the amplifier's band, where stimuli still stand out
}

// Module measures on the waves of one probe.
type Module interface {
	// Hear takes the samples of a step, one piece a tap, and adds what it finds. off
	// says that the probe has no contact, which devices sense apart from the wave.
	Hear(pieces []Piece, off bool, found *Found)
	// Value is a quantity as of the last sample; ok is false while it is not known.
	Value(q Quantity) (x float64, ok bool)
}

// Canceller is a module whose wearer can tell it that what it found is none.
type Canceller interface {
	// Cancel forgets what was found, and reports whether there was anything.
	Cancel() bool
}

// New makes the module of one device, as it is at power on.
type New func() Module

// Maker says how the modules of devices are made that read some taps. It fails on rates
// that the module cannot work at.
type Maker func(taps []Tap) (New, error)

// seconds is the time of a sample.
func (t *Tap) seconds(n int64) float64 { return float64(n) / t.Rate }
