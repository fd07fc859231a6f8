package onbody

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology/control"
)

// orders are what the platform has ordered of a pump; fixed sizes, for snapshots.
type orders struct {
	Bolus     float64 // still to be delivered, U
	Owed      float64 // that time has allowed and no pulse has given, U
	Last      float64 // delivered of the last bolus, U
	Temp      float64 // rate in place of the ordered one, U/h
	Until     int64   // ns; 0: no temporary rate
	Suspended bool
	Resume    int64     // ns; 0: when it is told
	Changed   bool      // the rate is to be set anew
	Seen      [8]uint64 // the last orders of a bolus, so that none is given twice
	Place     uint8
}

// Limits of what can be ordered.
const (
	bolusSpeed  = 1.5  // U/min
	pulse       = 0.05 // U
	longestTemp = 24 * time.Hour
	leastTemp   = 15 * time.Minute
)

// expire ends what was ordered for a time; true when something ended.
func (o *orders) expire(now int64) bool {
	ended := false
	if o.Until != 0 && now >= o.Until {
		o.Until, ended = 0, true
	}
	if o.Suspended && o.Resume != 0 && now >= o.Resume {
		o.Suspended, o.Resume, ended = false, 0, true
	}
	return ended
}

// rate is what is to be infused where another rate is ordered, U/h.
func (o *orders) rate(ordered float64) float64 {
	switch {
	case o.Suspended:
		return 0
	case o.Until != 0:
		return o.Temp
	}
	return ordered
}

// giveBolus delivers the part of a bolus that the time of a step allows, in pulses.
func (p *pump) giveBolus(s *pumpState, x *instrument.Drive) {
	o := &s.Orders
	if o.Bolus <= 0 {
		return
	}
	o.Owed += bolusSpeed / 60 * x.Seconds
	pulses := math.Floor(min(o.Owed, o.Bolus)/pulse + 1e-9)
	units := min(pulses*pulse, s.Reservoir)
	if pulses == 0 {
		return
	}
	o.Owed -= units
	o.Bolus -= units
	if o.Bolus < pulse/2 || s.Reservoir <= units {
		o.Bolus = 0
	}
	o.Last += units
	p.give(s, units, x.Blocked)
	if !x.Blocked && units > 0 {
		x.Act("patient.insulin-bolus", fmt.Sprintf(`{"dose":"%.2f U"}`, units))
	}
}

// order is the payload of a command.
type order struct {
	ID      string  `json:"id"`
	Units   float64 `json:"units"`   // U
	Carbs   float64 `json:"carbs"`   // g
	Rate    float64 `json:"rate"`    // U/h
	Percent float64 `json:"percent"` // of the scheduled rate
	For     string  `json:"for"`
}

// Command implements instrument.Commanded:
//
//	bolus             {"units":2.5,"id":"…"}              an id is taken once
//	meal              {"carbs":60,"id":"…"}               the bolus that the calculator gives
//	cancel-bolus
//	temp-basal        {"rate":1.2} or {"percent":50}, "for":"30m"
//	cancel-temp-basal
//	suspend           {"for":"30m"}, without it until resume
//	resume
func (p *pump) Command(state any, name string, payload []byte, at time.Time) ([]byte, error) {
	s := state.(*pumpState)
	var x order
	if err := json.Unmarshal(payload, &x); err != nil {
		return nil, err
	}
	switch name {
	case "bolus":
		return p.bolus(s, x.Units, x.ID)
	case "meal":
		if !(x.Carbs > 0 && x.Carbs <= 300) {
			return nil, fmt.Errorf("a meal of %g g; give 1 to 300", x.Carbs)
		}
		return p.bolus(s, math.Floor(p.settings.Bolus(&s.Memory, x.Carbs)/pulse+1e-9)*pulse, x.ID)
	case "cancel-bolus":
		left := s.Orders.Bolus
		s.Orders.Bolus = 0
		return fmt.Appendf(nil, `{"delivered_U":%.2f,"cancelled_U":%.2f}`, s.Orders.Last, left), nil
	case "temp-basal":
		return p.temporary(s, x, at)
	case "cancel-temp-basal":
		s.Orders.Until, s.Orders.Changed = 0, true
		return []byte(`{}`), nil
	case "suspend":
		return p.suspend(s, x.For, at)
	case "resume":
		s.Orders.Suspended, s.Orders.Resume, s.Orders.Changed = false, 0, true
		return []byte(`{}`), nil
	}
	return nil, errors.New("is not known; it takes acknowledge, bolus, meal, cancel-bolus, temp-basal, cancel-temp-basal, suspend and resume")
}

// bolus begins a bolus within the limits. One that was ordered already is not given
// again, however often its order arrives.
func (p *pump) bolus(s *pumpState, units float64, id string) ([]byte, error) {
	o := &s.Orders
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // A hash does not fail.
	key := h.Sum64()
	if id != "" && slices.Contains(o.Seen[:], key) {
		return []byte(`{"duplicate":true}`), nil
	}
	switch {
	case !(units >= pulse):
		return nil, fmt.Errorf("a bolus of %g U; the least is %g", units, pulse)
	case units > p.settings.MaxBolus:
		return nil, fmt.Errorf("a bolus of %g U is above the limit of %.2f", units, p.settings.MaxBolus)
	case o.Suspended:
		return nil, errors.New("delivery is suspended; resume first")
	case s.Stopped:
		return nil, errors.New("the line is occluded")
	case o.Bolus > 0:
		return nil, fmt.Errorf("%.2f U of a bolus are still to come; cancel it or wait", o.Bolus)
	case units > s.Reservoir:
		return nil, fmt.Errorf("a bolus of %g U from a reservoir of %.1f", units, s.Reservoir)
	}
	o.Bolus, o.Owed, o.Last = units, 0, 0
	if id != "" {
		o.Seen[o.Place] = key
		o.Place = (o.Place + 1) % uint8(len(o.Seen))
	}
	return fmt.Appendf(nil, `{"bolus_U":%.2f,"takes_s":%.0f}`, units, 60*units/bolusSpeed), nil
}

// temporary sets a temporary basal rate. A loop sets its rates itself.
func (p *pump) temporary(s *pumpState, x order, at time.Time) ([]byte, error) {
	length, err := time.ParseDuration(x.For)
	if err != nil || length < leastTemp || length > longestTemp {
		return nil, fmt.Errorf("for %q; give %v to %v", x.For, leastTemp, longestTemp)
	}
	rate := x.Rate
	if x.Percent != 0 {
		rate = x.Percent / 100 * p.settings.Basal
	}
	switch {
	case p.loop:
		return nil, errors.New("the loop sets the basal rate")
	case !(rate >= 0 && rate <= p.settings.MaxBasal):
		return nil, fmt.Errorf("a basal rate of %.2f U/h; the limit is %.2f", rate, p.settings.MaxBasal)
	}
	s.Orders.Temp, s.Orders.Until, s.Orders.Changed = rate, at.UnixNano()+int64(length), true
	return fmt.Appendf(nil, `{"rate_U_per_h":%.2f,"until":%q}`, rate, at.Add(length).UTC().Format(time.RFC3339)), nil
}

// longestSuspension is how long a suspension with an end may last.
const longestSuspension = 2 * time.Hour

// suspend stops basal insulin and a running bolus.
func (p *pump) suspend(s *pumpState, length string, at time.Time) ([]byte, error) {
	o := &s.Orders
	o.Resume = 0
	if length != "" {
		d, err := time.ParseDuration(length)
		if err != nil || d < control.Interval*time.Minute || d > longestSuspension {
			return nil, fmt.Errorf("for %q; give 5m to %v, or nothing until resume", length, longestSuspension)
		}
		o.Resume = at.UnixNano() + int64(d)
	}
	left := o.Bolus
	o.Suspended, o.Changed, o.Bolus = true, true, 0
	return fmt.Appendf(nil, `{"cancelled_U":%.2f}`, left), nil
}
