package circulation

// diastolicShare is how far the mean lies above the diastole, as a share of the pulse.
const diastolicShare = 0.4

// Pulse reconstructs systolic and diastolic pressure, mmHg, from a beat's mean: the
// closed form of a two-element windkessel whose compliance falls with pressure and
// whose pulse rises with the speed of ejection.
//
//	PP = SV/Cpp · (1 + 0.004·(MAP − Pref)) · (1 + Zc·(Emax/EmaxRef − 1))
//	DBP = MAP − 0.4·PP,  SBP = DBP + PP
//
// Source: Westerhof N. The arterial windkessel. Med Biol Eng Comput 47:131, 2009,
// doi:10.1007/s11517-008-0359-2; the two corrections are calibrated. No wave
// reflection: central and peripheral pulse are the same.
func Pulse(p *Params, f *Flow, emax float64) (sbp, dbp float64) {
	pp := f.SV / p.Cpp
	pp *= max(1+0.004*(f.Psa-p.Pref), 0.3)
	pp *= max(1+p.Zc*(emax/p.EmaxRef-1), 0.3)
	pp = min(pp, max(f.Psa, 0)/(2*diastolicShare)) // the diastole cannot fall below half of the mean
	dbp = f.Psa - diastolicShare*pp
	return dbp + pp, dbp
}
