package glucose

// Patient is a person's glucose and insulin: S2008 or Dalla Man with secretion, and
// the extensions that are switched on. Without BW there is no model.
type Patient struct {
	Params    Params
	Secretion Secretion
	Switches  Switches
	Step      float64 // of the integrator, min; 0 is DefaultStep
	Therapy   float64 // basal insulin when nothing else gives it, U/min
}

// Modelled reports whether the patient has a model of glucose at all.
func (p *Patient) Modelled() bool { return p.Params.BW > 0 }

// FromFile is a patient of given parameters, S2008 as published: no extension and no
// therapy but what the inputs give.
func FromFile(p Params) Patient { return Patient{Params: p} }

// Type1Patient is a patient of S2008 with every extension and his basal insulin.
func Type1Patient(p Params) Patient {
	return Patient{Params: p, Switches: Switches{true, true, true}, Therapy: p.Basal()}
}

// SecretingPatient is a patient of Dalla Man 2007 in his steady state with every
// extension; false when the parameters have no steady state.
func SecretingPatient(p Params, q Secretion) (Patient, bool) {
	_, ok := rest(&p, &q)
	return Patient{Params: p, Secretion: q, Switches: Switches{true, true, true}}, ok
}

// System is the state of a Patient, a plain value.
type System struct {
	State
	Rapid     float64 // insulin under way into the skin over the present minute, U/min
	Beta      Beta
	Glucagon  Glucagon
	Effort    Effort
	Metformin Metformin
	Long      depots
	Clock     float64 // since midnight, min; below 0 there is no time of day
	Waiting   Doses
	Basal     float64 // the schedule that a pump or a nurse has set, U/min
	Ordered   float64 // what a controller runs in its place, U/min, if Controlled
	Delivered float64 // rapid-acting insulin since the start, U
	Since     float64 // of the present minute, s that are not integrated yet
	Parts     uint8   // steps of the present minute that are
	Underway  bool    // the present minute has begun

	Controlled bool // a controller decides over the basal rate
	Hour       Hour // how the person differs from himself now
}

// Doses are what was given since the minute began; they enter with the next.
type Doses struct {
	Insulin float64 // U
	Meal    float64 // g
}

// NewSystem is the patient at the start, in steady state, at a time of day (minutes
// since midnight; below 0: none).
func NewSystem(p *Patient, clock float64) System {
	s := System{State: NewState(&p.Params), Clock: clock, Basal: p.Therapy}
	if p.Secretion.Gamma > 0 {
		s.Beta = Beta{Portal: p.Secretion.Sb / p.Secretion.Gamma, Last: p.Params.Gb}
	}
	return s
}

// Running is the basal insulin that runs, U/min.
func (s *System) Running() float64 {
	if s.Controlled {
		return s.Ordered
	}
	return s.Basal
}

// Bolus gives rapid-acting insulin, U.
func (s *System) Bolus(units float64) { s.Waiting.Insulin += units }

// Ingest announces a meal of carbohydrate, g.
func (s *System) Ingest(grams float64) { s.Waiting.Meal += grams }

// InjectLong gives long-acting insulin, U.
func (s *System) InjectLong(units float64, c Curve) { s.Long.put(units, c) }

// InjectGlucagon gives glucagon under the skin, mg.
func (s *System) InjectGlucagon(mg float64) { s.Glucagon.Depot += mg }

// SwallowMetformin gives metformin, mg.
func (s *System) SwallowMetformin(mg float64) { s.Metformin.Gut += mg }

// Begin starts a minute with basal insulin, U/min, and what was given before it.
func (s *System) Begin(basal float64) {
	s.Eat(s.Waiting.Meal)
	s.Rapid = basal + s.Waiting.Insulin
	s.Delivered += s.Rapid
	s.Waiting = Doses{}
}

// Advance moves the system by h minutes, 0.5 at most, within a minute that Begin
// started, at an intensity of work of 0..1. It allocates nothing.
func (s *System) Advance(p *Patient, intensity, h float64) {
	u := s.Drive(&p.Params, s.Rapid)
	if p.Secretion == (Secretion{}) && p.Switches == (Switches{}) && s.plain() && s.Hour == (Hour{}) {
		Advance(&p.Params, &s.State, &u, h)
		s.tick(h)
		return
	}
	now := p.Params
	s.Hour.vary(&now)
	u.Venous = s.Long.take(h) * pmolPerU / now.BW
	s.secrete(p, &now, &u, h)
	s.extend(p, &now, intensity, h)
	Advance(&now, &s.State, &u, h)
	s.tick(h)
	if p.Switches != (Switches{}) {
		// In S2008 glucose that has passed zero stays where it is for ever.
		for _, i := range [...]int{3, 4, 12} {
			s.X[i] = max(s.X[i], 0)
		}
	}
}

func (s *System) tick(h float64) {
	if s.Clock >= 0 {
		s.Clock += h
	}
}

// Elapse lets seconds pass with basal insulin, U/min, and an intensity of work, 0..1.
// Minutes begin at whole minutes of the calls' sum; what is given while one runs
// enters with the next, and the state changes in steps of the integrator.
func (s *System) Elapse(p *Patient, basal, intensity, seconds float64) {
	h := p.Step
	if h == 0 {
		h = DefaultStep
	}
	parts := uint8(1/h + 0.5)
	const rounding = 1e-6 // s
	for s.Since += seconds; ; s.Since -= 60 / float64(parts) {
		if !s.Underway {
			s.Begin(basal)
			s.Underway = true
		}
		if s.Since < 60/float64(parts)-rounding {
			return
		}
		s.Advance(p, intensity, 1/float64(parts))
		if s.Parts++; s.Parts == parts {
			s.Parts, s.Underway = 0, false
			if s.Since-60/float64(parts) < rounding {
				s.Since = 0
				return
			}
		}
	}
}

// plain reports whether nothing beyond S2008 is under way.
func (s *System) plain() bool {
	return s.Glucagon == (Glucagon{}) && s.Metformin == (Metformin{}) && s.Long == (depots{})
}

// secrete lets the beta cell act on the constants of a step.
func (s *System) secrete(p *Patient, now *Params, u *Drive, h float64) {
	if p.Secretion.Gamma == 0 {
		return
	}
	u.Portal = s.Beta.advance(&p.Secretion, s.Plasma(now), h)
	now.M30 = p.Secretion.extraction(now.M1, u.Portal)
	now.Kp1 -= p.Secretion.Kp4 * s.Beta.Portal
}

// extend lets the extensions act on the constants of a step.
func (s *System) extend(p *Patient, now *Params, intensity, h float64) {
	if p.Switches.Dawn && s.Clock >= 0 {
		d := dawn(s.Clock / 60)
		now.Kp1 *= 1 + dawnProduction*d
		now.Kp3 *= 1 - dawnResistance*d
		now.Vmx *= 1 - dawnResistance*d
	}
	if p.Switches.Exercise {
		s.Effort.advance(intensity, h)
		now.Vm0 *= 1 + effortBasal*s.Effort.Y
		now.Vmx *= 1 + effortSense*s.Effort.Z
	}
	if share := s.Metformin.advance(h); share > 0 {
		// The liver's output, not its constant, falls by the share.
		now.Kp1 *= 1 - share
		now.Kp2 *= 1 - share
		now.Kp3 *= 1 - share
	}
	if p.Switches.CounterRegulation {
		now.Fsnc *= min(s.Plasma(now)/brainNeeds, 1)
	}
	now.Kp1 += s.Glucagon.advance(now.BW, s.Plasma(now), h, p.Switches.CounterRegulation)
}
