package rhythm

// Mode is how a pacemaker paces and senses, by the NBG code.
type Mode uint8

// The modes.
const (
	Off Mode = iota
	AAI      // atria alone
	VVI      // ventricles alone
	DDD      // both, with tracking of the atria
)

// Pacemaker is an implanted pacemaker: its settings and what it knows. Pacing gives the
// usual settings of a mode.
type Pacemaker struct {
	Mode         Mode
	Lower, Upper float32 // rates, 1/min
	AVI          float32 // s from a paced P wave to the ventricle's stimulus; 30 ms less after a sensed one
	PVARP        float32 // s after a ventricular event in which the atria are not heard
	VRP          float32 // s after a ventricular event in which the ventricles are not heard
	Hysteresis   float32 // s that the escape interval is longer after a sensed beat
	Switch       float32 // 1/min of the atria over which they are not tracked
	SenseA       float32 // probability that an atrial activation is sensed, 0..1
	SenseV       float32 // the same of the ventricles
	CaptureA     float32 // share of atrial stimuli that capture where tissue is excitable, 0..1
	CaptureV     float32 // the same of the ventricles
	Noise        float32 // signals taken for ventricular beats, 1/min
}

// Pacing is a pacemaker with usual settings that paces at a lower rate, 1/min.
func Pacing(m Mode, rate float64) Pacemaker {
	return Pacemaker{
		Mode: m, Lower: float32(rate), Upper: float32(max(130, rate)), AVI: 0.15, PVARP: 0.25, VRP: 0.23,
		Switch: 170, SenseA: 1, SenseV: 1, CaptureA: 1, CaptureV: 1,
	}
}
