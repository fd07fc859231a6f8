package rhythm

// ICD is an implanted defibrillator: zones of intervals, bursts and shocks. The zero
// value is none.
type ICD struct {
	VT, VF float32 // rates at which its zones begin, 1/min; 0 is no zone
	Bursts uint8   // of anti-tachycardia pacing before it shocks in the zone of VT
	Joule  float32 // of a shock
}

// Defibrillator is an ICD with usual settings.
func Defibrillator() ICD { return ICD{VT: 170, VF: 220, Bursts: 3, Joule: 35} }
