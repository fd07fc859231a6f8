package rhythm

// Settings say more of a rhythm that is set. Zero values are the rhythm's usual ones.
type Settings struct {
	Rate         float64 // ventricular, 1/min; of ectopy and layers: of the sinus node
	SDNN, RMSSD  float64 // of the sinus rhythm, s
	Burden       float64 // ectopic beats, pauses or over-sensed signals per minute
	Ratio        int     // P waves to one more than the QRS complexes of a group in Mobitz I (4 is 4:3), to a QRS in Mobitz II
	CaptureShare float64 // of pacemaker stimuli that capture, 0..1 exclusive (PACE_NC); of beats that are sensed (PACE_US)
	ST           float64 // mV at J + 60 ms (STEMI, STDEP)
	QTc          float64 // s (LQT, VTP)
	Potassium    float64 // mmol/L that the electrocardiogram shows (HYPERK, HYPOK)
	Territory    Territory
}

// limit holds settings to what a heart can be set to.
func (s *Settings) limit() {
	s.Rate = clamp(s.Rate, 0, 400)
	s.SDNN, s.RMSSD = clamp(s.SDNN, 0, 0.5), clamp(s.RMSSD, 0, 0.5)
	s.Burden = clamp(s.Burden, 0, 120)
	s.Ratio = min(max(s.Ratio, 0), 8)
	s.CaptureShare = clamp(s.CaptureShare, 0, 1)
	s.ST = min(max(s.ST, -2), 2)
	s.QTc, s.Potassium = clamp(s.QTc, 0, 1), clamp(s.Potassium, 0, 12)
}
