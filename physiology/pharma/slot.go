package pharma

import "math"

// Slot is one drug in one body, a plain value of 72 bytes. Its state are the modes of
// the plasma concentration, the effect site and what is still to be absorbed; its
// constants are those of the model in this patient. Single precision is enough for
// constants and the depot; the rest of the state needs double.
type Slot struct {
	Mode         [3]float64 // parts of the plasma concentration, ug/L
	Site         float64    // concentration at the effect site, ug/L
	Depot        Single     // ug, still to be absorbed
	Lambda, Gain [3]Single  // 1/s, s/L
	Ke           Single     // 1/s; 0: the site is plasma
	Potency      Single     // of a concentration in this patient, 1 is the reference
	ID           ID
	Model, Modes uint8 // of the drug's models; number of modes
	Route        uint8 // of what is in the depot
}

// Second is the second effect site of a drug that has two.
type Second struct {
	Site float64 // ug/L
	Ke   Single  // 1/s
}

// Single is a number in single precision, kept as its bits: states are stored as
// doubles and integers, and eight drugs must be small.
type Single uint32

func single(x float64) Single { return Single(math.Float32bits(float32(x))) }

func (x Single) float() float64 { return float64(math.Float32frombits(uint32(x))) }

// newSlot is a drug-free slot for a model in a patient, and its second site.
func newSlot(id ID, model int, c Covariates) (Slot, Second) {
	d := &drugs[id]
	k := d.Models[model].At(c)
	lambda, gain, n := k.modes()
	s := Slot{ID: id, Model: uint8(model), Modes: uint8(n), Potency: single(1), Ke: single(k.Ke[0] / 60)}
	for i := range n {
		s.Lambda[i], s.Gain[i] = single(lambda[i]), single(gain[i])
	}
	if d.potency != nil {
		s.Potency = single(d.potency(c))
	}
	return s, Second{Ke: single(k.Ke[1] / 60)}
}

// Plasma is the concentration in plasma, ug/L.
func (s *Slot) Plasma() float64 { return max(s.Mode[0]+s.Mode[1]+s.Mode[2], 0) }

// EffectSite is the concentration at the effect site, ug/L; plasma where the model has
// none.
func (s *Slot) EffectSite() float64 {
	if s.Ke == 0 {
		return s.Plasma()
	}
	return max(s.Site, 0)
}

// Advance moves the slot by dt seconds while rate, ug/s, enters the plasma. It is the
// exact solution of
//
//	dmᵢ/dt = λᵢ·(gainᵢ·rate − mᵢ)    C = Σ mᵢ    dCe/dt = ke·(C − Ce)
//
// for any dt; absorption from the depot is held constant over the step at its mean.
func (s *Slot) Advance(rate, dt float64) { s.advance(rate, dt, nil) }

func (s *Slot) advance(rate, dt float64, second *Second) {
	if depot := s.Depot.float(); depot > 0 {
		taken := depot * fade(drugs[s.ID].Routes[s.Route].Ka/60*dt)
		s.Depot = single(depot - taken)
		rate += taken / dt
	}
	var m motion
	for i := range int(s.Modes) {
		goal := s.Gain[i].float() * rate
		m.steady += goal
		m.off[i] = s.Mode[i] - goal
		m.k[i] = fade(s.Lambda[i].float() * dt)
		s.Mode[i] = goal + m.off[i]*(1-m.k[i])
	}
	if s.Ke > 0 {
		s.Site = s.follow(&m, s.Site, s.Ke.float(), dt)
	}
	if second != nil {
		second.Site = s.follow(&m, second.Site, second.Ke.float(), dt)
	}
}

// motion is how the modes move in one step: how far each is off its goal, the share of
// the way that it goes, and the sum of the goals.
type motion struct {
	off, k [3]float64
	steady float64
}

// follow moves an effect site behind the plasma.
func (s *Slot) follow(m *motion, site, ke, dt float64) float64 {
	k := fade(ke * dt)
	site += k * (m.steady - site)
	for i := range int(s.Modes) {
		site += m.off[i] * ke * spread(k, m.k[i], ke, s.Lambda[i].float(), dt)
	}
	return site
}

// spread is (exp(−b·t) − exp(−a·t))/(a − b) with ka = 1 − exp(−a·t) and kb likewise.
func spread(ka, kb, a, b, t float64) float64 {
	if d := a - b; math.Abs(d) > 1e-4*a {
		return (ka - kb) / d
	}
	return t * (1 - 0.5*(ka+kb))
}

// fade is 1 − exp(−u) for u >= 0; short steps take its series, which is faster and as
// exact.
func fade(u float64) float64 {
	if u < 0.125 {
		return u * (1 - u*(0.5-u*(1.0/6-u*(1.0/24-u*(1.0/120-u*(1.0/720))))))
	}
	return -math.Expm1(-u)
}

// holding is the rate, ug/s, that brings the plasma to a concentration at the end of
// a step of dt seconds, not less than none.
func (s *Slot) holding(concentration, dt float64) float64 {
	free, reach := 0.0, 0.0
	for i := range int(s.Modes) {
		k := fade(s.Lambda[i].float() * dt)
		free += s.Mode[i] * (1 - k)
		reach += s.Gain[i].float() * k
	}
	return max((concentration-free)/reach, 0)
}

// Toward is the rate, ug/s, of a target-controlled infusion, at most the given one:
// the plasma is held above the target in proportion to what the effect site still
// misses, and at the target once it is reached. The lead is what the plasma can lose
// again in time, so that the effect site does not pass its target.
func (s *Slot) Toward(target, most, dt float64) float64 {
	const share, largest = 0.6, 3.0
	lead := largest
	if s.Ke > 0 {
		lead = min(max(share*s.Lambda[0].float()/s.Ke.float()-1, 0), largest)
	}
	missing := target - s.EffectSite()
	return min(s.holding(max(target+lead*missing, 0), dt), most)
}

// negligible says that what is left does nothing: a thousandth of the least
// concentration that acts.
func (s *Slot) negligible() bool {
	least := drugs[s.ID].least
	return s.Plasma() < least && s.EffectSite() < least && s.Depot.float() < least
}
