package physiology

// Valid is the range of a signal in which the models had data, in its unit; false where
// nothing is said of it. A body goes on beyond it, and what it does there is
// extrapolated. Sources are those in the headers of the models.
func (s Signal) Valid() (low, high float64, ok bool) {
	var r [2]float64
	switch s {
	case HR, PulseRate:
		r = [2]float64{35, 200} // exercise of volunteers; below it conduction of its own
	case SBP:
		r = [2]float64{70, 220}
	case DBP:
		r = [2]float64{35, 130}
	case MAP:
		r = [2]float64{50, 160} // bleeding to class IV, pressors
	case CO:
		r = [2]float64{2, 30}
	case RR:
		r = [2]float64{4, 50}
	case EtCO2, PaCO2:
		r = [2]float64{18, 80} // volunteers of CO2 and hyperventilation
	case PaO2:
		r = [2]float64{35, 650}
	case PH:
		r = [2]float64{7.0, 7.7}
	case SaO2, SpO2:
		r = [2]float64{70, 100} // volunteers of oximeter studies
	case COHb:
		r = [2]float64{0, 30} // Peterson and Stewart 1970
	case TempCore:
		r = [2]float64{33, 40.5} // two-node model, thermo
	case Hb:
		r = [2]float64{5, 18} // Weiskopf 1998
	case Potassium:
		r = [2]float64{2.5, 9}
	case Lactate:
		r = [2]float64{0, 15}
	case GlucosePlasma, GlucoseInterstitial:
		r = [2]float64{40, 400} // meals and clamps behind S2008 and Dalla Man 2007
	case InsulinPlasma:
		r = [2]float64{0, 1500}
	default:
		return 0, 0, false
	}
	return r[0], r[1], true
}
