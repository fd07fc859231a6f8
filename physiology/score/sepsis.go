package score

// QSOFA is the quick SOFA of Singer M et al., JAMA 315:801, 2016 (Sepsis-3), 0..3, of
// displayed values: 22 breaths and more, a systolic pressure of 100 and less, a
// Glasgow Coma Scale under 15. 2 and more is positive.
func QSOFA(rr, sbp float64, gcs int) int {
	n := 0
	if shown(rr, 1) >= 22 {
		n++
	}
	if shown(sbp, 1) <= 100 {
		n++
	}
	if gcs < 15 {
		n++
	}
	return n
}

// Inflammation is what SIRS asks for, before rounding.
type Inflammation struct {
	Temperature float64 // degC
	HR, RR      float64 // 1/min
	PaCO2       float64 // mmHg; 0 is not measured
	WBC         float64 // 10⁹/L; 0 is not measured
}

// SIRS counts the criteria of the systemic inflammatory response syndrome, 0..4, Bone
// RC et al., Chest 101:1644, 1992 (ACCP/SCCM), of displayed values: above 38.0 or
// under 36.0 degC; above 90 beats; above 20 breaths or PaCO2 under 32; white cells
// above 12 or under 4. Band forms are not modelled. 2 and more is positive.
func SIRS(v Inflammation) int {
	n := 0
	if t := shown(10*v.Temperature, 1); t > 380 || t < 360 {
		n++
	}
	if shown(v.HR, 1) > 90 {
		n++
	}
	if co2 := shown(v.PaCO2, 1); shown(v.RR, 1) > 20 || co2 > 0 && co2 < 32 {
		n++
	}
	if w := shown(v.WBC, 0.1); w > 120 || w > 0 && w < 40 {
		n++
	}
	return n
}
