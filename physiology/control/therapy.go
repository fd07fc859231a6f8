package control

import "fmt"

// Mode is how a person's rapid-acting insulin is controlled.
type Mode uint8

// The modes, in the order of patient.therapy. What is injected or set by hand comes on
// top of each.
const (
	OpenLoop  Mode = iota // the scheduled basal rate alone
	MealBolus             // that, and a bolus with each announced meal: BasalBolus
	Loop                  // a basal rate decided every five minutes, and the loop's bolus with each announced meal
	NoInsulin             // none
)

// Modes names the modes in their order.
func Modes() []string { return []string{"open-loop", "basal-bolus", "loop", "none"} }

// Therapy is one person's insulin under a controller, a plain value: a copy goes its own
// way with the same sensor noise.
type Therapy struct {
	Mode     Mode
	Settings Settings // Basal is the schedule's at the last decision
	Sensor   Sensor
	Memory   Memory
	Carbs    float64 // announced since the last look, g
	Given    float64 // insulin delivered by the last decision, U
	Next     float64 // time of the next decision, min since the start
	Begun    bool
}

// NewTherapy is the therapy of a person whose basal rate (U/h) is right: the limits of
// the loop and the ratios follow from it as TherapyOf says. A carbohydrate ratio above 0
// (g/U) takes the place of that of the rule.
func NewTherapy(basal, carbRatio float64) (Therapy, error) {
	if !(basal > 0) {
		return Therapy{}, fmt.Errorf("control: a basal rate of %g U/h: only who needs insulin has it controlled", basal)
	}
	t := Therapy{Settings: TherapyOf(basal)}
	if carbRatio > 0 {
		t.Settings.CarbRatio = carbRatio
	}
	t.Settings.MaxBasal = min(t.Settings.MaxBasal, 35)
	return t, t.Settings.Check()
}

// Due reports whether the controller has something to do at a time, min.
func (t *Therapy) Due(now float64) bool { return now >= t.Next-1e-9 || t.Carbs > 0 }

// Look is what a controller is told at a time.
type Look struct {
	Mode      Mode    // in force now
	Minute    float64 // since the start
	Glucose   float64 // interstitial, mg/dL
	Scheduled float64 // basal rate, U/h
	Delivered float64 // rapid-acting insulin since the start, U
}

// Orders are what it asks for: a bolus at once and a basal rate until the next decision.
type Orders struct {
	Bolus   float64 // U
	Rate    float64 // U/h
	Decided bool    // Rate is new
}

// Act takes a look when the therapy is due. Insulin that others gave is on board too.
func (t *Therapy) Act(l Look) (o Orders) {
	if l.Minute >= t.Next-1e-9 {
		o.Rate, o.Decided = t.decide(l), true
	}
	if t.Carbs > 0 {
		o.Bolus = t.bolus(l.Mode)
		t.Carbs = 0
	}
	return o
}

// decide is the rate of the next interval, U/h.
func (t *Therapy) decide(l Look) float64 {
	if t.Begun {
		t.Memory.Deliver(l.Delivered - t.Given - t.Settings.Basal*Interval/60)
	}
	t.Begun, t.Given, t.Next = true, l.Delivered, l.Minute+Interval
	t.Settings.Basal = l.Scheduled
	t.Memory.Read(Reading{Glucose: t.Sensor.Read(l.Glucose, l.Minute/1440), OK: true})
	switch l.Mode {
	case Loop:
		return t.Settings.Decide(&t.Memory).Rate
	case NoInsulin:
		return 0
	default:
		return l.Scheduled
	}
}

// bolus is what the announced meal gets, U.
func (t *Therapy) bolus(mode Mode) float64 {
	switch mode {
	case MealBolus:
		s := &t.Settings
		c := BasalBolus{Basal: s.Basal / 60, CarbRatio: s.CarbRatio, Correction: s.Sensitivity, Target: 140, Above: 150, Interval: Interval}
		_, rate := c.Dose(t.Memory.Last, t.Carbs/Interval)
		return min(rate*Interval, s.MaxBolus)
	case Loop:
		return t.Settings.Bolus(&t.Memory, t.Carbs)
	default:
		return 0
	}
}
