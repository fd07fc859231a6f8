package web

import (
	"slices"
	"time"
)

// twinState is one twin, in the API and on the websocket.
type twinState struct {
	ID      string            `json:"id"`
	Cohort  string            `json:"cohort"`
	Age     num               `json:"age"`
	Sex     string            `json:"sex"`
	Labels  map[string]string `json:"labels,omitempty"`
	Epoch   uint32            `json:"epoch"`
	Tick    uint64            `json:"tick"`
	Elapsed num               `json:"elapsed"`
	Time    time.Time         `json:"time"`
	True    map[string]num    `json:"true"` // by signal id
	Devices []deviceState     `json:"devices"`
}

type deviceState struct {
	ID     string     `json:"id"`
	Key    string     `json:"key"`
	Type   string     `json:"type"`
	Vendor string     `json:"vendor,omitempty"`
	Every  num        `json:"every"` // s
	Topic  string     `json:"topic"`
	Online bool       `json:"online"`
	Time   *time.Time `json:"time,omitempty"` // device time of the last reading
	Seq    uint64     `json:"seq"`
	Obs    []obs      `json:"obs"`
}

// trendState is a stretch of a twin's trend; rows are in the order of the hello
// message's trends.
type trendState struct {
	From   uint64  `json:"from"` // number of the first row
	At     []num   `json:"at"`   // s since the start, by row
	True   [][]num `json:"true"` // by signal, then row
	Device [][]num `json:"device"`
}

// twinNow copies one view. It is called with the lock held.
func (b *board) twinNow(v *twinView) twinState {
	t := &b.roster.Twins[v.twin]
	out := twinState{
		ID: t.ID, Cohort: t.Cohort, Age: num(t.Age), Sex: t.Sex, Labels: t.Labels, Epoch: b.epoch,
		Tick: b.head.Tick, Elapsed: num(b.head.Elapsed.Seconds()), Time: b.head.Time,
		True: make(map[string]num, len(v.ids)), Devices: make([]deviceState, 0, len(v.devices)),
	}
	for i, id := range v.ids {
		out.True[id] = num(v.truth[i])
	}
	for i, d := range t.Devices {
		r, dev := &b.roster.Devices[d], &v.devices[i]
		s := deviceState{
			ID: r.ID, Key: r.Key, Type: r.Type, Vendor: r.Vendor, Every: num(r.Every.Seconds()), Topic: r.Topic,
			Online: dev.online, Seq: dev.reading.Seq, Obs: slices.Clone(dev.reading.Obs),
		}
		if s.Obs == nil {
			s.Obs = []obs{}
		}
		if at := dev.reading.Time; !at.IsZero() {
			s.Time = &at
		}
		out.Devices = append(out.Devices, s)
	}
	return out
}

func trendWire(points []point, next uint64) trendState {
	n := len(trendSignals())
	out := trendState{From: next - uint64(len(points)), At: []num{}, True: make([][]num, n), Device: make([][]num, n)}
	for i := range n {
		out.True[i], out.Device[i] = make([]num, 0, len(points)), make([]num, 0, len(points))
	}
	for _, p := range points {
		out.At = append(out.At, num(p.at.Seconds()))
		for i := range n {
			out.True[i] = append(out.True[i], num(p.true[i]))
			out.Device[i] = append(out.Device[i], num(p.measured[i]))
		}
	}
	return out
}

// twinRow is one line of the list of twins.
type twinRow struct {
	Index   int    `json:"index"`
	ID      string `json:"id"`
	Cohort  string `json:"cohort"`
	Age     num    `json:"age"`
	Sex     string `json:"sex"`
	Cell    uint8  `json:"cell"`
	Devices int    `json:"devices"`
}

func (b *board) rowNow(i int) twinRow {
	t := &b.roster.Twins[i]
	return twinRow{i, t.ID, t.Cohort, num(t.Age), t.Sex, b.fleet.val[i], len(t.Devices)}
}
