package physiology

import "math"

// output is what the heart pumps; what compressions move is a signal of its own, so
// that output stays heart rate times stroke volume in every frame.
func (b *Body) output(s Signal) float64 {
	f := &b.Flow
	if s == CompressionFlow {
		if b.Tone.Rate > 0 {
			return 0
		}
		return 0.06 * f.Ql
	}
	if b.Tone.Rate == 0 {
		return 0
	}
	switch s {
	case CO:
		return 0.06 * f.Ql
	case SV:
		return f.SV
	}
	return 100 * f.SV / max(f.EDV, 1)
}

// gcs is the Glasgow Coma Scale that goes with a function of the brain: 15 down to
// where it begins to fall, 3 without any.
func gcs(awake float64) float64 { return math.Round(3 + 12*min(awake/0.87, 1)) }
