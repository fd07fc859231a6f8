package scenarios

import (
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// measured is the newest valid value of each quantity that a patient's devices
// have reported.
type measured struct {
	values []float64 // by signal; NaN: never reported
}

// measure takes an obs message into the measured layer and moves the labels that
// look at it. It runs in order of production, so that the last word is the same
// in every run.
func (r *Runner) measure(id messageID, payload []byte, at time.Duration) {
	t := r.plan.devices[id.device].twin
	if !r.takeIn(&r.measured[t], payload) {
		return
	}
	m := &r.measured[t]
	variant := r.plan.twins[t].variant
	for i, l := range r.labels {
		if l.layer == layerDelivered || !l.read(m) {
			continue
		}
		if l.eval(&l.when[variant], l.values, 0) {
			l.shown[t].last = at.Seconds()
			r.proofs.add(i, t, id, at.Seconds())
		}
		if l.layer == layerMeasured {
			change, when := l.step(t, variant, at.Seconds(), l.values, 0)
			r.relabel(labelChange{label: i, twin: t, change: change, at: when})
		}
	}
}

// takeIn reads the valid values of a reading; it reports whether there were any.
func (r *Runner) takeIn(m *measured, payload []byte) bool {
	if err := plainjson.Decode(payload, &r.reading); err != nil {
		return false // a plugin's own encoding takes no part in the measured layer
	}
	m.values = r.blankValues(m.values)
	news := false
	for i := range r.reading.Obs {
		o := &r.reading.Obs[i]
		s, ok := r.codes[string(o.Code)]
		if !ok || !o.HasValue || (len(o.Quality) > 0 && string(o.Quality) != plainjson.QualityOK) {
			continue
		}
		m.values[s] = o.Value
		news = true
	}
	return news
}

// read takes a label's values out of a layer; it fails when not all of them have
// been reported yet.
func (l *label) read(m *measured) bool {
	if len(l.signals) == 0 || l.kind != "" || m.values == nil {
		return false
	}
	for k, s := range l.signals {
		if l.values[k] = m.values[s]; math.IsNaN(l.values[k]) {
			return false
		}
	}
	return true
}

// deliver takes a message that an observer saw into the delivered layer.
func (r *Runner) deliver(t int, payload []byte, at time.Duration) {
	r.arrivals[t] = at.Seconds()
	if !r.hasDelivered || !r.takeIn(&r.delivered[t], payload) {
		return
	}
	for i, l := range r.labels {
		if l.layer != layerDelivered || l.calls || !l.read(&r.delivered[t]) {
			continue
		}
		change, when := l.step(t, r.plan.twins[t].variant, at.Seconds(), l.values, 0)
		r.relabel(labelChange{label: i, twin: t, change: change, at: when})
	}
}

// silences moves the labels that ask how long nothing was delivered.
func (r *Runner) silences(now time.Duration) {
	for i, l := range r.labels {
		if l.layer != layerDelivered || !l.calls || !r.networked {
			continue
		}
		for t := range r.plan.twins {
			r.delivered[t].values = r.blankValues(r.delivered[t].values)
			for k, s := range l.signals {
				l.values[k] = r.delivered[t].values[s]
			}
			change, when := l.step(t, r.plan.twins[t].variant, now.Seconds(), l.values, now.Seconds()-r.arrivals[t])
			r.relabel(labelChange{label: i, twin: t, change: change, at: when})
		}
	}
}

func (r *Runner) blankValues(v []float64) []float64 {
	if v == nil {
		v = make([]float64, len(r.signals))
		for i := range v {
			v[i] = math.NaN()
		}
	}
	return v
}

// relabel writes down an episode that began or ended.
func (r *Runner) relabel(c labelChange) {
	l := r.labels[c.label]
	switch c.change {
	case twin.Same:
	case twin.Began:
		r.log(LogEntry{What: "label", Kind: l.name, Patient: r.plan.twins[c.twin].id, Detail: map[string]string{"onset": r.plan.instant(c.at)}})
		l.shown[c.twin].onset = c.at
	case twin.Ended:
		r.log(LogEntry{What: "label-end", Kind: l.name, Patient: r.plan.twins[c.twin].id, Detail: map[string]string{"end": r.plan.instant(c.at)}})
		r.episode(c.label, c.twin, l.shown[c.twin].onset, c.at, false)
	}
}

// episode enters an episode into the truth.
func (r *Runner) episode(label, t int, onset, end float64, open bool) {
	l := r.labels[label]
	e := episode{
		Patient: r.plan.twins[t].id, Kind: l.name, Layer: l.layer,
		Onset: r.plan.instant(onset), End: r.plan.instant(end), Open: open,
		Observable: l.observable(t, onset), onset: onset, end: end, twin: t,
	}
	r.truth[label] = append(r.truth[label], e)
	r.check(r.books.label(e))
}

// observable reports whether a working sensor showed the condition: always, where
// the measured values themselves are the truth; else when some reading met it.
// A score that no device reports counts as shown where the patient has devices.
func (l *label) observable(t int, onset float64) bool {
	s := &l.shown[t]
	switch {
	case l.layer != layerBody:
		return true
	case !s.able:
		return false
	case slices.ContainsFunc(l.signals, func(x physiology.Signal) bool { return !measurable(x) }):
		return true
	}
	return s.last >= onset
}
