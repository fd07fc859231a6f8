package validation

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Options are what a validation is run with; the zero value is as the bars ask.
type Options struct {
	Step     float64  // s; 0: 1 s, the step that scenarios take when they do not say
	Patients int      // of the bar on determinism; 0: 1000
	Days     int      // of the balances; 0: 30
	Only     []string // ids of the bars to measure; none: all
	Courses  bool     // only the experiments with courses, without the engineering bars
}

// whole fills in what the bars ask.
func (o Options) whole() Options {
	if o.Step == 0 {
		o.Step = 1
	}
	if o.Patients == 0 {
		o.Patients = 1000
	}
	if o.Days == 0 {
		o.Days = 30
	}
	return o
}

// Report is all bars in the order of the table, and the courses behind them.
type Report struct {
	Step        float64 // s
	Results     []Result
	Experiments []Outcome
}

// Outcome is an experiment that was run.
type Outcome struct {
	Experiment
	Courses map[string]*Course
}

// job is one piece of work that needs no other.
type job func()

// identities is the bar that is held in every frame of every experiment.
const identities = "P29"

// wants reports whether the options ask for an experiment.
func (o Options) wants(e Experiment) bool {
	if o.Courses && len(e.Plans) == 0 {
		return false
	}
	if len(o.Only) == 0 || slices.Contains(o.Only, identities) {
		return true
	}
	return slices.ContainsFunc(e.Measures, func(m Measure) bool { return slices.Contains(o.Only, m.Bar) })
}

// check refuses bars that are not in the table.
func (o Options) check(bars []Bar) error {
	for _, id := range o.Only {
		if !slices.ContainsFunc(bars, func(b Bar) bool { return b.ID == id }) {
			return fmt.Errorf("there is no bar %q; they are %s to %s", id, bars[0].ID, bars[len(bars)-1].ID)
		}
	}
	return nil
}

// Run makes every experiment on all processors. With Courses the bars of the others
// are left out of the report.
func Run(opt Options) (*Report, error) {
	opt = opt.whole()
	bars, err := Bars()
	if err != nil {
		return nil, err
	}
	if err := opt.check(bars); err != nil {
		return nil, err
	}
	r := &Report{Step: opt.Step, Results: make([]Result, len(bars))}
	for i, b := range bars {
		r.Results[i] = Result{Bar: b, Value: math.NaN(), Reason: "no experiment measures it"}
	}
	var jobs []job
	for _, e := range Experiments() {
		if !opt.wants(e) {
			continue
		}
		o := Outcome{Experiment: e, Courses: map[string]*Course{}}
		for _, p := range e.Plans {
			c := new(Course)
			o.Courses[p.Name] = c
			jobs = append(jobs, func() { *c = *p.run(opt.Step) })
		}
		for _, m := range e.Measures {
			i, err := m.row(bars)
			if err != nil {
				return nil, err
			}
			r.Results[i].Experiment = e.ID
			if m.Direct != nil {
				out := &r.Results[i]
				jobs = append(jobs, func() { out.direct(m, opt) })
			}
		}
		r.Experiments = append(r.Experiments, o)
	}
	cohorts := &population{}
	if len(opt.Only) == 0 || slices.ContainsFunc(opt.Only, func(id string) bool { return id <= "P03" }) {
		jobs = append(jobs, cohorts.jobs(opt.Step)...)
	}
	together(jobs)
	r.measure(bars, cohorts)
	r.Results = slices.DeleteFunc(r.Results, func(x Result) bool {
		return opt.Courses && x.Experiment == "" || len(opt.Only) > 0 && !slices.Contains(opt.Only, x.ID)
	})
	return r, nil
}

// together does the jobs on all processors.
func together(jobs []job) {
	var wg sync.WaitGroup
	next := make(chan job)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for j := range next {
				j()
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
}

// row finds the bar that a measure is for: exactly one.
func (m Measure) row(bars []Bar) (int, error) {
	found := -1
	for i, b := range bars {
		if b.ID != m.Bar || !strings.HasPrefix(b.Quantity, m.Quantity) || !strings.Contains("| "+b.Condition+" | "+b.Protocol, m.Where) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("measure %s %q %q fits two bars: %s and %s", m.Bar, m.Where, m.Quantity, bars[found].Name(), b.Name())
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("measure %s %q %q fits no bar", m.Bar, m.Where, m.Quantity)
	}
	return found, nil
}

// measure reads all values from the courses.
func (r *Report) measure(bars []Bar, people *population) {
	for _, o := range r.Experiments {
		for _, m := range o.Measures {
			i, err := m.row(bars)
			if err != nil || m.Direct != nil {
				continue // Run has refused it, or direct has filled it.
			}
			r.Results[i].read(m, o)
		}
	}
	for i := range r.Results {
		r.Results[i].Cohort = people.cohort(r.Results[i].Bar)
		r.Results[i].fromCohort()
	}
	for i, b := range bars {
		if b.ID == identities && strings.HasPrefix(b.Quantity, "|CO") {
			r.Results[i].judge(r.identities(), "")
		}
	}
}
