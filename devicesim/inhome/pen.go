package inhome

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
)

// insulinPen records the doses that are injected with it, and injects them: one dose
// again and again, as it is set.
func insulinPen() instrument.Table {
	warmth := instrument.Error{SD: 0.3, Tau: 10 * time.Minute}
	return instrument.Table{
		Type: "insulin-pen", Title: "Smart insulin pen", Segment: devicesim.InHome, Period: time.Hour,
		Help:   "Injects a set dose at set intervals and reports the last one, how many there were, what is left in the cartridge of 300 U, and how warm the pen is. Remembers 100 doses and reports, and sends them late with their own times.",
		Memory: 100,
		Channels: []instrument.Channel{
			penChannel("insulin_dose", "[iU]", 8418344, 100, 0.5, instrument.Error{}),
			penChannel("insulin_doses", "1", 0, 1000, 1, instrument.Error{}),
			penChannel("insulin_cartridge", "[iU]", 8418388, 300, 1, instrument.Error{}),
			penChannel("pen_temperature", "Cel", 0, 60, 0.1, warmth),
		},
		Rules: []instrument.Rule{
			spot(instrument.Limit("cartridge-low", "insulin_cartridge", instrument.Below, 30)),
			spot(instrument.Extreme("cartridge-empty", "insulin_cartridge", instrument.Below, 1)),
			spot(instrument.Limit("pen-warm", "pen_temperature", instrument.Above, 30)),
			spot(instrument.Technical("pen-off", "insulin_dose", instrument.Off)),
		},
		Driver: newPen,
		Settings: map[string]string{
			"dose":    `{"type":"number","minimum":0.5,"maximum":80,"default":24,"description":"each dose, U"}`,
			"insulin": `{"enum":["rapid","glargine100","detemir","glargine300","degludec","nph"],"default":"glargine100","description":"kind of insulin"}`,
			"every":   `{"type":"string","pattern":"^[0-9]+h$","default":"24h","description":"from dose to dose"}`,
			"double":  `{"type":"number","minimum":0,"maximum":1,"default":0,"description":"share of the doses that are injected twice, minutes apart"}`,
			"priming": `{"type":"number","minimum":0,"maximum":10,"default":0,"description":"expelled before each dose and recorded as if it were one, U"}`,
			"missed":  `{"type":"number","minimum":0,"maximum":1,"default":0,"description":"share of the doses that are forgotten"}`,
		},
	}
}

func penChannel(id, unit string, mdc uint32, high, resolution float64, e instrument.Error) instrument.Channel {
	return instrument.Channel{
		Code: devicesim.Code{ID: id, Unit: unit, MDC: mdc}, Site: "pen", Source: instrument.FromDriver, Low: 0, High: high, Resolution: resolution,
		Errors: [3]instrument.Error{e, e, e}, Motion: instrument.Error{Bias: 1, SD: 1}, Spike: 20,
	}
}

type pen struct {
	Dose    float64
	Insulin string
	Every   string
	Missed  float64
	Double  float64
	Priming float64
	every   int64
}

// penState is what a pen remembers; fixed sizes, for snapshots.
type penState struct {
	Last, Cartridge float64 // U
	Doses           uint32
	Next            int64 // ns; 0: not begun
	Again           int64 // a dose is injected again then, ns; 0: it is not
}

const (
	again     = int64(10 * time.Minute)
	cartridge = 300.0 // U
	room      = 22.0  // degC, where the pen lies
)

func newPen(config json.RawMessage) (instrument.Driver, []devicesim.ConfigProblem) {
	p := &pen{Dose: 24, Insulin: "glargine100", Every: "24h"}
	if len(config) > 0 {
		if err := json.Unmarshal(config, p); err != nil {
			return nil, []devicesim.ConfigProblem{{Summary: "cannot be read: " + err.Error(), Detail: "see the config schema of insulin-pen"}}
		}
	}
	every, err := time.ParseDuration(p.Every)
	if err != nil || every < time.Hour {
		return nil, []devicesim.ConfigProblem{{Pointer: "/every", Summary: p.Every + " is not an hour and more", Detail: "write 24h"}}
	}
	p.every = int64(every)
	return p, nil
}

// New implements instrument.Driver.
func (p *pen) New(*rand.Rand) any { return &penState{Last: p.Dose, Cartridge: cartridge} }

// Step implements instrument.Driver: it injects when the time has come. A blocked
// needle leaves the dose outside the patient, and the pen reports none.
func (p *pen) Step(state any, x *instrument.Drive) {
	s := state.(*penState)
	if s.Next == 0 || x.Now >= s.Next {
		s.Next = x.Now + p.every
		if x.Random.Float64() >= p.Missed {
			p.inject(s, x)
			if p.Double > 0 && x.Random.Float64() < p.Double {
				s.Again = x.Now + again
			}
		}
	}
	if s.Again != 0 && x.Now >= s.Again {
		s.Again = 0
		p.inject(s, x)
	}
	x.Values[0], x.Values[1], x.Values[2], x.Values[3] = s.Last, float64(s.Doses), s.Cartridge, room
	if x.Blocked {
		x.Values[0] = 0 // The plunger does not move.
	}
}

// inject delivers a dose, which is worth a report of its own. What primes the needle
// leaves the cartridge and is part of what the pen records.
func (p *pen) inject(s *penState, x *instrument.Drive) {
	primed := min(p.Priming, s.Cartridge)
	s.Last = min(p.Dose, s.Cartridge-primed)
	injected := s.Last
	s.Last += primed
	s.Doses++
	x.Keep = true
	if s.Cartridge -= s.Last; s.Cartridge <= 0 {
		s.Cartridge = cartridge // A new cartridge is put in.
	}
	if !x.Blocked && injected > 0 {
		x.Act("patient.insulin-bolus", fmt.Sprintf(`{"dose":"%.1f U","insulin":%q}`, injected, p.Insulin))
	}
}
