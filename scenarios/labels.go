package scenarios

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios/condition"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin"
)

// The layers of truth: whose a label is.
const (
	layerBody      = "physiology"
	layerMeasured  = "measured"
	layerDelivered = "delivered"
)

// label is one truth of the scenario, followed for every twin.
type label struct {
	name        string
	layer       string
	kind        string // event kind whose spans are the truth, "" for a condition
	when, clear programs
	signals     []physiology.Signal // that when and clear read
	calls       bool                // it asks what was delivered
	rule        twin.LabelRule
	state       []twin.Label
	shown       []shown // by twin: what its devices showed of the open episode
	values      []float64
}

// shown is what a patient's devices have made visible of a condition.
type shown struct {
	able  bool    // some device of the patient measures all signals of the condition
	onset float64 // s, of the episode that is going on
	last  float64 // s, when measured values last met the condition; NaN never
}

// labelChange is an episode that began or ended in a twin.
type labelChange struct {
	label  int
	twin   int
	change twin.Change
	at     float64
}

// episode is a line of the truth ledger. Times are of the simulated clock.
type episode struct {
	Patient    string `json:"patient"`
	Kind       string `json:"kind"`
	Layer      string `json:"layer"`
	Onset      string `json:"onset"`
	End        string `json:"end"`
	Open       bool   `json:"open,omitempty"` // it was still going on when the run ended
	Observable bool   `json:"observable"`

	onset, end float64 // s since the start
	twin       int
}

func newLabel(p *plan, name string, t spec.Truth, codes func(twin int) []string) (*label, error) {
	l := &label{
		name: name, layer: t.Layer, kind: t.Event,
		rule:  twin.LabelRule{Hold: t.Hold.Seconds(), ClearHold: t.ClearHold.Seconds()},
		state: make([]twin.Label, len(p.twins)), shown: make([]shown, len(p.twins)),
	}
	if l.layer == "" {
		l.layer = layerBody
	}
	if t.When == nil {
		return l, nil
	}
	names := p.labelNames()
	when, err := condition.Compile(t.When.Text, condition.Env{Labels: names})
	if err != nil {
		return nil, fmt.Errorf("truth.%s.when: %w", name, err)
	}
	end := "not (" + t.When.Text + ")"
	if t.Clear != nil {
		end = t.Clear.Text
	}
	clr, err := condition.Compile(end, condition.Env{Labels: names})
	if err != nil {
		return nil, fmt.Errorf("truth.%s.clear: %w", name, err)
	}
	l.when, l.clear = p.ready(when), p.ready(clr)
	l.signals = slices.Clone(when.Signals())
	for _, s := range clr.Signals() {
		if !slices.Contains(l.signals, s) {
			l.signals = append(l.signals, s)
		}
	}
	l.calls = len(when.Calls())+len(clr.Calls()) > 0
	if n := len(l.signals) + 2; n > 16 {
		return nil, fmt.Errorf("truth.%s: it reads %d values, at most 16 are possible", name, n)
	}
	if l.calls && l.layer != layerDelivered {
		return nil, fmt.Errorf("truth.%s: delivered() asks what arrived; set layer: delivered", name)
	}
	l.values = make([]float64, len(l.signals)+1)
	l.ableTwins(p, codes)
	return l, nil
}

// ableTwins notes whose devices could show the condition at all.
func (l *label) ableTwins(p *plan, codes func(twin int) []string) {
	for t := range p.twins {
		l.shown[t].last = math.NaN()
		has := codes(t)
		l.shown[t].able = len(has) > 0
		for _, s := range l.signals {
			if !slices.Contains(has, s.String()) && measurable(s) {
				l.shown[t].able = false
			}
		}
	}
}

// measurable reports whether a signal is a vital sign that devices report, and
// not a score or a quantity that a platform has to derive from those.
func measurable(s physiology.Signal) bool {
	switch s {
	case physiology.NEWS2, physiology.NEWS2Any3, physiology.NEWS2Scale2, physiology.MEWS, physiology.QSOFA, physiology.SIRS, physiology.ShockIndex,
		physiology.Consciousness, physiology.GCS, physiology.Rhythm, physiology.Age, physiology.Activity:
		return false
	}
	return true
}

// look evaluates a label of the body's layer for one twin.
func (l *label) look(t *twin.Twin, i, variant int, now float64, values []float64) (twin.Change, float64) {
	t.Observe(l.signals, values[:len(l.signals)])
	return l.step(i, variant, now, values, 0)
}

// step takes the values of the label's signals at a time; silence is how long
// nothing of the patient has been delivered, s.
func (l *label) step(i, variant int, now float64, values []float64, silence float64) (twin.Change, float64) {
	return l.state[i].Step(l.rule, now, l.eval(&l.when[variant], values, silence), l.eval(&l.clear[variant], values, silence))
}

// eval gives a program the columns that it wants out of the label's.
func (l *label) eval(p *program, values []float64, silence float64) bool {
	var own [16]float64
	n := 0
	for _, s := range p.signals {
		own[n] = values[slices.Index(l.signals, s)]
		n++
	}
	for _, c := range p.calls {
		own[n] = 0
		if silence <= c.Window.Seconds() {
			own[n] = 1
		}
		n++
	}
	return p.Bool(own[:n])
}

// instant is a simulated time as the ledgers print it.
func (p *plan) instant(seconds float64) string {
	return p.start.Add(time.Duration(math.Round(seconds * float64(time.Second)))).Format("2006-01-02T15:04:05.000Z07:00")
}
