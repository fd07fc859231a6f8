package control

// BasalBolus is the controller that gives a constant basal rate and a bolus with each
// meal, corrected where glucose is high.
type BasalBolus struct {
	Basal      float64 // U/min
	CarbRatio  float64 // g/U
	Correction float64 // mg/dL per U
	Target     float64 // mg/dL; simglucose has 140
	Above      float64 // correct above this glucose, mg/dL; simglucose has 150
	Interval   float64 // that an order is for, min
}

// Dose is the rates of basal and bolus for the next interval, U/min, for a glucose
// (mg/dL) and what was eaten over the last one (g/min).
//
//	bolus·interval = meal·interval/CR + (G > above)·(G − target)/CF, with a meal
func (c BasalBolus) Dose(glucose, meal float64) (basal, bolus float64) {
	if meal <= 0 {
		return c.Basal, 0
	}
	units := meal * c.Interval / c.CarbRatio
	if glucose > c.Above {
		units += (glucose - c.Target) / c.Correction
	}
	return c.Basal, units / c.Interval
}
