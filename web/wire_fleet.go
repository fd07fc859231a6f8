package web

import (
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// fleetState is the run as a whole, in the API and on the websocket.
type fleetState struct {
	Epoch     uint32    `json:"epoch"`
	Version   uint64    `json:"version"`
	State     string    `json:"state"`
	Scenario  string    `json:"scenario"`
	Tick      uint64    `json:"tick"`
	Elapsed   num       `json:"elapsed"`  // s
	Duration  num       `json:"duration"` // s, 0: until stopped
	Time      time.Time `json:"time"`     // virtual
	Phase     string    `json:"phase"`
	Mode      string    `json:"mode"`
	Speed     num       `json:"speed"`
	Paused    bool      `json:"paused"`
	Twins     int       `json:"twins"`
	Devices   int       `json:"devices"`
	Powered   int       `json:"powered"`
	Connected int       `json:"connected"`
	Produced  uint64    `json:"produced"`
	Published uint64    `json:"published"`
	Acked     uint64    `json:"acked"`
	Errors    uint64    `json:"errors"`
	Seen      uint64    `json:"seen"`
	Alerts    uint64    `json:"alerts"`
	Rate      num       `json:"rate"`    // messages published a wall second
	Lag       num       `json:"lag"`     // s
	LagP99    num       `json:"lag_p99"` // s
	AckP50    num       `json:"ack_p50"` // s
	AckP99    num       `json:"ack_p99"` // s
	MapSeq    uint32    `json:"map_seq"`
	Acuity    acuity    `json:"acuity"`
	Worst     []worst   `json:"worst"`
	Active    []active  `json:"active"`
	Spans     []span    `json:"spans"`
	Plugins   []plugin  `json:"plugins"`
	Expect    []outlook `json:"expectations"`
	Verdict   string    `json:"verdict,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Exit      int       `json:"exit,omitempty"`
}

// acuity counts twins by NEWS2 class (Royal College of Physicians, 2017).
type acuity struct {
	None    int `json:"none"`    // 0
	Low     int `json:"low"`     // 1 to 4
	Single  int `json:"single"`  // 1 to 4, but one parameter alone scores 3
	Medium  int `json:"medium"`  // 5 and 6
	High    int `json:"high"`    // 7 and more
	Unknown int `json:"unknown"` // not scored yet
	Offline int `json:"offline"` // no device online, whatever the score
	Partly  int `json:"partly"`  // some devices offline
}

type worst struct {
	ID     string `json:"id"`
	Cohort string `json:"cohort"`
	Cell   uint8  `json:"cell"`
	Values []num  `json:"values"` // in the order of the hello message's vitals
}

type active struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Since num    `json:"since"`
	Until num    `json:"until"`
	Hits  int    `json:"hits"`
}

type plugin struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	State    string `json:"state"`
	PID      int    `json:"pid"`
	Restarts int    `json:"restarts"`
	Devices  int    `json:"devices"`
	CallP99  num    `json:"call_p99"` // s
	Reason   string `json:"reason,omitempty"`
	Since    num    `json:"since"` // s since the start: when its process last changed
}

type outlook struct {
	Name     string `json:"name"`
	Assert   string `json:"assert"`
	Verdict  string `json:"verdict"`
	Observed string `json:"observed"`
	Limit    string `json:"limit"`
	Severity string `json:"severity"`
}

// fleetNow copies the run as a whole. It is called with the lock held.
func (b *board) fleetNow() fleetState {
	h, st := &b.head, &b.head.Stats
	out := fleetState{
		Epoch: b.epoch, Version: b.version, State: b.state, Tick: h.Tick, Elapsed: num(h.Elapsed.Seconds()),
		Time: h.Time, Speed: num(h.Speed), Paused: h.Paused,
		Powered: st.Devices, Connected: st.Connected, Produced: st.Produced, Published: st.Published,
		Acked: st.Acked, Errors: st.Errors, Seen: st.Seen, Alerts: st.Alerts, Rate: num(h.Rate),
		Lag: num(st.Lag), LagP99: num(st.LagP99), AckP50: num(st.AckP50), AckP99: num(st.AckP99),
		MapSeq: b.fleet.seq, Acuity: b.fleet.count(), Spans: append([]span{}, b.past.spans...),
		Verdict: b.result.Verdict, Reason: b.result.Reason, Exit: b.result.Exit,
		Worst: []worst{}, Active: []active{}, Plugins: []plugin{}, Expect: []outlook{},
	}
	if r := b.roster; r != nil {
		out.Scenario, out.Duration, out.Mode = r.Scenario, num(r.Duration.Seconds()), r.Mode
		out.Twins, out.Devices, out.Phase = len(r.Twins), len(r.Devices), phaseAt(r.Phases, h.Elapsed)
	}
	for _, v := range b.worst {
		t := &b.roster.Twins[v.twin]
		out.Worst = append(out.Worst, worst{t.ID, t.Cohort, v.cell, nums(v.values)})
	}
	for _, a := range b.active {
		out.Active = append(out.Active, active{a.Name, a.Kind, num(a.Since.Seconds()), num(a.Until.Seconds()), a.Hits})
	}
	for i, p := range b.plugins {
		out.Plugins = append(out.Plugins, plugin{
			p.Name, p.Version, p.State, p.PID, p.Restarts, p.Devices, num(p.CallP99), p.Reason, num(b.changed[i].Seconds()),
		})
	}
	for _, o := range b.outlooks {
		out.Expect = append(out.Expect, outlook(o))
	}
	return out
}

func phaseAt(phases []scenarios.Span, at time.Duration) string {
	for _, p := range phases {
		if at >= p.From && at < p.To {
			return p.Name
		}
	}
	return ""
}

func (c *cells) count() acuity {
	var a acuity
	for _, v := range c.val {
		if v&cellOffline != 0 {
			a.Offline++
		} else if v&cellPartly != 0 {
			a.Partly++
		}
		switch score := v & cellScore; {
		case score == cellUnknown:
			a.Unknown++
		case score >= 7:
			a.High++
		case score >= 5:
			a.Medium++
		case v&cellAny3 != 0:
			a.Single++
		case score > 0:
			a.Low++
		default:
			a.None++
		}
	}
	return a
}
