package pharma

import "math"

// Slot is one drug in one body, a plain value of 96 bytes. Its state are the modes of
// the plasma concentration, the effect sites and what is still to be absorbed; its
// constants are those of the model in this patient. Single precision is enough for
// constants; the state needs double.
type Slot struct {
	Mode         [3]float64 // parts of the plasma concentration, ug/L
	Site         [2]float64 // concentrations at the effect sites, ug/L
	Depot        float64    // ug, still to be absorbed
	lambda, gain [3]float32 // 1/s, s/L
	ke           [2]float32 // 1/s
	ka           float32    // 1/s
	potency      float32    // of a concentration in this patient, 1 is the reference
	id           ID
	model, n     uint8
}

// newSlot is a drug-free slot for a model in a patient.
func newSlot(id ID, model int, c Covariates) Slot {
	d := &drugs[id]
	k := d.Models[model].At(c)
	lambda, gain, n := k.modes()
	s := Slot{id: id, model: uint8(model), n: uint8(n), potency: 1}
	for i := range n {
		s.lambda[i], s.gain[i] = float32(lambda[i]), float32(gain[i])
	}
	for i, ke := range k.Ke {
		s.ke[i] = float32(ke / 60)
	}
	if d.potency != nil {
		s.potency = float32(d.potency(c))
	}
	return s
}

// Drug says what is in the slot.
func (s *Slot) Drug() ID { return s.id }

// Plasma is the concentration in plasma, ug/L.
func (s *Slot) Plasma() float64 { return max(s.Mode[0]+s.Mode[1]+s.Mode[2], 0) }

// EffectSite is the concentration at an effect site, ug/L; plasma where the model has
// no first one, the first where it has no second.
func (s *Slot) EffectSite(i int) float64 {
	switch {
	case s.ke[0] == 0:
		return s.Plasma()
	case s.ke[1] == 0:
		i = 0
	}
	return max(s.Site[i], 0)
}

// Advance moves the slot by dt seconds while rate, ug/s, enters the plasma. It is the
// exact solution of
//
//	dmᵢ/dt = λᵢ·(gainᵢ·rate − mᵢ)    C = Σ mᵢ    dCe/dt = ke·(C − Ce)
//
// for any dt; absorption from the depot is held constant over the step at its mean.
func (s *Slot) Advance(rate, dt float64) {
	if s.Depot > 0 {
		taken := s.Depot * fade(float64(s.ka)*dt)
		s.Depot -= taken
		rate += taken / dt
	}
	var k [3]float64 // share of the way to steady state
	var off [3]float64
	steady := 0.0
	for i := range int(s.n) {
		goal := float64(s.gain[i]) * rate
		steady += goal
		off[i] = s.Mode[i] - goal
		k[i] = fade(float64(s.lambda[i]) * dt)
		s.Mode[i] = goal + off[i]*(1-k[i])
	}
	for j := range s.Site {
		ke := float64(s.ke[j])
		if ke == 0 {
			break
		}
		kj := fade(ke * dt)
		e := s.Site[j] + kj*(steady-s.Site[j])
		for i := range int(s.n) {
			e += off[i] * ke * spread(kj, k[i], ke, float64(s.lambda[i]), dt)
		}
		s.Site[j] = e
	}
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
	for i := range int(s.n) {
		k := fade(float64(s.lambda[i]) * dt)
		free += s.Mode[i] * (1 - k)
		reach += float64(s.gain[i]) * k
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
	if s.ke[0] > 0 {
		lead = min(max(share*float64(s.lambda[0]/s.ke[0])-1, 0), largest)
	}
	missing := target - s.EffectSite(0)
	return min(s.holding(max(target+lead*missing, 0), dt), most)
}

// negligible says that what is left does nothing: a thousandth of the least
// concentration that acts.
func (s *Slot) negligible() bool {
	least := drugs[s.id].least
	return s.Plasma() < least && s.EffectSite(0) < least && s.EffectSite(1) < least && s.Depot < least
}
