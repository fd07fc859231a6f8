package physiology

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// applyPacemaker implants a pacemaker. Without AV conduction and paced from the apex the
// ventricles lose a part of their stroke, which the heart tells.
func applyPacemaker(q *Patient, with map[string]float64) error {
	mode, rate := rhythm.DDD, 60.0
	if i, ok := with["mode"]; ok {
		mode = rhythm.AAI + rhythm.Mode(i)
	}
	if r, ok := with["rate"]; ok {
		rate = r
	}
	q.Pacemaker = rhythm.Pacing(mode, rate)
	if share, ok := with["capture"]; ok {
		q.Pacemaker.CaptureA, q.Pacemaker.CaptureV = float32(share/100), float32(share/100)
	}
	return nil
}

// applyDefibrillator implants a defibrillator.
func applyDefibrillator(q *Patient, _ map[string]float64) error {
	q.ICD = rhythm.Defibrillator()
	return nil
}
