package rhythm

// Code names a rhythm of the catalogue, or a layer of morphology.
type Code uint8

// The catalogue, in the order of the table.
const (
	Own     Code = iota // the heart's own: what Params.Own says, sinus rhythm as a rule
	NSR                 // Normal sinus rhythm
	SBRAD               // Sinus bradycardia
	STACH               // Sinus tachycardia
	SARR                // Sinus arrhythmia (respiratory)
	SPAUSE              // Sinus pause/arrest
	AFIB                // Atrial fibrillation
	AFL21               // Atrial flutter 2:1
	AFL31               // Atrial flutter 3:1
	AFL41               // Atrial flutter 4:1
	AFLV                // Atrial flutter variable
	SVT                 // Supraventricular tachycardia (AVNRT/AVRT)
	PAC                 // Premature atrial contraction
	PJC                 // Premature junctional contraction
	JUNC                // Junctional escape rhythm
	AJR                 // Accelerated junctional
	PVC                 // Premature ventricular contraction
	PVCM                // Multifocal PVC
	RONT                // R-on-T PVC
	BIGEM               // Ventricular bigeminy
	TRIGEM              // Ventricular trigeminy
	COUPLET             // Ventricular couplet
	VTM                 // Monomorphic VT
	VTP                 // Polymorphic VT / torsades
	VFL                 // Ventricular flutter
	VFC                 // Coarse ventricular fibrillation
	VFF                 // Fine ventricular fibrillation
	IVR                 // Idioventricular rhythm
	AIVR                // Accelerated idioventricular
	VSTAND              // Ventricular standstill
	ASYS                // Asystole
	PEA                 // Pulseless electrical activity
	CPR                 // Chest compression artefact
	AVB1                // First-degree AV block
	AVB2W               // Second-degree AV block Mobitz I
	AVB2M               // Second-degree AV block Mobitz II
	AVB3                // Third-degree AV block
	LBBB                // Left bundle branch block
	RBBB                // Right bundle branch block
	WPW                 // Pre-excitation
	PaceA               // Atrial paced AAI
	PaceV               // Ventricular paced VVI
	PaceDDD             // Dual chamber paced
	PaceNC              // Failure to capture
	PaceUS              // Under-sensing
	PaceOS              // Over-sensing
	STEMI               // ST elevation
	STDEP               // ST depression
	LQT                 // Long QT
	HYPERK              // Hyperkalaemia
	HYPOK               // Hypokalaemia
	codes
)

// Pulse is what a finger feels of a rhythm.
type Pulse uint8

// The kinds of pulse.
const (
	Palpable   Pulse = iota
	Irregular        // with pauses or varying strength
	Weak             // some or all beats are weak
	Absent           // no pulse
	Artificial       // of compressions
)

// Info is a row of the catalogue. Ranges are of the table that its Source column
// describes (textbook conventions, and PMC3825808 table 2 for PR and QRS); a range of
// zeroes is not stated.
type Info struct {
	ID, Name  string
	Mechanism string     // what Set puts into force
	Rate      [2]float64 // of the ventricles, 1/min
	PR        [2]float64 // s
	QRS       [2]float64 // s
	Aux       string     // WFDB rhythm annotation; empty: that of the rhythm beneath
	Beats     string     // WFDB beat codes that belong to it
	Pulse     Pulse
	Layer     bool // morphology that goes with any rhythm
}

// Info is the code's row of the catalogue; that of an unknown code is empty.
func (c Code) Info() Info {
	if c >= codes {
		return Info{}
	}
	return catalogue[c]
}

// String is the code's identifier in the catalogue.
func (c Code) String() string { return c.Info().ID }

// Aux is the WFDB rhythm annotation.
func (c Code) Aux() string { return c.Info().Aux }

// Lookup finds a code by its identifier in the catalogue, as in AFIB or PACE_DDD.
func Lookup(id string) (Code, bool) {
	for c := NSR; c < codes; c++ {
		if catalogue[c].ID == id {
			return c, true
		}
	}
	return Own, false
}

// Catalogue lists every code.
func Catalogue() []Code {
	all := make([]Code, 0, codes-1)
	for c := NSR; c < codes; c++ {
		all = append(all, c)
	}
	return all
}
