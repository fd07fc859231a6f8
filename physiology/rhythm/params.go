package rhythm

// Params are what a person's heart is like. The zero value is not a heart; Typical is.
type Params struct {
	Variability float32 // factor on heart rate variability; 0 is none of it, and no ectopy
	SDNN, RMSSD float32 // of five minutes at rest, s
	PR          float32 // at rest, s
	QRS         float32 // s
	QTc         float32 // Fridericia, s
	PVC, PAC    float32 // premature beats of the ventricles and atria per hour
	Retrograde  bool    // the AV node conducts backwards, from ventricles to atria
	Own         Code    // rhythm when nothing is set; Own (0) is sinus rhythm
}
