package validation

import "github.com/vitalfleet/vitalfleet/physiology"

// Event is an action at a time, reverted after a while.
type Event struct {
	At   float64 // s
	For  float64 // s; 0: until the end
	Do   string  // name of the action, looked up when the experiment runs
	With map[string]any
}

// Condition is what the person lives with, bound when the experiment runs.
type Condition struct {
	Name string
	With map[string]any
}

// Plan is one course of an experiment: who, for how long, and what happens.
type Plan struct {
	Name       string
	Who        physiology.Person
	Conditions []Condition
	Daily      bool    // the body follows the clock, from eight in the morning
	Length     float64 // s
	Every      float64 // s between recorded frames; 0: 1
	Events     []Event
}

// Experiment repeats a published protocol and measures bars.
type Experiment struct {
	ID       string // file name of its page
	Title    string
	Doc      string // what is shown, and how the numbers are read
	Plans    []Plan
	Measures []Measure
	Show     []string // signals to plot, by id
	From, To float64  // s, the part of the course to plot; To 0: the end
}

// Measure gives the value of one bar.
type Measure struct {
	Bar      string // id
	Where    string // part of the bar's condition or protocol, where the id and the quantity leave a choice
	Quantity string // start of the bar's quantity
	Of       func(r *Reading) float64
	Also     []Side // what the bar's note asks for besides its band
	Direct   func(opt Options) (float64, error)
}

// Side is a further demand of a bar.
type Side struct {
	What      string
	Low, High float64
	Of        func(r *Reading) float64
}

// window is a stretch of time, s.
type window struct{ from, to float64 }

// settled is when events begin: half an hour of rest lies before it.
const settled = 1800.0

// rest is the window of the resting state that changes are measured from.
func rest() window { return window{settled - 600, settled - 10} }

// after is a window that starts some seconds after the first event.
func after(from, to float64) window { return window{settled + from, settled + to} }

// adult is the person that most bars are stated for.
func adult() physiology.Person { return physiology.Person{Age: 40, Height: 180, Weight: 77} }

// aged is that person at another age.
func aged(years float64) physiology.Person {
	p := adult()
	p.Age = years
	return p
}

// supine lays the person down from the start.
func supine() Event { return Event{Do: "patient.posture", With: with{"position": "supine"}} }

// with are the parameters of an event, as a scenario writes them.
type with = map[string]any
