package glucose

import "math"

// Within is how a person differs from himself from hour to hour: factors on what insulin
// does and on how fast a meal is absorbed, around those of his Params. They are smooth
// noise with a knot every three hours, a pure function of seed and time, so that two
// courses of one person have the same hours.
//
// The action of the same dose of insulin varies by 20-30 % within a person (Heinemann L,
// Diabetes Technol Ther 4:673, 2002), gastric emptying by about 15 % (to check).
type Within struct {
	Seed        uint64
	Sensitivity float64 // SD of the logarithm
	Absorption  float64 // likewise
}

// WithinPerson is the usual spread of a person.
func WithinPerson(seed uint64) Within { return Within{Seed: seed, Sensitivity: 0.2, Absorption: 0.15} }

// Hour is the factors of a time; 0 is 1.
type Hour struct{ Sensitivity, Absorption float64 }

// At is the factors at a minute since the start.
func (w *Within) At(minute float64) Hour {
	return Hour{math.Exp(w.Sensitivity * w.smooth(1, minute)), math.Exp(w.Absorption * w.smooth(2, minute))}
}

// smooth is noise of unit variance at its knots.
func (w *Within) smooth(purpose uint64, minute float64) float64 {
	const knot = 180.0
	k := math.Floor(minute / knot)
	x := minute/knot - k
	x = x * x * (3 - 2*x)
	at := func(k float64) float64 { return normal(w.Seed ^ purpose<<56 ^ uint64(int64(k))) }
	return (1-x)*at(k) + x*at(k+1)
}

// normal is a standard normal number of a key [SplitMix64; Box and Muller 1958].
func normal(key uint64) float64 {
	next := func() float64 {
		key += 0x9e3779b97f4a7c15
		z := key
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return (float64((z^z>>31)>>11) + 0.5) / (1 << 53)
	}
	return math.Sqrt(-2*math.Log(next())) * math.Cos(2*math.Pi*next())
}

// vary lets an hour act on the constants of a step.
func (h Hour) vary(now *Params) {
	if h == (Hour{}) {
		return
	}
	now.Vmx *= h.Sensitivity
	now.Kp3 *= h.Sensitivity
	now.Kabs = min(now.Kabs*h.Absorption, MaxKabs)
	now.Kmax *= h.Absorption
	now.Kmin *= h.Absorption
}
