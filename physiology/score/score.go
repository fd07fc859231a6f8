// Package score is clinical scores as pure functions of displayed vital signs.
//
// Sources: Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017,
// chart 1; MEWS by Subbe CP, QJM 94:521, 2001; qSOFA by Singer M, JAMA 315:801, 2016;
// SIRS by Bone RC, Chest 101:1644, 1992; shock index by Allgöwer M, Burri C, Dtsch Med
// Wochenschr 92:1947, 1967. NEWS2 is for people of 16 and more who are not pregnant.
// The scores say what a chart would show of a simulated patient; they must not be
// used to decide on the care of a person.
package score

import "math"

// Vitals are what a NEWS2 chart asks for, before rounding.
type Vitals struct {
	RR          float64 // 1/min
	SpO2        float64 // %
	Oxygen      bool    // breathing supplementary oxygen
	SBP         float64 // mmHg
	Pulse       float64 // 1/min
	Alert       bool    // A of ACVPU; everything else scores 3
	Temperature float64 // degC
	Hypercapnic bool    // SpO2 is scored on scale 2, for a target of 88-92 %
}

// NEWS2 scores the displayed values: temperature to 0.1 degC, all others to
// integers. any3 says that a single parameter scored 3.
func NEWS2(v Vitals) (total int, any3 bool) {
	for _, points := range Parts(v) {
		total += points
		any3 = any3 || points == 3
	}
	return total, any3
}

// Parts are the points of respiration, SpO2, oxygen, systolic pressure, pulse,
// consciousness and temperature.
func Parts(v Vitals) [7]int {
	parts := [7]int{
		respiration(math.Round(v.RR)), saturation(math.Round(v.SpO2)), 0,
		systolic(math.Round(v.SBP)), pulse(math.Round(v.Pulse)), 0,
		temperature(math.Round(v.Temperature * 10)),
	}
	if v.Hypercapnic {
		parts[1] = saturation2(math.Round(v.SpO2), v.Oxygen)
	}
	if v.Oxygen {
		parts[2] = 2
	}
	if !v.Alert {
		parts[5] = 3
	}
	return parts
}

func respiration(rr float64) int {
	switch {
	case rr <= 8, rr >= 25:
		return 3
	case rr >= 21:
		return 2
	case rr <= 11:
		return 1
	}
	return 0
}

func saturation(spo2 float64) int {
	switch {
	case spo2 <= 91:
		return 3
	case spo2 <= 93:
		return 2
	case spo2 <= 95:
		return 1
	}
	return 0
}

// saturation2 is scale 2: too much oxygen scores as well as too little.
func saturation2(spo2 float64, oxygen bool) int {
	switch {
	case spo2 <= 83, oxygen && spo2 >= 97:
		return 3
	case spo2 <= 85, oxygen && spo2 >= 95:
		return 2
	case spo2 <= 87, oxygen && spo2 >= 93:
		return 1
	}
	return 0
}

func systolic(sbp float64) int {
	switch {
	case sbp <= 90, sbp >= 220:
		return 3
	case sbp <= 100:
		return 2
	case sbp <= 110:
		return 1
	}
	return 0
}

func pulse(hr float64) int {
	switch {
	case hr <= 40, hr >= 131:
		return 3
	case hr >= 111:
		return 2
	case hr <= 50, hr >= 91:
		return 1
	}
	return 0
}

// temperature is given in tenths of a degree, so that rounding decides the band.
func temperature(tenths float64) int {
	switch {
	case tenths <= 350:
		return 3
	case tenths >= 391:
		return 2
	case tenths <= 360, tenths >= 381:
		return 1
	}
	return 0
}

// ShockIndex is heart rate over systolic pressure; 0 without a pressure.
func ShockIndex(hr, sbp float64) float64 {
	if sbp <= 0 {
		return 0
	}
	return hr / sbp
}
