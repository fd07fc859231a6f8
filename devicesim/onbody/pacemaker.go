package onbody

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// The channels of an implant, in the order of its table.
const (
	implantImpedance = iota
	implantRate
	implantPacedA
	implantPacedV
	implantAF
	implantEpisodes
	implantShocks
	implantMode
	implantChannels
)

// implant is a pacemaker or defibrillator with the bedside communicator that reads it
// out every night and at once when there is an alarm. Its electrodes lie in the heart,
// so it counts the heart's events themselves; what it takes for an episode it finds by
// intervals, and in its electrogram, of which it keeps the last ten seconds and sends
// them with the alarm.
func implant() instrument.Table {
	egm := instrument.Leads("lead", 256, "ecg_ii")
	egm[0].Code, egm[0].Stored = "egm", 10*time.Second
	return instrument.Table{
		Type: "pacemaker", Title: "Pacemaker or ICD with bedside communicator", Segment: devicesim.OnBody, Period: 24 * time.Hour, Battery: 8 * 365 * 24 * time.Hour,
		Help:     "Reports pacing mode, share of paced beats, lead impedance, AF burden, episodes and shocks nightly, and an alarm with its electrogram at once.",
		Channels: implantTable(), Waves: egm, Sensing: true,
		Modules: []instrument.Module{instrument.Lead("lead", "ecg_ii")},
		Rules:   implantRules(),
		Driver:  newImplant,
		Lacks:   []string{"device.infusion-occlusion"},
		Settings: map[string]string{
			"mode": `{"enum":["off","AAI","VVI","DDD"],"default":"DDD","description":"pacing mode as programmed"}`,
			"vt":   `{"type":"number","minimum":100,"maximum":250,"default":170,"description":"rate from which 16 intervals are an episode of tachycardia, /min"}`,
			"vf":   `{"type":"number","minimum":150,"maximum":300,"default":220,"description":"rate from which 12 intervals are an episode of fibrillation, /min"}`,
		},
	}
}

func implantTable() []instrument.Channel {
	c := make([]instrument.Channel, implantChannels, implantChannels+1)
	for i, x := range []struct {
		id, unit         string
		high, resolution float64
		noise            float64
	}{
		implantImpedance: {"lead_impedance", "Ohm", 5000, 1, 8},
		implantRate:      {"hr", "/min", 300, 1, 0},
		implantPacedA:    {"paced_atrial", "%", 100, 0.1, 0},
		implantPacedV:    {"paced_ventricular", "%", 100, 0.1, 0},
		implantAF:        {"af_burden", "%", 100, 0.1, 0},
		implantEpisodes:  {"episodes", "1", 1e4, 1, 0},
		implantShocks:    {"shocks", "1", 1e4, 1, 0},
		implantMode:      {"pacing_mode", "1", 3, 1, 0},
	} {
		e := instrument.Error{SD: x.noise, Tau: time.Hour}
		c[i] = instrument.Channel{
			Code: devicesim.Code{ID: x.id, Unit: x.unit}, Site: "lead", Source: instrument.FromDriver, High: x.high, Resolution: x.resolution,
			Errors: [3]instrument.Error{e, e, e}, Motion: instrument.Error{SD: x.noise}, Spike: x.high / 4,
		}
	}
	return append(c, instrument.Level())
}

func implantRules() []instrument.Rule {
	vf, vt := instrument.Sign("vfib", "episodes", module.Fibrillates), instrument.Sign("vtach", "episodes", module.BroadRun)
	vf.Strip, vt.Strip = true, true
	fracture := instrument.Technical("lead-fracture", "lead_impedance", instrument.Above)
	fracture.Limit = 2000
	eri := instrument.Technical("replacement-due", "battery", instrument.Below)
	eri.Limit = 10
	return []instrument.Rule{
		vf, vt,
		atOnce(instrument.Extreme("shock-delivered", "shocks", instrument.Above, 0.5)),
		instrument.Limit("af-burden", "af_burden", instrument.Above, 10),
		fracture, eri,
		instrument.Technical("lead-off", "lead_impedance", instrument.Off),
	}
}

// implantState is what an implant has counted.
type implantState struct {
	Beats, PacedV  float64
	Atrial, PacedA float64
	Last           float64 // s, of the last ventricular event
	Mean           float64 // s, interval
	Fast, Fastest  int32   // intervals in the zones in a row
	Slow           int32   // outside
	Episode        bool
	Fibrillating   bool // the atria
	Seconds, InAF  float64
	Episodes       int32
	Shocks         int32
	Ohm            float64 // of its lead
}

type implantDriver struct {
	mode   float64
	vt, vf float64 // s, intervals of the zones
}

// What a lead is like, and what the implant counts.
const (
	usualOhm           = 550.0
	spreadOhm          = 80.0
	detectVT, detectVF = 16, 12
	episodeOver        = 8
)

func newImplant(config json.RawMessage) (instrument.Driver, []devicesim.ConfigProblem) {
	c := struct {
		Mode   string
		VT, VF *float64
	}{Mode: "DDD"}
	if len(config) > 0 {
		if err := json.Unmarshal(config, &c); err != nil {
			return nil, []devicesim.ConfigProblem{{Summary: "cannot be read: " + err.Error(), Detail: "see the config schema of pacemaker"}}
		}
	}
	mode := max(slices.Index([]string{"off", "AAI", "VVI", "DDD"}, c.Mode), 0)
	return &implantDriver{mode: float64(mode), vt: 60 / or(c.VT, 170), vf: 60 / or(c.VF, 220)}, nil
}

// New implements instrument.Driver.
func (p *implantDriver) New(r *rand.Rand) any {
	return &implantState{Ohm: usualOhm + spreadOhm*min(max(r.NormFloat64(), -2), 2), Mean: 1}
}

// Step implements instrument.Driver.
func (p *implantDriver) Step(state any, x *instrument.Drive) {
	s := state.(*implantState)
	for i := range x.Heart {
		p.sense(s, &x.Heart[i])
	}
	s.Seconds += x.Seconds
	if s.Fibrillating {
		s.InAF += x.Seconds
	}
	share := func(part, whole float64) float64 { return 100 * part / max(whole, 1) }
	v := x.Values
	v[implantImpedance] = s.Ohm
	v[implantRate] = 60 / s.Mean
	v[implantPacedA], v[implantPacedV] = share(s.PacedA, s.Atrial), share(s.PacedV, s.Beats)
	v[implantAF] = share(s.InAF, s.Seconds)
	v[implantEpisodes], v[implantShocks] = float64(s.Episodes), float64(s.Shocks)
	v[implantMode] = p.mode
}

// sense counts an event.
func (p *implantDriver) sense(s *implantState, e *rhythm.Event) {
	switch e.Kind {
	case rhythm.Atrial:
		s.Atrial++
		if e.Origin == rhythm.PacedAtrium {
			s.PacedA++
		}
	case rhythm.Ventricular:
		s.Beats++
		if e.Origin == rhythm.PacedVentricle {
			s.PacedV++
		}
		p.interval(s, e.Time-s.Last)
		s.Last = e.Time
	case rhythm.Fibrillates, rhythm.Rests:
		begins := e.Kind == rhythm.Fibrillates
		if e.Focus == 0 {
			s.Fibrillating = begins
		} else {
			s.episode(begins)
		}
	case rhythm.Shock:
		s.Shocks++
	default:
	}
}

// interval counts one in the zones.
func (p *implantDriver) interval(s *implantState, rr float64) {
	s.Mean += (min(rr, 3) - s.Mean) / 8
	s.Slow++
	if rr < p.vt {
		s.Fast, s.Slow = s.Fast+1, 0
	} else {
		s.Fast = 0
	}
	s.Fastest++
	if rr >= p.vf {
		s.Fastest = 0
	}
	if s.Fast >= detectVT || s.Fastest >= detectVF {
		s.episode(true)
	}
	if s.Slow >= episodeOver {
		s.episode(false)
	}
}

// episode begins one or ends it.
func (s *implantState) episode(on bool) {
	if on && !s.Episode {
		s.Episodes++
	}
	s.Episode = on
}
