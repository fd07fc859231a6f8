package fit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Reliability is how far a twin's forecasts can be followed, as days of the recording
// tell that are left out in turn. What the model does not know of a person's days
// (unreported meals, exercise, illness) is in it. It is about logarithms: glucose of
// daily life is skewed.
type Reliability struct {
	Level float64 `json:"level_mgdl"` // of the person's sensor, geometric mean
	Share float64 `json:"share"`      // of a forecast's departure from the level that is followed
	SD    float64 `json:"log_sd"`     // around what is followed
	Phi   float64 `json:"log_correlation_5min"`
	Days  int     `json:"days"` // that were left out
}

// leftOutRounds are the rounds of a search without one day, from the estimate with it.
const leftOutRounds = 4

// leftOut is the forecast of each reading by an estimate without its day: meals of that
// day are as reported.
func (c *candidate) leftOut() ([]float64, int, error) {
	all := c.solver.p
	out := make([]float64, len(all.minutes))
	last := all.minutes[len(all.minutes)-1]
	days := max((last+720)/1440, 1)
	for day := range days {
		in := func(minute int) bool { return min(minute/1440, days-1) == day }
		p := *all
		p.minutes, p.readings = nil, nil
		for i, m := range all.minutes {
			if !in(m) {
				p.minutes, p.readings = append(p.minutes, m), append(p.readings, all.readings[i])
			}
		}
		if len(p.minutes) == 0 {
			continue
		}
		p.shown, p.factor = make([]float64, len(p.minutes)), nil
		start := slices.Clone(c.found.at)
		for i, m := range p.course.meals {
			if in(m) {
				start[len(p.names)+nuisances+i] = 0
			}
		}
		e, err := newSolver(&p).descend(start, leftOutRounds)
		if err != nil {
			return nil, 0, err
		}
		shown := make([]float64, len(all.minutes))
		if _, err := all.show(e.at, shown); err != nil {
			return nil, 0, err
		}
		for i, m := range all.minutes {
			if in(m) {
				out[i] = shown[i]
			}
		}
	}
	return out, days, nil
}

// What is believed before any day is left out: half of a departure is followed, as one
// day says it whose forecast departs as glucose of daily life does.
const (
	believedShare = 0.5
	departing     = 0.35 // standard deviation of the logarithm
	mostPhi       = 0.995
)

// reliability learns from forecasts of days left out.
func (c *candidate) reliability() (*Reliability, error) {
	forecast, days, err := c.leftOut()
	if err != nil || days < 2 {
		return nil, err
	}
	p := c.solver.p
	n := float64(len(p.readings))
	level := 0.0
	for _, y := range p.readings {
		level += math.Log(y) / n
	}
	xx := departing * departing * n / float64(days)
	xy := believedShare * xx
	for i, y := range p.readings {
		d := math.Log(max(forecast[i], lowest)) - level
		xy += d * (math.Log(y) - level)
		xx += d * d
	}
	r := &Reliability{Level: math.Exp(level), Share: min(max(xy/xx, 0), 1), Days: days}
	left := make([]float64, len(forecast))
	square := 0.0
	for i, y := range p.readings {
		left[i] = math.Log(y / r.follow(forecast[i]))
		square += left[i] * left[i]
	}
	var one, zero float64
	for i := 1; i < len(left); i++ {
		if p.minutes[i]-p.minutes[i-1] == sampling {
			one += left[i] * left[i-1]
			zero += left[i-1] * left[i-1]
		}
	}
	r.Phi = min(max(one/zero, lowPhi), mostPhi)
	r.SD = math.Sqrt(square/n) * fewer(n*(1-r.Phi)/(1+r.Phi))
	return r, nil
}

// fewer is how much wider a 90 % band must be when level and spread are known from so
// many independent values alone [Student].
func fewer(n float64) float64 {
	n = max(n, 3)
	t := distuv.StudentsT{Sigma: 1, Nu: n}.Quantile(0.95)
	return t / distuv.UnitNormal.Quantile(0.95) * math.Sqrt(1+1/n)
}

// lowest is what no sensor shows less than, mg/dL.
const lowest = 40.0

// follow is what to expect of the sensor where a twin shows a value, mg/dL.
func (r *Reliability) follow(shown float64) float64 {
	return r.Level * math.Pow(max(shown, lowest)/r.Level, r.Share)
}
