package thermo

// Water takes heat by a film at the skin, not by radiation and sweat; under cold skin
// the tissues between core and skin are the resistance that counts, more of it in the
// fat and less of it when shivering muscles are perfused.
//
// Sources: Boutelier C, Bouges L, Timbal J, J Appl Physiol 42:93, 1977 (film of still
// water 43-60 W/m2/K); Hayward JS, Eckerson JD, Collis ML, J Appl Physiol 38:1073,
// 1975 (the core falls by some 2 degC an hour in 10 degC); Keatinge WR, 1960 (fat).
// Shivering fades under 34 and ends at 30 degC of core (Danzl DF, Pozos RS, N Engl J
// Med 331:1756, 1994).
const (
	film      = 50.0  // W/m2/K
	wetCloth  = 0.02  // K·m2/W of wet clothing for each clo
	submerged = 0.93  // of the skin
	perfused  = 0.035 // W/m2/K of conductance per W/m2 of shivering
)

// soak is the heat that water takes in place of air.
func (h *Heat) soak(p *Params, s *State, air *Air) {
	h.ToSkin = ((5.28+perfused*h.Shiver)/max(p.Fat, 0.5) + 1.163*h.SkinBlood) * (s.Core - s.Skin)
	h.ToAir = submerged * (s.Skin - air.Temperature) / (1/film + wetCloth*air.Clothing)
	h.EvaporatedSkin, h.Sweat = 0, 0
}

// shivers is the share of shivering that a cold core is still able to.
func shivers(core float64) float64 { return min(max((core-30)/4, 0), 1) }
