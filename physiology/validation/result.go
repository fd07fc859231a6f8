package validation

import (
	"fmt"
	"math"
)

// Result is a bar with its value.
type Result struct {
	Bar
	Value      float64 // NaN when it could not be computed
	Reference  float64 // of the reference adult; the same, but for bars that a cohort decides
	Pass       bool
	Reason     string // why there is no value, or which side condition fails
	Experiment string // id of the experiment that measured it
	Cohort     *Cohort
}

// read takes a value from the courses of an experiment.
func (x *Result) read(m Measure, o Outcome) {
	reason := ""
	rd := &Reading{courses: o.Courses, reason: &reason, first: &Course{Reason: "the experiment has no course"}}
	if len(o.Plans) > 0 {
		rd.first = o.Courses[o.Plans[0].Name]
	}
	v := m.Of(rd)
	for _, s := range m.Also {
		if side := s.Of(rd); !(side >= s.Low && side <= s.High) && reason == "" {
			reason = fmt.Sprintf("%s is %.4g, not %g..%g", s.What, side, s.Low, s.High)
		}
	}
	x.judge(v, reason)
}

func (x *Result) direct(m Measure, opt Options) {
	v, err := m.Direct(opt)
	if err != nil {
		x.judge(math.NaN(), err.Error())
		return
	}
	x.judge(v, "")
}

// judge decides: a bar passes when its value lies in the band and no reason speaks
// against it.
func (x *Result) judge(v float64, reason string) {
	if math.IsInf(v, 0) {
		v = math.NaN()
	}
	if math.IsNaN(v) && reason == "" {
		reason = "the value is not a number"
	}
	x.Value, x.Reference, x.Reason = v, v, reason
	x.Pass = reason == "" && x.holds(v)
}

// identities is the largest violation in every frame of every course, %.
func (r *Report) identities() float64 {
	worst := 0.0
	for _, o := range r.Experiments {
		for _, c := range o.Courses {
			worst = max(worst, c.Worst.CO, c.Worst.MAP)
		}
	}
	return worst
}

// Verdict is "pass" or "miss".
func (x Result) Verdict() string {
	if x.Pass {
		return "pass"
	}
	return "miss"
}

// Passed counts the bars that pass.
func (r *Report) Passed() int {
	n := 0
	for _, x := range r.Results {
		if x.Pass {
			n++
		}
	}
	return n
}

// Unexplained lists the S bars that miss without a published cause.
func (r *Report) Unexplained() []Result {
	var out []Result
	for _, x := range r.Results {
		if _, known := x.Cause(); !x.Pass && x.Evidence == "S" && !known {
			out = append(out, x)
		}
	}
	return out
}

// Failed reports whether the body does worse than it may: fewer than nine bars in ten
// pass, or a bar of evidence S misses without a published cause.
func (r *Report) Failed() bool {
	return 10*r.Passed() < 9*len(r.Results) || len(r.Unexplained()) > 0
}
