package instrument

import (
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// setup is a table with a config applied. Devices of equal config share it.
type setup struct {
	rules    []Rule
	channels []channelSetup
	offset   time.Duration
	drift    float64 // ppm
	grade    sensor.CGMGrade
	driver   Driver
	wear     wearing // of glucose sensors
	wiring   *wiring // nil without waves

	interval float64 // s, of which the paces are
}

type channelSetup struct {
	on           bool
	waved        bool            // it is measured on waves
	read         module.Quantity // which a module is asked for, None: not asked
	error        Error
	response     float64 // s
	every        time.Duration
	display      sensor.Display
	decimals     int
	lag, noise   sensor.Pace
	motion       sensor.Pace
	watchedPause float64 // s without a beat or breath after which the rate is 0
}

// The time that motion artefacts last, and how long a detector waits for the next
// beat or breath before it shows 0 where no alarm says otherwise.
const (
	motionTau   = 3.0 // s
	beatPause   = 5.0
	breathPause = 30.0
)

func newSetup(t *Table, c config) (*setup, error) {
	wiring, err := wire(t, &c)
	if err != nil {
		return nil, err
	}
	s := &setup{offset: time.Duration(c.Clock.Offset), drift: c.Clock.DriftPPM, interval: math.NaN(), driver: c.driver, wear: c.wear, wiring: wiring}
	if s.grade = sensor.CGMGrade(max(slices.Index(sensor.CGMGrades(), c.Sensor), 0)); c.Sensor == "" && c.Accuracy == "poor" {
		s.grade = sensor.PoorCGM
	}
	class := map[string]Class{"": Clinical, "clinical": Clinical, "consumer": Consumer, "poor": Poor}[c.Accuracy]
	for _, r := range t.Rules {
		r.channel = slices.IndexFunc(t.Channels, func(ch Channel) bool { return ch.Code.ID == r.Channel })
		s.rules = append(s.rules, configure(t, r, c))
	}
	for _, ch := range t.Channels {
		display := sensor.Display{Low: ch.Low, High: ch.High, Resolution: ch.Resolution}
		cs := channelSetup{
			on: ch.Option == "" || ch.Option == "etco2" && c.EtCO2, error: ch.Errors[class], response: ch.Response.Seconds(),
			every: ch.Every, display: display, decimals: display.Decimals(), watchedPause: beatPause,
		}
		if s.wiring.site(ch.Site) {
			cs.read = ch.Quantity
			cs.waved = ch.Quantity != module.None || ch.Source == FromBeats || ch.Source == FromInterval || ch.Source == FromBreaths
		}
		cs.on = cs.waved || cs.on && ch.Source != FromModule
		if cs.read != module.None && cs.read != module.Saturation {
			cs.response = 0 // its module averages
		}
		if cs.waved {
			cs.error.SD = 0 // what errs is the wave
		}
		if ch.Source == FromBreaths || ch.Source == FromCO2 {
			cs.watchedPause = breathPause
		}
		if c.Averaging > 0 && ch.Averaged {
			cs.response = time.Duration(c.Averaging).Seconds() / 2
		}
		if c.NIBPInterval > 0 && ch.Every > 0 {
			cs.every = time.Duration(c.NIBPInterval)
		}
		s.channels = append(s.channels, cs)
	}
	return s, nil
}

func configure(t *Table, r Rule, c config) Rule {
	set, named := c.Limits[r.Channel]
	if t.Mute && !named && (r.When == Below || r.When == Above) {
		r.Limit = math.NaN() // no value is beyond it
		return r
	}
	r.Latching = r.Latching || c.Latching
	if r.Fixed {
		return r
	}
	if c.CancelWindow != nil && r.When == Seen {
		r.Delay = time.Duration(*c.CancelWindow)
	} else if c.AlarmDelay != nil {
		r.Delay = time.Duration(*c.AlarmDelay)
	}
	if r.When == Below && set.Low != nil {
		r.Limit = *set.Low
	}
	if r.When == Above && set.High != nil {
		r.Limit = *set.High
	}
	return r
}

// pace makes the paces of a step length. Steps of one length follow each other,
// so this is rarely work.
func (s *setup) pace(dt float64) {
	if dt == s.interval {
		return
	}
	s.interval = dt
	for i := range s.channels {
		c := &s.channels[i]
		c.lag = sensor.PaceOf(dt, c.response)
		c.noise = sensor.PaceOf(dt, c.error.Tau.Seconds())
		c.motion = sensor.PaceOf(dt, motionTau)
	}
}
