package physiology

import "github.com/vitalfleet/vitalfleet/physiology/score"

// score is what a chart would make of the vital signs that are shown now.
func (b *Body) score(p *Patient, s Signal) float64 {
	sbp := b.pressure(p, SBP)
	switch s {
	case QSOFA:
		return float64(score.QSOFA(b.Gas.RR, sbp, int(gcs(b.alert()))))
	case SIRS:
		return float64(score.SIRS(score.Inflammation{
			Temperature: b.Heat.Core, HR: 60 * b.Tone.Rate, RR: b.Gas.RR, PaCO2: b.Gas.PaCO2, WBC: b.Infection.WhiteCells(),
		}))
	}
	level := score.ACVPU(acvpu(b.alert()))
	v := score.Vitals{
		RR: b.Gas.RR, SpO2: 100 * b.Lungs.SpO2(), Oxygen: b.Given.Oxygen, SBP: sbp, Pulse: b.pulseRate(p),
		Temperature: b.Heat.Core, Alert: level == score.Alert, Hypercapnic: s == NEWS2Scale2,
	}
	if s == MEWS {
		return float64(score.MEWS(v, level))
	}
	total, any3 := score.NEWS2(v)
	switch {
	case s != NEWS2Any3:
		return float64(total)
	case any3:
		return 1
	}
	return 0
}
