package glucose

// Steps of the integrator, minutes.
const (
	DefaultStep = 0.5
	PreciseStep = 0.1
)

// eatingRate is how fast an announced meal is eaten, g/min.
const eatingRate = 5

// State is what changes of one patient, a plain value: assigning it forks it.
type State struct {
	X    Vector
	Meal Meal
}

// Meal is the bookkeeping of eating: a queue of announced food and the size of the
// episode that gastric emptying is judged by.
type Meal struct {
	Waiting float64 // announced and not yet eaten, g
	Eating  float64 // eaten over the present minute, g/min
	Before  float64 // in the stomach when the present episode began, mg
	Eaten   float64 // in the present episode, the present minute included, g
}

// Input is what happens over one minute.
type Input struct {
	Insulin float64 // subcutaneous, basal and bolus together, U/min
	Meal    float64 // carbohydrate announced at its start, g
}

// NewState is the patient at the start, x0 of the parameters.
func NewState(p *Params) State {
	return State{X: p.X0, Meal: Meal{Before: p.X0[0] + p.X0[1]}}
}

// Minute advances the patient by a minute of inputs in steps of the given length
// (minutes, DefaultStep or PreciseStep). It allocates nothing.
func Minute(p *Params, s *State, in Input, step float64) {
	s.Eat(in.Meal)
	u := s.Drive(p, in.Insulin)
	n := int(1/step + 0.5)
	for range n {
		Advance(p, s, &u, 1/float64(n))
	}
}

// Eat begins a minute of eating: announced food, g, joins the queue and up to 5 g of
// it is eaten. An episode begins when eating does.
func (s *State) Eat(announced float64) {
	m := &s.Meal
	m.Waiting += announced
	was := m.Eating
	m.Eating = min(eatingRate, m.Waiting)
	m.Waiting -= m.Eating
	if m.Eating > 0 {
		if was == 0 {
			m.Before, m.Eaten = s.X[0]+s.X[1], 0
		}
		m.Eaten += m.Eating
	}
}

// Drive is what enters over the present minute with subcutaneous insulin, U/min.
func (s *State) Drive(p *Params, insulin float64) Drive {
	return Drive{
		Insulin: insulin * pmolPerU / p.BW,
		Eating:  1000 * s.Meal.Eating,
		Stomach: StomachAfter(p, s.Meal.Before+1000*s.Meal.Eaten),
	}
}

// Advance integrates h minutes, 0.5 at most, with what enters held. Absorption too
// fast for the step is integrated in halves: the method is unstable beyond kabs·h of
// 2.8 and loose before.
func Advance(p *Params, s *State, u *Drive, h float64) {
	if p.Kabs*h > 1.5 {
		Advance(p, s, u, h/2)
		Advance(p, s, u, h/2)
		return
	}
	rk4(p, &s.X, u, h)
}

// Plasma is glucose in plasma, mg/dL.
func (s *State) Plasma(p *Params) float64 { return s.X[3] / p.Vg }

// Interstitial is glucose in the interstitial fluid, mg/dL.
func (s *State) Interstitial(p *Params) float64 { return s.X[12] / p.Vg }

// Insulin is insulin in plasma, pmol/L.
func (s *State) Insulin(p *Params) float64 { return s.X[5] / p.Vi }
