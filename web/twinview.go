package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// Sizes of the views of single twins.
const (
	maxViews   = 64
	trendKept  = 1800                    // points
	trendEvery = 1 * time.Second         // of simulated time, at least
	viewFor    = 10 * time.Minute        // a view outlives its last viewer by this
	viewWait   = 1500 * time.Millisecond // an API request waits this long for a first look
)

var errTooManyViews = errors.New("too many twins are being looked at: close some and try again")

// twinView is one twin that somebody looks at: what is true, what its devices
// say, and the course of both since somebody began to look.
type twinView struct {
	twin    int
	refs    int       // websockets that look
	until   time.Time // keep it going until then
	version uint64    // counts looks; 0: not looked yet

	want  []physiology.Signal // the whole vocabulary that the console shows
	ids   []string
	truth []float64

	devices []deviceView
	trend   trend
}

// deviceView is what a device of the twin last said.
type deviceView struct {
	online  bool
	payload []byte
	reading reading
}

// reading is what the console needs of a plain JSON payload.
type reading struct {
	Time time.Time `json:"time"`
	Seq  uint64    `json:"seq"`
	Obs  []obs     `json:"obs"`
}

// obs is one measured value of a payload; Value is absent where Quality says why.
type obs struct {
	Code    string   `json:"code"`
	Value   *float64 `json:"value,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	Quality string   `json:"quality,omitempty"`
}

// twinSignals are the ids of the signals that the twin page shows.
func twinSignals() []string {
	return []string{
		"hr", "spo2", "sbp", "dbp", "map", "rr", "temp_core", "etco2", "news2", "news2_any3",
		"co", "sv", "cvp", "svr", "shock_index", "fio2", "pao2", "paco2", "ph", "hco3", "sao2", "vt", "ve",
		"pulse_rate", "temp_skin", "glucose", "lactate", "hb", "hct", "blood_volume", "urine_flow", "consciousness", "activity",
	}
}

// trendSignals are the ids of the signals that trends are drawn of, and what
// devices may call the same thing, in order of preference.
func trendSignals() [][]string {
	return [][]string{
		{"hr", "heart_rate", "pulse_rate"},
		{"spo2"},
		{"sbp"},
		{"dbp"},
		{"map"},
		{"rr", "respiratory_rate"},
		{"temp_core", "temperature", "body_temperature", "temp"},
		{"etco2"},
		{"news2"},
	}
}

func newTwinView(twin, devices int) *twinView {
	v := &twinView{twin: twin, devices: make([]deviceView, devices)}
	for _, id := range twinSignals() {
		if s, ok := physiology.SignalByID(id); ok {
			v.want, v.ids = append(v.want, s), append(v.ids, id)
		}
	}
	v.truth = make([]float64, len(v.want))
	return v
}

// observe copies what is true and what was said. Payloads are decoded only when
// they are new, which for one device is seldom.
func (v *twinView) observe(f *scenarios.Frame, r *scenarios.Roster) {
	v.version++
	for i := range v.truth {
		v.truth[i] = math.NaN()
	}
	f.Observe(v.twin, v.want, v.truth)
	for i, d := range r.Twins[v.twin].Devices {
		dev := &v.devices[i]
		dev.online = f.Online(d)
		payload := f.Reading(d)
		if bytes.Equal(payload, dev.payload) {
			continue
		}
		dev.payload = append(dev.payload[:0], payload...)
		var got reading
		if err := json.Unmarshal(payload, &got); err == nil {
			dev.reading = got
		}
	}
	v.trend.add(f.Elapsed, v)
}

// trueOf returns the true value of a signal by id, NaN where there is none.
func (v *twinView) trueOf(id string) float64 {
	for i, have := range v.ids {
		if have == id {
			return v.truth[i]
		}
	}
	return math.NaN()
}

// measured returns the newest measured value under the first of the names that
// a device gives, with its device time; NaN when none does.
func (v *twinView) measured(names []string) (value float64, at time.Time) {
	value = math.NaN()
	for _, name := range names {
		for i := range v.devices {
			for _, o := range v.devices[i].reading.Obs {
				if t := v.devices[i].reading.Time; o.Code == name && o.Value != nil && !t.Before(at) {
					value, at = *o.Value, t
				}
			}
		}
		if !math.IsNaN(value) {
			break
		}
	}
	return value, at
}

// trend is the course of a twin's main signals, true and measured, in a ring.
type trend struct {
	total uint64
	ring  []point
	drawn []time.Time // device time of the last measured value, by signal
}

// point is one instant of a trend, in the order of trendSignals; a measured value
// is there only when it is new.
type point struct {
	at             time.Duration
	true, measured []float64
}

func (t *trend) add(at time.Duration, v *twinView) {
	if t.total > 0 {
		last := &t.ring[(t.total-1)%trendKept]
		if at-last.at < trendEvery {
			return
		}
	}
	names := trendSignals()
	if t.drawn == nil {
		t.drawn = make([]time.Time, len(names))
	}
	p := point{at, make([]float64, len(names)), make([]float64, len(names))}
	for i, n := range names {
		value, when := v.measured(n)
		if !when.After(t.drawn[i]) {
			value = math.NaN() // said before
		} else {
			t.drawn[i] = when
		}
		p.true[i], p.measured[i] = v.trueOf(n[0]), value
	}
	if len(t.ring) < trendKept {
		t.ring = append(t.ring, p)
	} else {
		t.ring[t.total%trendKept] = p
	}
	t.total++
}

// since copies the points after the first n; next is the n to ask with again.
func (t *trend) since(n uint64) (out []point, next uint64) {
	if n > t.total {
		n = 0
	}
	if kept := uint64(len(t.ring)); t.total-n > kept {
		n = t.total - kept
	}
	for ; n < t.total; n++ {
		out = append(out, t.ring[n%trendKept])
	}
	return out, t.total
}

// view returns the view of a twin, making it if need be. It is called with the
// lock held.
func (b *board) view(twin int) (*twinView, error) {
	v := b.views[twin]
	if v == nil {
		if len(b.views) >= maxViews && !b.dropView() {
			return nil, errTooManyViews
		}
		v = newTwinView(twin, len(b.roster.Twins[twin].Devices))
		b.views[twin] = v
	}
	v.until = b.now().Add(viewFor)
	return v, nil
}

// dropView forgets the view that nobody has looked at for longest.
func (b *board) dropView() bool {
	oldest := -1
	for i, v := range b.views {
		if v.refs == 0 && (oldest < 0 || v.until.Before(b.views[oldest].until)) {
			oldest = i
		}
	}
	delete(b.views, oldest)
	return oldest >= 0
}
