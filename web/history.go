package web

import (
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// Sizes of the history of a run.
const (
	pastKept  = 900 // samples
	spansKept = 64
	rateOver  = 5 // samples that the rate is an average of
)

// history is the course of the run's throughput, a sample a wall second, and
// when its events were in force.
type history struct {
	total  uint64 // samples ever taken
	ring   []sample
	spans  []span
	counts []count // the last few, the oldest first
}

// sample is one point of the course, by simulated time.
type sample struct {
	At        float64 // s since the start
	Rate      float64 // messages published a wall second
	Lag       float64 // s
	Connected int
	Errors    uint64 // since the start
}

// span is when an event was in force; To is 0 while it is.
type span struct {
	Name string  `json:"name"`
	Kind string  `json:"kind"`
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Hits int     `json:"hits"`
}

type count struct {
	at        time.Time
	published uint64
}

// sample adds a point and returns the rate.
func (h *history) sample(now time.Time, f *scenarios.Frame) float64 {
	if len(h.counts) > rateOver {
		h.counts = append(h.counts[:0], h.counts[1:]...)
	}
	h.counts = append(h.counts, count{now, f.Stats.Published})
	rate := 0.0
	if first := h.counts[0]; now.After(first.at) {
		rate = float64(f.Stats.Published-first.published) / now.Sub(first.at).Seconds()
	}
	s := sample{f.Elapsed.Seconds(), rate, f.Stats.Lag, f.Stats.Connected, f.Stats.Errors}
	if len(h.ring) < pastKept {
		h.ring = append(h.ring, s)
	} else {
		h.ring[h.total%pastKept] = s
	}
	h.total++
	h.mark(f)
	return rate
}

// mark opens spans of events that are newly in force and closes the others.
func (h *history) mark(f *scenarios.Frame) {
	for i := range h.spans {
		if s := &h.spans[i]; s.To == 0 && !inForce(f.Active, s) {
			s.To = f.Elapsed.Seconds()
		}
	}
	for _, a := range f.Active {
		h.open(span{Name: a.Name, Kind: a.Kind, From: a.Since.Seconds(), Hits: a.Hits})
	}
	if over := len(h.spans) - spansKept; over > 0 {
		h.spans = append(h.spans[:0], h.spans[over:]...)
	}
}

func (h *history) open(s span) {
	for i := range h.spans {
		if o := &h.spans[i]; o.Name == s.Name && o.From == s.From {
			o.Hits = s.Hits
			return
		}
	}
	h.spans = append(h.spans, s)
}

func inForce(active []scenarios.ActiveEvent, s *span) bool {
	for _, a := range active {
		if a.Name == s.Name && a.Since.Seconds() == s.From {
			return true
		}
	}
	return false
}

// since copies the samples after the first n; next is the n to ask with again.
func (h *history) since(n uint64) (out []sample, next uint64) {
	if n > h.total {
		n = 0
	}
	if kept := uint64(len(h.ring)); h.total-n > kept {
		n = h.total - kept
	}
	for ; n < h.total; n++ {
		out = append(out, h.ring[n%pastKept])
	}
	return out, h.total
}
