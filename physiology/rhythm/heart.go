package rhythm

// Heart is the electrical state of one heart, a plain value: assigning it forks it. New
// makes one. Params, Shape, Pacemaker and ICD may be changed between steps.
type Heart struct {
	Seed      uint64
	Time      float64 // s since the start, that it has been advanced to
	Params    Params
	Shape     Shape
	Pacemaker Pacemaker
	ICD       ICD
}

// New is a person's heart at time 0 in its own rhythm.
func New(seed uint64, p Params) Heart { return Heart{Seed: seed, Params: p} }

// Typical is the heart of a healthy person of an age in years.
func Typical(age float64, female bool) Params { return Params{} }

// Set puts a rhythm of the catalogue into force until Clear or another Set; a layer of
// morphology is added to whatever is in force.
func (h *Heart) Set(c Code, s Settings) {}

// Clear takes what was set out of force: the heart goes back to its own rhythm.
func (h *Heart) Clear() {}

// Name is the rhythm as an observer of the electrocardiogram would call it.
func (h *Heart) Name() Code { return NSR }

// Advance moves the heart by dt seconds and appends what happened in (Time, Time+dt]
// to dst, in order of time.
func (h *Heart) Advance(d *Drive, dt float64, dst []Event) []Event {
	_ = d
	h.Time += dt
	return dst
}

// Step is Advance for whoever does not ask for the events.
func (h *Heart) Step(d *Drive, dt float64) { h.Time += dt }

// Beating is what the circulation feels of a heart.
type Beating struct {
	Own    bool    // the rhythm is not the sinus node's own: Rate and Stroke count
	Rate   float64 // ventricular activations, 1/min, smoothed over some beats
	Stroke float64 // factor on contraction beyond what a regular rhythm of that rate would have: 1 when the ventricles contract together, 0 when they do not
	Atria  float64 // share of atrial contraction that is lost, 0..1

	Fibrillates bool    // the ventricles fibrillate
	Shock       float64 // J that an implanted defibrillator gave in the last step
}

// Beating is what the circulation feels now.
func (h *Heart) Beating() Beating { return Beating{} }
