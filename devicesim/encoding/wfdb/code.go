package wfdb

// Code says what an annotation marks.
type Code uint8

// The annotation codes of the MIT format.
const (
	Normal          Code = 1  // normal beat
	LeftBundle      Code = 2  // left bundle branch block beat
	RightBundle     Code = 3  // right bundle branch block beat
	AberratedAtrial Code = 4  // aberrated atrial premature beat
	Ventricular     Code = 5  // premature ventricular contraction
	Fusion          Code = 6  // fusion of ventricular and normal beat
	NodalPremature  Code = 7  // nodal (junctional) premature beat
	AtrialPremature Code = 8  // atrial premature beat
	Supra           Code = 9  // premature or ectopic supraventricular beat
	VentricularEsc  Code = 10 // ventricular escape beat
	NodalEscape     Code = 11 // nodal (junctional) escape beat
	Paced           Code = 12 // paced beat
	Unclassified    Code = 13 // beat that could not be classified
	Noise           Code = 14 // change of signal quality
	Artifact        Code = 16 // isolated QRS-like artefact
	STChange        Code = 18 // change of the ST segment
	TChange         Code = 19 // change of the T wave
	Systole         Code = 20
	Diastole        Code = 21
	Note            Code = 22 // comment
	Measurement     Code = 23
	PWave           Code = 24 // peak of the P wave
	Bundle          Code = 25 // left or right bundle branch block beat
	PaceSpike       Code = 26 // pacemaker spike that captured nothing
	TWave           Code = 27 // peak of the T wave
	Rhythm          Code = 28 // change of rhythm; the text is "(N", "(AFIB", …
	UWave           Code = 29 // peak of the U wave
	Learning        Code = 30 // beat of a detector's learning phase
	FlutterWave     Code = 31 // ventricular flutter wave
	FibrillationOn  Code = 32 // start of ventricular flutter or fibrillation
	FibrillationOff Code = 33 // its end
	AtrialEscape    Code = 34 // atrial escape beat
	SupraEscape     Code = 35 // supraventricular escape beat
	Link            Code = 36 // link to other data
	BlockedP        Code = 37 // P wave that was not conducted
	PacedFusion     Code = 38 // fusion of paced and normal beat
	WaveOnset       Code = 39
	WaveEnd         Code = 40
	ROnT            Code = 41 // ventricular contraction on a T wave
)

// maxCode is the highest code of an annotation; those above are pseudo-codes or
// for users.
const maxCode = 49

// mnemonics gives the sign of each code; "" where there is none.
const mnemonics = " NLRaVFJASEj/Q~ | sT*D\"=pB^t+u?![]en@xf()r"

// beats has the sign of every code that marks a beat.
const beats = "NLRaVFJASEj/QBenfr?"

// String returns the sign of a code as annotation editors show it, "" for codes
// that have none.
func (c Code) String() string {
	if int(c) >= len(mnemonics) || mnemonics[c] == ' ' {
		return ""
	}
	return mnemonics[c : c+1]
}

// CodeOf returns the code of a sign such as "N" or "(".
func CodeOf(sign string) (Code, bool) {
	for c := range len(mnemonics) {
		if mnemonics[c:c+1] == sign && sign != " " {
			return Code(c), true
		}
	}
	return 0, false
}

// IsBeat reports whether the code marks a beat (a QRS complex).
func (c Code) IsBeat() bool {
	sign := c.String()
	for i := range len(beats) {
		if beats[i:i+1] == sign {
			return true
		}
	}
	return false
}
