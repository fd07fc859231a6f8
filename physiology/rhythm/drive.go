package rhythm

// Drive is what the body makes of its heart during a step. The zero value is a dead
// body's; Resting is the one to start from.
type Drive struct {
	Sinus float64 // rate that nerves, drugs and temperature ask of the sinus node, 1/min, at the end of the step

	Vagal       float64 // tone relative to rest, 0..3; 1 at rest
	Sympathetic float64 // the same
	Breath      float64 // s since the start: onset of a breath, any of the present train
	Breathing   float64 // breaths, 1/min; 0 is none
	Tidal       float64 // volume of a breath, mL

	Potassium  float64 // of plasma, mmol/L
	Ischaemia  float64 // share of the ventricles that is short of blood, 0..1
	Saturation float64 // of arterial haemoglobin, 0..1
	Core       float64 // temperature, degC
	Energy     float64 // of the myocardium's phosphates, 0..1; fibrillation fades with it
	AV         float64 // factor of drugs on the AV node's conduction and refractory times
	QT         float64 // factor of drugs on the QT interval

	Pulseless    bool    // the body is in arrest: organised activity moves no blood
	Compressions float64 // of the chest, 1/min
	Shock        float64 // J, delivered once, at the beginning of the first step that holds it; 0 is none
}

// Resting is the drive of a healthy body at rest whose sinus node is asked for a rate,
// 1/min.
func Resting(rate float64) Drive {
	return Drive{
		Sinus: rate, Vagal: 1, Sympathetic: 1, Breathing: 15, Tidal: 500,
		Potassium: 4.2, Saturation: 0.98, Core: 37, Energy: 1, AV: 1, QT: 1,
	}
}
