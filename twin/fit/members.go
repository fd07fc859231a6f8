package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// twin draws the members and writes down what was learned.
func (c *candidate) twin(r *Recording, t Therapy, peaks []mode, o Options) (*Twin, error) {
	p := c.solver.p
	out := &Twin{
		Format: Format, Version: Version, Therapy: t, Class: string(c.class), Noise: p.noise, Spread: p.spread, Usual: p.usual, Data: summary(r),
		Provenance: Provenance{Model: "UVA/Padova S2008", Method: "maximum a posteriori, Laplace", Seed: o.Seed},
	}
	var err error
	if out.Best, err = p.member(c.found.at); err != nil {
		return nil, err
	}
	if out.Quality, err = p.quality(c.found.at); err != nil {
		return nil, err
	}
	n := o.Members
	if n == 0 {
		n = Members
	}
	share := shares(peaks)
	for k := range n {
		peak := &peaks[share(float64(k)/float64(n))]
		m, err := peak.drawMember(o.Seed, k)
		if err != nil {
			return nil, err
		}
		out.Members = append(out.Members, m)
	}
	if p.beliefs.LeaveOut {
		if out.Reliable, err = c.reliability(); err != nil {
			return nil, err
		}
	}
	out.Learned, err = p.learned(out)
	return out, err
}

// shares is which peak the draw at a share of all is from: each has as many as its
// evidence says.
func shares(peaks []mode) func(at float64) int {
	ends, sum := make([]float64, len(peaks)), 0.0
	for i := range peaks {
		sum += math.Exp(peaks[i].evidence() - peaks[0].evidence())
		ends[i] = sum
	}
	return func(at float64) int {
		return slices.IndexFunc(ends, func(end float64) bool { return at*sum < end })
	}
}

// drawMember is draw k of the posterior. A draw without a steady state is drawn again.
func (m *mode) drawMember(seed uint64, k int) (Member, error) {
	p, post := m.solver.p, m.laplace
	rng := stream(seed, "member", k)
	z, at := make([]float64, len(post.at)), make(theta, len(post.at))
	for range 100 {
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		post.draw(z, at)
		if m.settle(at, rng) {
			return p.member(at)
		}
	}
	return Member{}, fmt.Errorf("fit: a hundred draws of member %d had no steady state", k)
}

// member plays the recording at a point and keeps how it ends.
func (p *posterior) member(t theta) (Member, error) {
	patient, err := p.patient(t)
	if err != nil {
		return Member{}, err
	}
	m := Member{Params: paramsMap(&patient), Sensor: p.sensor(t), Rhythm: p.rhythm(t), Share: p.share(t), State: glucose.NewState(&patient)}
	p.factor = p.factors(t, p.factor)
	m.Meals = append([]float64{}, p.factor...)
	p.course.play(&patient, m.Rhythm, p.factor, &m.State, p.minutes, p.shown, glucose.DefaultStep)
	left := unknown(p.noise)
	for i := max(len(p.minutes)-2, 0); i < len(p.minutes); i++ {
		left.see(p.minutes[i], p.readings[i]-m.Sensor.show(p.shown[i], p.course.start+p.minutes[i]))
	}
	end := len(p.course.inputs)
	m.Residual, _ = left.expect(end)
	m.Before, _ = left.expect(max(end-sampling, left.at))
	return m, nil
}
