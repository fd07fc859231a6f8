package fit

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// The integrator's steps, minutes. That of coarseStep while fitting has an error far
// below the sensor's; strides of whole readings tell which way is downhill.
const (
	coarseStep = 1
	stride     = 5
)

// course is a stretch of inputs, minute by minute, in the form that stepping needs.
type course struct {
	start  int             // minute of the first input since the start of the recording
	inputs []glucose.Input // a minute each
	meals  []int           // minutes (index of inputs) at which something is eaten
}

// newCourse lays out rows minute by minute.
func newCourse(r *Recording) course {
	first := r.Rows[0].Minute
	c := course{start: first, inputs: make([]glucose.Input, r.Minutes())}
	for i := range r.Rows {
		row := &r.Rows[i]
		from, to := row.Minute-first, len(c.inputs)
		if i+1 < len(r.Rows) {
			to = r.Rows[i+1].Minute - first
		}
		for m := from; m < to; m++ {
			c.inputs[m].Insulin = row.Basal / 60
		}
		c.inputs[from].Insulin += row.Bolus
		c.inputs[from].Meal = row.Carbs
		if row.Carbs > 0 {
			c.meals = append(c.meals, from)
		}
	}
	return c
}

// at is the factor on sensitivity at a minute.
func (r Rhythm) at(minute int) float64 {
	if r == (Rhythm{}) {
		return 1
	}
	s, c := math.Sincos(2 * math.Pi * float64(minute) / 1440)
	return math.Exp(r.Cos*c + r.Sin*s)
}

// play steps a patient over the course from s on and writes interstitial glucose at
// the start of each wanted minute (index of inputs, rising) into dst. A factor scales
// each meal. It leaves s at the end and allocates nothing. A step of stride takes the
// readings of a stride at its start.
func (c *course) play(p *glucose.Params, r Rhythm, factors []float64, s *glucose.State, wanted []int, dst []float64, step float64) {
	if step == stride {
		c.leap(p, r, factors, s, wanted, dst)
		return
	}
	now := *p
	meal, next := 0, 0
	for m := range c.inputs {
		if next < len(wanted) && wanted[next] == m {
			dst[next] = s.Interstitial(p)
			next++
		}
		if m%10 == 0 {
			k := r.at(c.start + m)
			now.Vmx, now.Kp3 = p.Vmx*k, p.Kp3*k
		}
		in := c.inputs[m]
		if meal < len(c.meals) && c.meals[meal] == m {
			in.Meal *= factors[meal]
			meal++
		}
		glucose.Minute(&now, s, in, step)
	}
}

// leap is play in steps of a stride: what enters over it is spread over it.
func (c *course) leap(p *glucose.Params, r Rhythm, factors []float64, s *glucose.State, wanted []int, dst []float64) {
	now := *p
	meal, next := 0, 0
	for m := 0; m < len(c.inputs); m += stride {
		for ; next < len(wanted) && wanted[next] < m+stride; next++ {
			dst[next] = s.Interstitial(p)
		}
		if m%10 == 0 {
			k := r.at(c.start + m)
			now.Vmx, now.Kp3 = p.Vmx*k, p.Kp3*k
		}
		insulin, eaten := 0.0, 0.0
		minutes := c.inputs[m:min(m+stride, len(c.inputs))]
		for i, in := range minutes {
			if meal < len(c.meals) && c.meals[meal] == m+i {
				in.Meal *= factors[meal]
				meal++
			}
			s.Eat(in.Meal)
			insulin += in.Insulin
			eaten += s.Meal.Eating
		}
		n := float64(len(minutes))
		u := s.Drive(&now, insulin/n)
		u.Eating = 1000 * eaten / n
		glucose.Advance(&now, s, &u, n)
	}
}
