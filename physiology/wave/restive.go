package wave

import "math"

// restive is what people do between the things that a scenario says: they turn in
// their sleep, shift in their seat, sit down hard. Each minute holds at most one of
// them, at a time and of a size that seed and minute decide.
type restive struct {
	turns, daily stream
	minute       int64
	until        float64 // s, its end
	what         habit
	begun        bool
	begin        float64 // s
	size         float64 // g
	roll         float64 // of the sleeper
}

// habit is a movement of everyday.
type habit uint8

const (
	nothing habit = iota
	turning
	shifting
	sitting
)

const (
	turnsAnHour  = 2.5
	sitsAnHour   = 1.0
	shiftsAnHour = 20.0
	movement     = 2.5 // s, of turning and shifting
)

func newRestive(seed uint64) restive {
	return restive{turns: newStream(seed, ofTurns), daily: newStream(seed, ofDaily)}
}

// next goes on to a time.
func (r *restive) next(now float64, d *doing) {
	if now >= r.until {
		r.plan(int64(now/60), d)
	}
	if r.what == nothing || r.begun || now < r.begin {
		return
	}
	if d.still || d.pace.cadence > 0 || r.what == turning != d.asleep || r.what == sitting && !d.upright {
		r.what = nothing
		return
	}
	r.begun = true
	if r.what == turning {
		sides := [...]float64{0, 1.4, -1.4, 0.9, -0.9, math.Pi}
		r.roll = sides[int(6*r.turns.uniform(2*r.minute+1))]
	}
}

// plan decides what a minute holds.
func (r *restive) plan(m int64, d *doing) {
	r.minute, r.until, r.what, r.begun = m, 60*float64(m+1), nothing, false
	u := 60 * r.daily.uniform(4*m)
	switch {
	case d.asleep && u < turnsAnHour:
		r.what, r.size = turning, 0.05+0.10*r.daily.uniform(4*m+1)
	case d.asleep:
		return
	case u < sitsAnHour:
		r.what, r.size = sitting, 0.8+1.2*r.daily.uniform(4*m+1)
	case u < sitsAnHour+shiftsAnHour:
		r.what, r.size = shifting, 0.01+0.03*r.daily.uniform(4*m+1)
	}
	r.begin = 60*float64(m) + 2 + 54*r.daily.uniform(4*m+2)
}

// add adds the movement under way to a force at rest.
func (r *restive) add(now float64, up *force, a *force) {
	if !r.begun || r.what == nothing {
		return
	}
	x := now - r.begin
	switch {
	case x > movement:
		r.what = nothing
	case r.what == sitting: // down, and the seat stops it
		y := r.size*gauss(x-0.55, 0.035) - 0.35*gauss(x-0.30, 0.10) - 0.2*gauss(x-0.70, 0.05)
		for i := range a {
			a[i] += y * up[i]
		}
	default:
		w := math.Sin(math.Pi * x / movement)
		w *= w * r.size
		a[0] += w * math.Sin(2*math.Pi*1.3*x)
		a[1] += w * math.Sin(2*math.Pi*0.9*x+1)
		a[2] += w * math.Sin(2*math.Pi*1.9*x+2)
	}
}
