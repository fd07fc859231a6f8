package wave

import (
	"fmt"
	"math"
	"slices"
)

// generator makes the waves of one family at one rate, those that share a state.
type generator interface {
	// advance makes samples first..last-1 of the grid and points out at them, a row
	// for each wave in the order in which they were wanted. Calls follow one another
	// without a gap. An event may lie after the last sample, by less than a sample's
	// interval: what it draws belongs to the next call.
	advance(t *Tick, first, last int64, out [][]float32)
}

// open is the generator of some waves of one family. The first sample that it will be
// asked for is at from.
func open(seed uint64, from int64, rate float64, kinds []Kind) generator {
	switch familyOf(kinds[0]) {
	case firstTest:
		return newPerformance(from, rate, kinds)
	case firstPPG:
		return newPPG(seed, from, rate, kinds)
	case firstPressure:
		return newPressure(seed, from, rate, kinds)
	case firstPCG:
		return newPCG(seed, from, rate, kinds)
	case firstLungSound:
		return newLungSound(seed, from, rate, kinds)
	case firstAccel:
		return newMotion(seed, from, rate, kinds)
	case firstResp:
		return newResp(seed, from, rate, kinds)
	case firstCO2:
		return newCapnogram(seed, from, rate, kinds)
	}
	return newECG(seed, from, rate, kinds)
}

// group is a generator and where the waves that it makes are wanted.
type group struct {
	gen   generator
	rate  float64
	next  int64 // first sample that was not made
	first int64 // first sample of the last interval
	rows  [][]float32
}

// Source makes the wanted waves of one twin.
type Source struct {
	groups []group
	place  []place
}

// place is where a wanted wave is made.
type place struct{ group, row int }

// New is a source of the wanted waves from a time on, s since the start. The seed is the
// person; that of seed 0 is the reference, whose electrocardiogram has no variation. It
// fails on a rate that a wave cannot be sampled at and on a kind that there is not.
func New(seed uint64, from float64, wants []Want) (*Source, error) {
	type key struct {
		first Kind
		rate  float64
	}
	var keys []key
	var kinds [][]Kind
	s := &Source{place: make([]place, len(wants))}
	for i, w := range wants {
		info := w.Kind.Info()
		if info.ID == "" {
			return nil, fmt.Errorf("wave %d: no such wave; Kinds lists them", w.Kind)
		}
		if !(w.Rate >= info.MinRate && w.Rate <= info.MaxRate) {
			return nil, fmt.Errorf("wave %s: cannot be sampled at %g Hz: ask for %g..%g Hz", info.ID, w.Rate, info.MinRate, info.MaxRate)
		}
		k := key{familyOf(w.Kind), w.Rate}
		g := slices.Index(keys, k)
		if g < 0 {
			g = len(keys)
			keys, kinds = append(keys, k), append(kinds, nil)
		}
		s.place[i] = place{g, len(kinds[g])}
		kinds[g] = append(kinds[g], w.Kind)
	}
	for i, k := range keys {
		n := index(from, k.rate)
		s.groups = append(s.groups, group{
			gen: open(seed, n, k.rate, kinds[i]), rate: k.rate, next: n, first: n, rows: make([][]float32, len(kinds[i])),
		})
	}
	return s, nil
}

// familyOf is the first kind of a kind's family.
func familyOf(k Kind) Kind {
	first := families[0].first
	for _, f := range families {
		if f.first <= k {
			first = f.first
		}
	}
	return first
}

// slack is how much later than a time, in samples, a sample counts as of that time:
// n/rate and a sum of steps differ in their last bits.
const slack = 1e-3

// index is that of the first sample at or after a time.
func index(time, rate float64) int64 { return int64(math.Ceil(time*rate - slack)) }

// Advance makes the samples of an interval that follows the one before: those at its
// begin and after it, up to but not at its end.
func (s *Source) Advance(t *Tick) {
	for i := range s.groups {
		g := &s.groups[i]
		last := max(index(t.To, g.rate), g.next)
		g.gen.advance(t, g.next, last, g.rows)
		g.first, g.next = g.next, last
	}
}

// Samples are those of the i-th wanted wave in the last interval, in the wave's unit,
// valid until the next Advance; first is the index of the first of them.
func (s *Source) Samples(i int) (first int64, samples []float32) {
	p := s.place[i]
	g := &s.groups[p.group]
	return g.first, g.rows[p.row]
}
