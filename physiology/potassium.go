package physiology

// High potassium takes the resting potential of the heart away: the node slows,
// conduction and contraction weaken, and between 8 and 10 mmol/L it stands still
// (Ettinger PO, Regan TJ, Oldewurtel HA, Am Heart J 88:360, 1974,
// doi:10.1016/0002-8703(74)90473-6; Parham WA et al, Tex Heart Inst J 33:40, 2006;
// bradycardia in severe hyperkalaemia: Durfey N et al, West J Emerg Med 18:963, 2017,
// doi:10.5811/westjem.2017.6.33033). The published limits differ with the speed of the
// rise, calcium and sodium, which are not modelled; the slopes are calibrated to half
// the rate and two thirds of the contractility just before standstill. Low potassium,
// the shapes of the electrocardiogram and rhythms other than standstill are not here.
const (
	depolarises = 6.5 // mmol/L of plasma from which heart and node feel it
	standstill  = 8.5 // mmol/L over which the heart does not beat
)

// depolarised is the factor that potassium leaves of rate or contractility, which lose
// slope of themselves a mmol/L.
func (b *Body) depolarised(slope float64) float64 {
	return 1 - slope*min(max(b.Blood.Potassium-depolarises, 0), standstill-depolarises)
}
