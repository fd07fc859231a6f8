package rhythm

// Kind is what an event of the heart is.
type Kind uint8

// The kinds of events. Those of the ventricles' and atria's continuous activity say
// what goes on from then, until the next of the same chamber.
const (
	Atrial      Kind = iota // the atria are activated: a P or flutter wave
	Ventricular             // the ventricles are activated: a QRS complex and its T wave
	Spike                   // a pacemaker's stimulus
	Fibrillates             // a chamber fibrillates from now on
	Rests                   // a chamber that fibrillated does not any more
	Shock                   // of a defibrillator
	Changes                 // the rhythm has another name from now on
	Compression             // the chest is compressed
)

// Origin is where an activation began.
type Origin uint8

// The origins of activations.
const (
	SinusNode       Origin = iota
	AtrialFocus            // an ectopic P wave
	Reentry                // a circuit of the atria or the AV node, or fibrillating atria
	Junction               // AV node or bundle of His; a P wave of it is retrograde
	Ventricle              // an ectopic focus; Event.Focus says which
	Pathway                // through an accessory pathway alone
	PacedAtrium            // captured by a stimulus
	PacedVentricle         // captured by a stimulus
	VentricularLoop        // flutter or torsade: the complexes run into one another
)

// Conduction is how an activation spread through the ventricles.
type Conduction uint8

// The ways of conduction.
const (
	NormalConduction Conduction = iota
	LeftBlock                   // left bundle branch block
	RightBlock                  // right bundle branch block
	Preexcited                  // part of the ventricles was activated early by a pathway
	Slow                        // through muscle: of ventricular or paced origin
)

// Event is one electrical event of a heart. Times are onsets, so that what an
// electrode shows at an instant depends on nothing that comes after it.
type Event struct {
	Time       float64 // s since the start: onset of the wave, or the stimulus
	Kind       Kind
	Origin     Origin
	Conduction Conduction // Ventricular
	Code       byte       // annotation as in WFDB: N L R A a J V r F j E / !, p of a P wave; x when it was not conducted, ^ of a spike, [ and ] of fibrillating ventricles, | of a compression
	Focus      uint8      // Ventricular: which of several foci; Spike, Fibrillates and Rests: 0 atria, 1 ventricles
	Captured   bool       // Spike: the chamber answered
	Rhythm     Code       // Changes: the rhythm's name; Fibrillates: what it is
	Width      float64    // s: of the P wave or QRS complex
	QT         float64    // Ventricular: s from onset to the end of the T wave
	RR         float64    // Ventricular: s since the onset of the one before; +Inf before the first
	Stroke     float64    // Ventricular: stroke volume relative to rest; 0 moves no blood
	Phase      float64    // VentricularLoop: turn of the electrical axis, rad; Fibrillates: amplitude, mV; Shock: energy, J
}

// peak is where the R peak lies in a QRS complex, as a share of its width.
const peak = 0.42

// Peak is the time of a QRS complex's R peak, or of a P wave's top, s since the start.
func (e *Event) Peak() float64 {
	if e.Kind == Atrial {
		return e.Time + e.Width/2
	}
	return e.Time + peak*e.Width
}
