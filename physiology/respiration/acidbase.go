package respiration

import "math"

// Acid-base by the Van Slyke equation in vivo and Henderson and Hasselbalch:
//
//	SBE = 0.9287·(HCO3 − 24.4 + 14.83·(pH − 7.4))     mmol/L
//	pH  = 6.1 + log10(HCO3/(0.0307·PCO2))
//
// Sources: Siggaard-Andersen O, The van Slyke equation, Scand J Clin Lab Invest 37
// (S146):15, 1977, doi:10.3109/00365517709098927, for the extracellular space (a
// haemoglobin of 5 g/dL); CLSI C46. An acute change of PCO2 leaves SBE where it is,
// so bicarbonate rises by 1 mmol/L for 10 mmHg above 40 (Brackett NC, N Engl J Med
// 272:6, 1965).
//
//	CO2 content = 480 + 4.6·(P − 40) + 50·(1 − S) + B     mL/L
//	B = 16·SBE, for SBE < 0 over 1 − 16·SBE/330           bicarbonate that acid drives out
//
// Validity: pH 6.7..7.8. Limits: one strong-ion term, no albumin or phosphate.
const (
	normalHCO3, buffer = 24.4, 14.83 // mmol/L; mmol/L per unit of pH
	vanSlyke           = 0.9287
	ln10               = 2.302585092994046
	boundPerBase       = 16.0  // mL/L of CO2 per mmol/L, 22.26 · 0.85 · 0.85
	mostDriven         = 330.0 // mL/L that acid can drive out at most
)

// PH solves pH and bicarbonate, mmol/L, of blood at a PCO2, mmHg, and a standard base
// excess, mmol/L: Newton's method on a convex function, from a guess.
func PH(pco2, base, guess float64) (ph, bicarbonate float64) {
	x := guess
	if !(x > 6 && x < 8.5) {
		x = 7.4
	}
	total := normalHCO3 + base/vanSlyke + buffer*7.4
	dissolved := co2Dissolv * max(pco2, 0.1)
	for range 20 {
		h := dissolved * math.Exp(ln10*(x-6.1))
		step := (h + buffer*x - total) / (ln10*h + buffer)
		x -= step
		if math.Abs(step) < 2e-5 { // what is left is its square
			break
		}
	}
	return x, max(total-buffer*x, 0)
}

// boundCO2 is the CO2, mL/L, that a base excess binds more or, when negative, less.
func boundCO2(base float64) float64 {
	b := boundPerBase * base
	if b < 0 {
		b /= 1 - b/mostDriven
	}
	return b
}

// compensation is the shift, mmHg, of the PCO2 that the chemoreflexes defend for a base
// excess away from the patient's own: with the gains of the reference adult it gives
// the expected 1.2 mmHg per mmol/L of bicarbonate lost (Winters RW 1967: PaCO2 =
// 1.5·HCO3 + 8 ± 2) and 0.7 per mmol/L gained (Javaheri S 1982).
func compensation(base float64) float64 {
	if base < 0 {
		return 1.25 * base
	}
	return 0.7 * base
}
