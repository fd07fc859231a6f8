package main

import (
	"cmp"
	"slices"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// mark is an annotation of a record at a sample.
type mark struct {
	sample int64
	code   wfdb.Code
	text   string // of a change of rhythm: "(AFIB"
}

// marker turns what a heart did into annotations in order of time: every beat at its R
// peak, waves that were not conducted, stimuli, and the rhythm's name at the start and
// at each change.
type marker struct {
	rate    float64
	waiting []mark
	name    string // of the rhythm, as annotated last
}

// behind is how long an annotation may lie behind the onset of its event, s: no wave is
// longer.
const behind = 0.5

// begin marks the rhythm at the start.
func (m *marker) begin(code rhythm.Code, out recording) error {
	m.name = code.Aux()
	return out.mark(mark{code: wfdb.Rhythm, text: m.name})
}

// take marks what happened in a tick, as far as nothing can come before it any more.
func (m *marker) take(t *wave.Tick, out recording) error {
	for i := range t.Heart {
		if a, ok := m.of(&t.Heart[i]); ok {
			m.waiting = append(m.waiting, a)
		}
	}
	return m.flush(int64((t.To-behind)*m.rate), out)
}

// finish marks what was still waiting, up to the last sample.
func (m *marker) finish(last int64, out recording) error { return m.flush(last, out) }

func (m *marker) flush(until int64, out recording) error {
	slices.SortStableFunc(m.waiting, func(a, b mark) int { return cmp.Compare(a.sample, b.sample) })
	n := 0
	for n < len(m.waiting) && m.waiting[n].sample < until {
		if err := out.mark(m.waiting[n]); err != nil {
			return err
		}
		n++
	}
	m.waiting = m.waiting[:copy(m.waiting, m.waiting[n:])]
	return nil
}

// of is the annotation of an event, if it has one.
func (m *marker) of(e *rhythm.Event) (mark, bool) {
	at := func(time float64) int64 { return int64(time*m.rate + 0.5) }
	switch e.Kind {
	case rhythm.Ventricular:
		code, ok := wfdb.CodeOf(string(rune(e.Code)))
		return mark{sample: at(e.Peak()), code: code}, ok
	case rhythm.Atrial:
		return mark{sample: at(e.Peak()), code: wfdb.BlockedP}, e.Code == 'x'
	case rhythm.Spike:
		return mark{sample: at(e.Time), code: wfdb.PaceSpike}, true
	case rhythm.Fibrillates:
		return mark{sample: at(e.Time), code: wfdb.FibrillationOn}, e.Focus == 1
	case rhythm.Rests:
		return mark{sample: at(e.Time), code: wfdb.FibrillationOff}, e.Focus == 1
	case rhythm.Changes:
		before := m.name
		if aux := e.Rhythm.Aux(); aux != "" {
			m.name = aux
		}
		return mark{sample: at(e.Time), code: wfdb.Rhythm, text: m.name}, m.name != before
	default:
		return mark{}, false
	}
}
