package rhythm

import "math"

// Params are what a person's heart is like. The zero value is not a heart; Typical is.
type Params struct {
	Variability float32 // factor on heart rate variability; 0 is none of it, and no ectopy
	SDNN, RMSSD float32 // of five minutes at rest, s
	PR          float32 // at rest, s
	QRS         float32 // s
	QTc         float32 // Fridericia, s
	AV          float32 // factor on the AV node's times: 1 healthy, 1.5 slow or slowed by tablets; 0 is 1.5 in a person whose own rhythm is fibrillation, else 1
	PVC, PAC    float32 // premature beats of the ventricles and atria per hour
	Retrograde  bool    // the AV node conducts backwards, from ventricles to atria
	Own         Code    // rhythm when nothing is set; Own (0) is sinus rhythm
	Shape       Shape   // morphology when nothing is set
}

// Decades of age and the 24-hour measures of Umetani 1998, ms (to check).
var (
	umetaniAge   = [...]float64{15, 25, 35, 45, 55, 65, 75, 90}
	umetaniSDNN  = [...]float64{176, 153, 143, 132, 121, 121, 124, 106}
	umetaniRMSSD = [...]float64{53, 43, 35, 31, 25, 22, 24, 21}
)

// course interpolates a measure at an age, in years.
func course(y *[8]float64, age float64) float64 {
	for i := 1; i < len(y); i++ {
		if a, b := umetaniAge[i-1], umetaniAge[i]; age <= b {
			return y[i-1] + (y[i]-y[i-1])*clamp((age-a)/(b-a), 0, 1)
		}
	}
	return y[len(y)-1]
}

// Typical is the heart of a healthy person of an age in years. Heart rate variability is
// Nunan's at 40 and follows Umetani's course; PR, QRS and QTc are of PMC3825808 table 2,
// QTc shorter by 8 ms in men; ectopy is the median of Holter records in words (few in
// the young, some per hour in the old: to check).
func Typical(age float64, female bool) Params {
	age = clamp(age, 1, 110)
	p := Params{
		Variability: 1,
		SDNN:        float32(0.050 * course(&umetaniSDNN, age) / course(&umetaniSDNN, 40)),
		RMSSD:       float32(0.042 * course(&umetaniRMSSD, age) / course(&umetaniRMSSD, 40)),
		PR:          float32(0.155 + 0.0003*(age-40)),
		QRS:         0.094,
		QTc:         float32(0.408 + 0.0002*(age-40)),
		PVC:         float32(0.3 * math.Exp(0.05*(age-30))),
		PAC:         float32(0.4 * math.Exp(0.05*(age-30))),
	}
	if female {
		p.QRS, p.QTc = 0.086, p.QTc+0.008
	}
	return p
}
