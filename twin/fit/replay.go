package fit

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Replayed is one moment of a recording with other inputs: what was recorded plus the
// effect of the change, median and 90 % band over the members, mg/dL. Without a reading
// there is the effect alone.
type Replayed struct {
	Minute           int
	Recorded, CGM    float64 // NaN in a gap
	Effect, P05, P95 float64
	Beyond           bool // further from the first change than residuals of people hold
}

// ReplayHorizon is how long after the first change of inputs a replay says something of
// real people, min: later, what they did next would have been different too.
const ReplayHorizon = 360

// Replay asks what the recording would have been with changed inputs: the residual
// between twin and recording stays as it was. Unchanged inputs give the recording back
// exactly. The recording must be the one that the twin was fitted to.
func (t *Twin) Replay(recording, changed *Recording) ([]Replayed, error) {
	if len(recording.Rows) != len(changed.Rows) {
		return nil, fmt.Errorf("replay: %d rows of changed inputs for %d of the recording", len(changed.Rows), len(recording.Rows))
	}
	if len(recording.Rows) == 0 {
		return nil, errors.New("replay: there is no recording")
	}
	wanted := make([]int, len(recording.Rows))
	for i := range wanted {
		if recording.Rows[i].Minute != changed.Rows[i].Minute {
			return nil, fmt.Errorf("replay: row %d of the changed inputs is at %d min, that of the recording at %d min", i+1, changed.Rows[i].Minute, recording.Rows[i].Minute)
		}
		wanted[i] = recording.Rows[i].Minute - recording.Rows[0].Minute
	}
	is, other := newCourse(recording), newCourse(changed)
	effects := make([][]float64, len(wanted))
	a, b := make([]float64, len(wanted)), make([]float64, len(wanted))
	for k := range t.Members {
		m := &t.Members[k]
		p, err := m.params()
		if err != nil {
			return nil, err
		}
		s := glucose.NewState(&p)
		is.play(&p, m.Rhythm, m.factorsOf(&is, is.meals), &s, wanted, a, glucose.DefaultStep)
		s = glucose.NewState(&p)
		other.play(&p, m.Rhythm, m.factorsOf(&other, is.meals), &s, wanted, b, glucose.DefaultStep)
		for i := range wanted {
			effects[i] = append(effects[i], m.Sensor.show(b[i], is.start+wanted[i])-m.Sensor.show(a[i], is.start+wanted[i]))
		}
	}
	out := make([]Replayed, len(wanted))
	end := horizon(recording, changed)
	for i := range out {
		slices.Sort(effects[i])
		e := quantile(effects[i], 0.5)
		out[i] = Replayed{
			Minute: recording.Rows[i].Minute, Recorded: recording.Rows[i].CGM, CGM: recording.Rows[i].CGM + e,
			Effect: e, P05: quantile(effects[i], 0.05), P95: quantile(effects[i], 0.95),
			Beyond: recording.Rows[i].Minute > end,
		}
	}
	return out, nil
}

// horizon is the last minute that a replay says something of.
func horizon(recording, changed *Recording) int {
	for i := range recording.Rows {
		a, b := &recording.Rows[i], &changed.Rows[i]
		if a.Basal != b.Basal || a.Bolus != b.Bolus || a.Carbs != b.Carbs {
			return a.Minute + ReplayHorizon
		}
	}
	return math.MaxInt
}

// factorsOf are what member m ate over what was reported, for the meals of a course;
// a meal that the recording does not have is as reported.
func (m *Member) factorsOf(c *course, recorded []int) []float64 {
	out := make([]float64, len(c.meals))
	for i, at := range c.meals {
		out[i] = 1
		if k := slices.Index(recorded, at); k >= 0 && k < len(m.Meals) {
			out[i] = m.Meals[k]
		}
	}
	return out
}

// Limits of the domain guard.
const (
	largestChange = 0.5  // of insulin or carbohydrate, share
	fewestDays    = 2.0  // of data
	mostGaps      = 30.0 // % of the time
)

// Guard says why the data do not support an answer; nothing: they do. The change is
// the one between recording and changed inputs.
func (t *Twin) Guard(recording, changed *Recording, answer []Replayed) []string {
	var out []string
	if days := float64(t.Data.Minutes) / 1440; days < fewestDays {
		out = append(out, fmt.Sprintf("%.1f days of data: at least %g are needed", days, fewestDays))
	}
	if t.Data.Gaps > mostGaps {
		out = append(out, fmt.Sprintf("%.0f %% of the recording are gaps: at most %g %% are supported", t.Data.Gaps, mostGaps))
	}
	was, is := summary(recording), summary(changed)
	for _, x := range []struct {
		name    string
		was, is float64
	}{{"bolus insulin", was.Bolus, is.Bolus}, {"basal insulin", was.Basal, is.Basal}, {"carbohydrate", was.Carbs, is.Carbs}} {
		if math.Abs(x.is-x.was) > largestChange*x.was {
			out = append(out, fmt.Sprintf("%s changes from %.1f to %.1f: more than %.0f %% is extrapolation", x.name, x.was, x.is, 100*largestChange))
		}
	}
	largest, width := 0.0, 0.0
	for _, r := range answer {
		if !r.Beyond && math.Abs(r.Effect) > largest {
			largest, width = math.Abs(r.Effect), r.P95-r.P05
		}
	}
	low, lower := hypoglycaemia(answer)
	if low != lower {
		out = append(out, fmt.Sprintf("readings below 70 mg/dL go from %d to %d: differences of hypoglycaemia are the least certain of all", low, lower))
	}
	if width > largest && largest > 0 {
		out = append(out, fmt.Sprintf("the effect is %.1f mg/dL at most and its band there %.1f mg/dL wide", largest, width))
	}
	return out
}

// hypoglycaemia counts the readings below 70 mg/dL as recorded and as replayed.
func hypoglycaemia(answer []Replayed) (recorded, replayed int) {
	for _, r := range answer {
		if r.Beyond {
			continue
		}
		if r.Recorded < 70 {
			recorded++
		}
		if r.CGM < 70 {
			replayed++
		}
	}
	return recorded, replayed
}
