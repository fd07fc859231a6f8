package onbody

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
)

// The channels of a pump, in the order of its table.
const (
	pumpReservoir = iota
	pumpRate
	pumpOnBoard
	pumpPressure
	pumpBolus
	pumpSuspended
)

// insulinPump infuses insulin under the skin: a basal rate, or what a loop orders by
// its own glucose sensor. It delivers into the patient.
func insulinPump() instrument.Table {
	positive := func(help, usual string, most float64) string {
		return fmt.Sprintf(`{"type":"number","minimum":0,"maximum":%g,"default":%s,"description":%q}`, most, usual, help)
	}
	return instrument.Table{
		Type: "insulin-pump", Title: "Insulin pump with automated delivery", Segment: devicesim.OnBody, Period: 5 * time.Minute,
		Help: "Infuses a basal rate or, with delivery loop, what a controller with limits orders by its own glucose sensor; steps of 0.05 U/h; stops for occlusion, an empty reservoir and an empty battery. Takes bolus, meal, cancel-bolus, temp-basal, cancel-temp-basal, suspend and resume within limits.",
		Channels: []instrument.Channel{
			pumpChannel("insulin_reservoir", "[iU]", 8418388, 300, 0.1, 0.02),
			pumpChannel("insulin_basal_rate", "[iU]/h", 8418300, 35, 0.05, 0),
			pumpChannel("insulin_on_board", "[iU]", 0, 100, 0.01, 0),
			pumpChannel("line_pressure", "kPa", 0, 200, 0.1, 0.2),
			pumpChannel("insulin_bolus", "[iU]", 8418344, 100, 0.05, 0),
			pumpChannel("delivery_suspended", "1", 0, 1, 1, 0),
			{Code: devicesim.Code{ID: "battery", Unit: "%"}, Source: instrument.FromBattery, Low: 0, High: 100, Resolution: 1},
		},
		Battery: 28 * 24 * time.Hour,
		Rules: []instrument.Rule{
			atOnce(instrument.Extreme("occlusion", "line_pressure", instrument.Above, occluded)),
			atOnce(instrument.Extreme("no-delivery", "insulin_reservoir", instrument.Below, 0.1)),
			atOnce(instrument.Limit("reservoir-low", "insulin_reservoir", instrument.Below, 20)),
			instrument.Technical("site-off", "insulin_reservoir", instrument.Off),
			withLimit(instrument.Technical("delivery-suspended", "delivery_suspended", instrument.Above), 0.5),
			instrument.LowBattery(),
		},
		Driver: newPump, Wants: []physiology.Signal{physiology.GlucoseInterstitial},
		Settings: map[string]string{
			"delivery":    `{"enum":["open","loop"],"default":"open","description":"the basal rate alone, or a loop by the pump's own sensor"}`,
			"basal":       positive("scheduled basal rate, U/h", "0.8", 35),
			"max_basal":   positive("most that a loop infuses, U/h; 4 times the basal rate by default", "0", 35),
			"max_iob":     positive("most insulin on board above basal that a loop adds to, U; a tenth of the day's insulin by default", "0", 100),
			"max_bolus":   positive("most of one bolus, U; a third of the day's insulin by default", "0", 100),
			"suspend":     positive("glucose below which, or heading there, a loop infuses nothing, mg/dL", "70", 120),
			"carb_ratio":  positive("g/U, by the rule of 500 by default", "0", 300),
			"sensitivity": positive("mg/dL per U, by the rule of 1800 by default", "0", 1000),
			"reservoir":   positive("filling at the start, U", "200", 300),
			"sensor":      sensorSchema,
		},
	}
}

func pumpChannel(id, unit string, mdc uint32, high, resolution, noise float64) instrument.Channel {
	e := instrument.Error{SD: noise, Tau: time.Minute}
	return instrument.Channel{
		Code: devicesim.Code{ID: id, Unit: unit, MDC: mdc}, Site: "site", Source: instrument.FromDriver, Low: 0, High: high, Resolution: resolution,
		Errors: [3]instrument.Error{e, e, e}, Motion: instrument.Error{Bias: -2, SD: 2}, Spike: high / 4,
	}
}

// What the line tells: its pressure rises with the insulin that does not get through,
// and an alarm stops delivery.
const (
	linePressure = 15.0 // kPa, open
	perBlocked   = 50.0 // kPa per U held back
	occluded     = 60.0 // kPa
	rateStep     = 0.05 // U/h
)

type pump struct {
	settings  control.Settings
	loop      bool
	grade     sensor.CGMGrade
	reservoir float64
}

// pumpState is what a pump remembers; fixed sizes, for snapshots.
type pumpState struct {
	Memory    control.Memory
	CGM       sensor.CGM
	Reservoir float64 // U
	Rate      float64 // U/h, as ordered
	Given     float64 // over the present interval, U
	Blocked   float64 // held back in the line, U
	Next      int64   // time of the next decision, ns
	Stopped   bool    // the line is occluded

	Ordered float64 // rate by schedule or loop, U/h
	Orders  orders
}

// newPump makes a pump of its settings.
func newPump(config json.RawMessage) (instrument.Driver, []devicesim.ConfigProblem) {
	c := struct {
		Delivery, Sensor          string
		Basal, Suspend, Reservoir *float64
		CarbRatio                 float64 `json:"carb_ratio"`
		MaxBasal                  float64 `json:"max_basal"`
		MaxIOB                    float64 `json:"max_iob"`
		MaxBolus                  float64 `json:"max_bolus"`
		Sensitivity               float64
	}{}
	if len(config) > 0 {
		if err := json.Unmarshal(config, &c); err != nil {
			return nil, []devicesim.ConfigProblem{{Summary: "cannot be read: " + err.Error(), Detail: "see the config schema of insulin-pump"}}
		}
	}
	s := control.TherapyOf(or(c.Basal, 0.8))
	for _, x := range []struct {
		to    *float64
		given float64
	}{{&s.CarbRatio, c.CarbRatio}, {&s.MaxBasal, c.MaxBasal}, {&s.MaxIOB, c.MaxIOB}, {&s.MaxBolus, c.MaxBolus}, {&s.Sensitivity, c.Sensitivity}} {
		if x.given > 0 {
			*x.to = x.given
		}
	}
	s.MaxBasal = min(s.MaxBasal, 35)
	s.Suspend = or(c.Suspend, 70)
	p := &pump{settings: s, loop: c.Delivery == "loop", reservoir: or(c.Reservoir, 200)}
	for i, name := range sensor.CGMGrades() {
		if name == c.Sensor {
			p.grade = sensor.CGMGrade(i)
		}
	}
	if p.loop {
		if err := s.Check(); err != nil {
			return nil, []devicesim.ConfigProblem{{Summary: err.Error(), Detail: "a loop needs settings within its limits"}}
		}
	}
	return p, nil
}

func or(x *float64, usual float64) float64 {
	if x == nil {
		return usual
	}
	return *x
}

// New implements instrument.Driver.
func (p *pump) New(r *rand.Rand) any {
	return &pumpState{CGM: sensor.DrawCGM(r, p.grade), Reservoir: p.reservoir}
}

// Step implements instrument.Driver: every five minutes it decides; orders of the
// platform change the rate at once. What runs leaves the reservoir.
func (p *pump) Step(state any, x *instrument.Drive) {
	s := state.(*pumpState)
	if s.Next == 0 || x.Now >= s.Next {
		p.decide(s, x)
		s.Next = x.Now + int64(control.Interval*60e9)
		s.Orders.Changed = true
	}
	if s.Orders.expire(x.Now) {
		s.Orders.Changed = true
	}
	if s.Orders.Changed {
		p.set(s, x)
	}
	p.give(s, min(s.Rate/3600*x.Seconds, s.Reservoir), x.Blocked)
	p.giveBolus(s, x)
	if !x.Blocked {
		s.Blocked = 0
	}
	if stopped := linePressure+perBlocked*s.Blocked > occluded; stopped != s.Stopped {
		s.Stopped, s.Orders.Changed = stopped, true
		s.Orders.Bolus = 0 // what an occlusion interrupts is not made up for
	}
	p.show(s, x)
}

func (p *pump) show(s *pumpState, x *instrument.Drive) {
	iob, _ := s.Memory.OnBoard(p.settings.Curve)
	x.Values[pumpReservoir], x.Values[pumpRate], x.Values[pumpOnBoard] = s.Reservoir, s.Rate, max(iob, 0)
	x.Values[pumpPressure] = linePressure + perBlocked*s.Blocked
	x.Values[pumpBolus], x.Values[pumpSuspended] = s.Orders.Last, 0
	if s.Orders.Suspended {
		x.Values[pumpSuspended] = 1
	}
}

// give takes insulin from the reservoir; what is blocked stays in the line.
func (p *pump) give(s *pumpState, units float64, blocked bool) {
	s.Reservoir -= units
	if blocked {
		s.Blocked += units
	} else {
		s.Given += units
	}
}

// decide notes what was delivered and what glucose is, and orders the next interval.
func (p *pump) decide(s *pumpState, x *instrument.Drive) {
	scheduled := p.settings.Basal * control.Interval / 60
	if s.Next != 0 {
		s.Memory.Deliver(s.Given - scheduled)
	}
	s.Given = 0
	reading := control.Reading{}
	if g := x.Signals(0); !math.IsNaN(g) {
		reading = control.Reading{Glucose: s.CGM.Read(x.Random, g, x.Days, x.Now), OK: true}
	}
	s.Memory.Read(reading)
	s.Ordered = p.settings.Basal
	if p.loop {
		s.Ordered = p.settings.Decide(&s.Memory).Rate
	}
}

// set infuses what is ordered as far as anything can be infused.
func (p *pump) set(s *pumpState, x *instrument.Drive) {
	s.Orders.Changed = false
	rate := s.Orders.rate(s.Ordered)
	if s.Stopped || s.Reservoir <= 0 {
		rate = 0
	}
	s.Rate = math.Floor(rate/rateStep+1e-9) * rateStep
	arriving := s.Rate
	if x.Blocked {
		arriving = 0
	}
	x.Act("patient.insulin-basal", fmt.Sprintf(`{"rate":"%.2f U/h"}`, arriving))
}

// Halt implements instrument.Halting: without power nothing is infused.
func (p *pump) Halt(state any, act func(action, params string)) {
	s := state.(*pumpState)
	s.Next, s.Rate, s.Orders.Bolus = 0, 0, 0
	act("patient.insulin-basal", `{"rate":"0.00 U/h"}`)
}
