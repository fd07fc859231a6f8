package score

// MEWS is the Modified Early Warning Score of Subbe CP et al., QJM 94:521, 2001, of
// displayed values; 5 and more is critical. The published bands leave gaps at a
// pressure of 70, a rate of 40 and a temperature between 38.4 and 38.5; they are
// closed downwards. AVPU knows no new confusion: such a patient counts as alert.
// Hospitals use variants, which give other numbers.
func MEWS(v Vitals, level ACVPU) int {
	return mewsPressure(shown(v.SBP, 1)) + mewsRate(shown(v.Pulse, 1)) + mewsBreaths(shown(v.RR, 1)) +
		mewsTemperature(shown(10*v.Temperature, 1)) + mewsLevel(level)
}

func mewsPressure(sbp float64) int {
	switch {
	case sbp <= 70:
		return 3
	case sbp <= 80, sbp >= 200:
		return 2
	case sbp <= 100:
		return 1
	}
	return 0
}

func mewsRate(hr float64) int {
	switch {
	case hr >= 130:
		return 3
	case hr <= 40, hr >= 111:
		return 2
	case hr <= 50, hr >= 101:
		return 1
	}
	return 0
}

func mewsBreaths(rr float64) int {
	switch {
	case rr >= 30:
		return 3
	case rr <= 8, rr >= 21:
		return 2
	case rr >= 15:
		return 1
	}
	return 0
}

// mewsTemperature is given in tenths of a degree.
func mewsTemperature(tenths float64) int {
	if tenths <= 349 || tenths >= 385 {
		return 2
	}
	return 0
}

func mewsLevel(level ACVPU) int {
	switch level {
	case Voice:
		return 1
	case Pain:
		return 2
	case Unresponsive:
		return 3
	}
	return 0
}
