package glucose

// Clouded is the share of the brain's function, 0..1, that a plasma glucose (mg/dL) takes
// when it lasts for minutes: none from 50 mg/dL up, where tests of thinking begin to
// suffer (Mitrakou A et al, Am J Physiol 260:E67, 1991: 49 ± 2 mg/dL), all of it at 18,
// where the electroencephalogram is flat (Auer RN, Forensic Sci Int 146:105, 2004:
// 1 mmol/L; to check), linear between them: confusion at 45, no answer to voice in the
// low thirties, coma under 28.
//
// Limits: thresholds move with habit (Cryer PE, J Clin Invest 117:868, 2007), which is not
// modelled; nor are seizures, damage that lasts, or the hour that thinking takes to
// recover.
func Clouded(plasma float64) float64 {
	const clear, flat = 50.0, 18.0
	return min(max((clear-plasma)/(clear-flat), 0), 1)
}
