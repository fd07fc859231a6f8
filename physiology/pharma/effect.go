package pharma

import "math/bits"

// Effect is what all drugs in a body do to causes now. The zero value is no drug.
type Effect struct {
	Alpha1, Beta1, Beta2, V1 float64 // share of receptors driven by drugs, 0..1
	BlockBeta1               float64 // dose ratio − 1 of the antagonists
	Sympatholysis            float64 // sympathetic firing is divided by 1 + this
	Vagolysis                float64 // share of vagal action that is blocked, 0..1
	Vagotonia                float64 // firing of the vagus that is added, 1/s
	ReflexLoss               float64 // share of reflex gain that is lost, 0..1
	SetPoint                 float64 // shift of the baroreflex, mmHg
	Dilation                 float64 // added to arteriolar conductance, 1 doubles it
	Pooling                  float64 // added to unstressed volume, mL of the reference adult
	Depression               float64 // share of contractility that is lost, 0..1
	Opioid, Hypnotic         float64 // share of the drive to breathe that each takes, 0..1
	Hypnosis, Dissociation   float64 // concentration relative to half the BIS; to unconsciousness
	Analgesia                float64 // share of pain that is not felt, 0..1
	Diuresis                 float64 // urine added, times that of rest
	Antidiuresis             float64 // share of urine that is held back, 0..1
	ACE, Calcium             float64 // share inhibited or blocked, 0..1
	Antipyresis              float64 // share of a fever's offset that is taken away, 0..1
	Bronchodilation          float64 // share of reversible obstruction that is opened, 0..1
}

// Effect sums up the drugs. On each receptor agonists and antagonists compete.
func (c *Cabinet) Effect() (e Effect) {
	if c.Active == 0 {
		return e
	}
	var a [causeCount]float64
	naloxone := 1.0
	if n := c.Find(Naloxone); n != nil {
		naloxone += drugs[Naloxone].Responses[0].of(n.EffectSite())
	}
	for active := c.Active; active != 0; active &= active - 1 {
		k := bits.TrailingZeros8(active)
		s := &c.Slot[k]
		d := &drugs[s.ID]
		factor := s.Potency.float()
		if d.opioid {
			factor /= naloxone
		}
		site := [2]float64{c.EffectSite(k, 0) * factor, c.EffectSite(k, 1) * factor}
		for i := range d.Responses {
			r := &d.Responses[i]
			a[r.Cause] += r.of(site[r.Site])
		}
	}
	return bound(&a)
}

// bound turns sums into shares.
func bound(a *[causeCount]float64) Effect {
	return Effect{
		Alpha1: driven(a[alpha1], 0), Beta1: driven(a[beta1], a[blockBeta1]),
		Beta2: driven(a[beta2], a[blockBeta2]), V1: driven(a[v1], 0),
		BlockBeta1: a[blockBeta1], Sympatholysis: a[sympatholysis],
		Vagolysis: min(a[vagolysis], 1), Vagotonia: a[vagotonia], ReflexLoss: min(a[reflexLoss], 0.95), SetPoint: max(a[setPoint], -30),
		Dilation: a[dilation], Pooling: a[pooling], Depression: min(a[depression], 0.8),
		Opioid: driven(a[mu], 0), Hypnotic: driven(a[hypnoticBreath], 0),
		Hypnosis: a[hypnosis], Dissociation: a[dissociation],
		Analgesia: min(a[analgesia], 1), Diuresis: a[loop], Antidiuresis: min(a[antidiuresis], 1),
		ACE: min(a[ace], 1), Calcium: min(a[calcium], 1), Antipyresis: min(a[antipyresis], 1), Bronchodilation: min(a[bronchi], 1),
	}
}

// driven is the share of receptors that an agonist drives against an antagonist,
// Gaddum 1937: a/(a + 1 + b), both relative to their constants.
func driven(a, b float64) float64 { return a / (a + 1 + b) }
