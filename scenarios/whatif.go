package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/physiology/quantity"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/twin"
	"github.com/vitalfleet/vitalfleet/twin/fit"
	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

// WhatIf turns a scenario's whatif and branches into a question: its patient and an
// ensemble around them, the events of the run that concern the patient as history, and
// the branches. Values are asked for at an interval; 0 chooses one. A sweep makes
// several of a branch. Events must have times that are known beforehand: at and fixed
// every.
func WhatIf(s *spec.Scenario, every time.Duration, sweeps ...Sweep) (*whatif.Question, error) {
	p := &planner{glucose: map[string]*glucoseFile{}, fitted: map[string]*fit.Twin{}, planning: planning{bare: true}}
	p.files = map[string]string{}
	p.spec, p.step, p.env, p.start = s, s.Step.D(), environment(s.Environment), s.Time.Start.UTC()
	p.layPhases()
	for name, cohort := range s.Fleet.Sorted() {
		p.addCohort(name, cohort)
	}
	if s.WhatIf == nil {
		p.problem("whatif", "the scenario asks nothing: it has no whatif")
	}
	if len(p.problems) > 0 {
		return nil, &RunError{Code: ExitInvalid, Err: fmt.Errorf("%s", strings.Join(p.problems, "\n"))}
	}
	q := &whatif.Question{
		At: s.WhatIf.At.D().Seconds(), Horizon: s.WhatIf.Horizon.D().Seconds(), Step: min(p.step, time.Second).Seconds(),
	}
	w := &asker{planner: p, question: q, sweeps: sweeps, until: s.WhatIf.At.D() + s.WhatIf.Horizon.D()}
	if err := w.ask(every); err != nil {
		return nil, &RunError{Code: ExitInvalid, Err: err}
	}
	if err := q.Check(); err != nil {
		return nil, &RunError{Code: ExitInvalid, Err: err}
	}
	return q, nil
}

// asker builds a question.
type asker struct {
	*planner
	question *whatif.Question
	sweeps   []Sweep
	until    time.Duration
	who      int // index of the patient
}

func (w *asker) ask(every time.Duration) error {
	asked := w.spec.WhatIf
	w.who = slices.IndexFunc(w.twins, func(t plannedTwin) bool { return t.id == asked.Patient })
	if w.who < 0 {
		return fmt.Errorf("whatif.patient: there is no patient %q", asked.Patient)
	}
	if err := w.members(int(asked.Ensemble)); err != nil {
		return fmt.Errorf("whatif: %w", err)
	}
	if err := w.look(); err != nil {
		return err
	}
	w.question.Every = w.interval(every).Seconds()
	for _, e := range w.twins[w.who].person.Extrapolated() {
		w.question.Notes = append(w.question.Notes, "patient "+asked.Patient+": "+e.Error())
	}
	var err error
	if w.question.History, err = w.actions("events", w.spec.Events.Sorted(), w.until, point{}); err != nil {
		return err
	}
	for name, b := range w.spec.Branches.All() {
		if err := w.branch(name, b); err != nil {
			return err
		}
	}
	for _, x := range w.sweeps {
		if !x.met {
			return fmt.Errorf("sweep %s.%s.%s: there is no such branch", x.Branch, x.Event, x.Param)
		}
	}
	return nil
}

// branch adds a branch, or one for each point of its sweep.
func (w *asker) branch(name string, b spec.Branch) error {
	points := []point{{}}
	for i := range w.sweeps {
		if x := &w.sweeps[i]; x.Branch == name {
			var err error
			if points, err = x.points(b); err != nil {
				return err
			}
			x.met = true
		}
	}
	for _, pt := range points {
		actions, err := w.actions("branches."+name+".events", b.Events.Sorted(), w.spec.WhatIf.Horizon.D(), pt)
		if err != nil {
			return err
		}
		branch := whatif.Branch{Name: name + pt.suffix(), Actions: actions}
		if name == "baseline" {
			w.question.Branches = slices.Insert(w.question.Branches, 0, branch)
			continue
		}
		w.question.Branches = append(w.question.Branches, branch)
	}
	return nil
}

// interval is the one asked for, or one that shows the course: five minutes over long
// horizons, a minute or less over short ones.
func (w *asker) interval(every time.Duration) time.Duration {
	horizon := w.spec.WhatIf.Horizon.D()
	switch {
	case every > 0:
		return every
	case horizon%(5*time.Minute) == 0 && horizon >= 6*time.Hour:
		return 5 * time.Minute
	case horizon%time.Minute == 0 && horizon > 10*time.Minute:
		return time.Minute
	}
	return w.step
}

// members makes the ensemble: the patient, and people around them drawn from streams
// of their own; of a fitted twin, the draws of its posterior.
func (w *asker) members(n int) error {
	t := &w.twins[w.who]
	if err := w.bearOne(t); err != nil {
		return err
	}
	drawn, err := w.draws(t)
	if err != nil {
		return err
	}
	w.question.Members = make([]twin.Twin, n)
	errs := make([]error, n)
	each(n, func(k int) { w.question.Members[k], errs[k] = w.member(t, k, drawn) })
	for k, err := range errs {
		if err != nil {
			return fmt.Errorf("member %d: %w", k, err)
		}
	}
	return nil
}

// draws are the patients of a twin file, nil without one.
func (w *asker) draws(t *plannedTwin) ([]glucose.Params, error) {
	f := w.fitted[t.cohort]
	if f == nil || !f.HasGlucose() {
		return nil, nil
	}
	return f.Patients()
}

func (w *asker) member(t *plannedTwin, k int, drawn []glucose.Params) (twin.Twin, error) {
	patient, metabolism, id := *t.patient, t.metabolism, t.id
	var err error
	if k > 0 {
		id = fmt.Sprintf("%s~%d", t.id, k)
	}
	if k > 0 && drawn == nil {
		if patient, err = physiology.Sample(t.person, draw(w.spec.Seed, id, "patient").stream()); err != nil {
			return twin.Twin{}, err
		}
		if patient, err = w.atBaseline(patient, w.fitted[t.cohort], draw(w.spec.Seed, id, "baseline").stream()); err != nil {
			return twin.Twin{}, err
		}
		if w.glucose[t.cohort] == nil {
			g, err := patient.Glucose(draw(w.spec.Seed, id, "glucose").stream())
			if err != nil {
				return twin.Twin{}, err
			}
			metabolism = &g
		}
	}
	if drawn != nil {
		g := glucose.FromFile(drawn[k%len(drawn)])
		g.Therapy = t.metabolism.Therapy
		metabolism = &g
	}
	if k > 0 {
		patient = patient.Today(draw(w.spec.Seed, id, "day").stream())
	}
	env := w.around(w.who)
	out, err := twin.New(t.id, &patient, env)
	if err != nil {
		return out, err
	}
	if env.Circadian { // variability 0 switches both off
		out.Vary(uint64(draw(w.spec.Seed, id, "heart")))
	}
	out.Sweeten(metabolism, env)
	out.Feed = t.feed
	if k > 0 {
		out.Within = glucose.WithinPerson(uint64(draw(w.spec.Seed, id, "hours")))
	}
	out.Therapy, err = w.therapy(id, t.cohort, metabolism)
	return out, err
}

// look takes over signals and thresholds.
func (w *asker) look() error {
	asked := w.spec.WhatIf
	for i, id := range asked.Signals {
		s, ok := physiology.SignalByID(id)
		if !ok {
			return fmt.Errorf("whatif.signals.%d: there is no signal %q", i, id)
		}
		w.question.Signals = append(w.question.Signals, s)
	}
	for id, t := range asked.Thresholds.Sorted() {
		s, ok := physiology.SignalByID(id)
		if !ok {
			return fmt.Errorf("whatif.thresholds: there is no signal %q", id)
		}
		limit := func(q *spec.Quantity, none float64) (float64, error) {
			if q == nil || q.Text == "" {
				return none, nil
			}
			if q.Unit == "" {
				return q.Value, nil
			}
			return quantity.Convert(q.Value, q.Unit, s.Info().Unit)
		}
		low, err := limit(t.Below, math.Inf(-1))
		if err != nil {
			return fmt.Errorf("whatif.thresholds.%s.below: %w", id, err)
		}
		high, err := limit(t.Above, math.Inf(1))
		if err != nil {
			return fmt.Errorf("whatif.thresholds.%s.above: %w", id, err)
		}
		if !slices.Contains(w.question.Signals, s) {
			w.question.Signals = append(w.question.Signals, s)
		}
		w.question.Thresholds = append(w.question.Thresholds, whatif.Threshold{Signal: s, Low: low, High: high})
	}
	return nil
}
