package instrument

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// Table is a type of device. New makes a model of it.
type Table struct {
	Type    string
	Title   string
	Help    string
	Segment devicesim.Segment
	Period  time.Duration // publish period where a Spec names none

	Channels []Channel
	Rules    []Rule
	// Waves are what the device can sample, and Modules what it measures on them. Which
	// of them are at work is in the config. A Sensing device's modules are always at
	// work: it measures in no other way.
	Waves     []Wave
	Modules   []Module
	Sensing   bool
	Recording Recording
	// Mute devices judge values only where the config names limits of their code;
	// without, they alarm about themselves alone: a probe that is off, no pulse.
	Mute bool
	// Lacks are faults that the device cannot show, such as being stuck where values
	// stand for an hour anyway.
	Lacks   []string
	Battery time.Duration // life of a full battery; 0: mains
	Memory  int           // reports that wait while nobody is in reach; 0: none
	// Cuff is the range of the time that a spot measurement takes, in seconds,
	// for the channels whose Age counts in it.
	Cuff [2]float64
	// Reconcile puts values of one measurement into an order that the body
	// forces on them, such as diastolic below systolic. Values are in the order
	// of Channels; absent ones are NaN.
	Reconcile func(values []float64)
	// Settings are the config members that this type has besides the common
	// ones: their JSON Schemas by name.
	Settings map[string]string
	// Driver makes what the device does on its own, nil for a device that only
	// measures, and Wants are the signals that it reads.
	Driver DriverOf
	Wants  []physiology.Signal
}

// Source is where the raw value of a channel comes from.
type Source uint8

// The sources.
const (
	FromSignal   Source = iota // a signal of the body
	FromBeats                  // heart rate over the device's own beat average, /min
	FromInterval               // last interval between beats, ms
	FromBreaths                // respiration rate over the device's own breath average, /min
	FromCO2                    // end-tidal carbon dioxide of the last breath, mmHg
	FromBattery                // charge, %
	FromDriver                 // what the device's driver says
	FromModule                 // Quantity, as a module of the site finds it; without its waves the channel is not there
)

// Channel is one measured quantity and the sensor behind it.
type Channel struct {
	Code   devicesim.Code
	Site   string // the probe that it shares with other channels: "finger", "ecg"
	Source Source
	Signal physiology.Signal // of FromSignal; of FromBreaths the rate at which the average starts
	// Quantity is what takes the place of Source while a module of the site is at work.
	// None leaves the Source, whose beats or breaths are then those that it finds.
	Quantity module.Quantity

	// Needs is a signal that must be at least Enough for this sensor to measure,
	// else its quality is low-perfusion. Enough 0: no need.
	Needs  physiology.Signal
	Enough float64

	Spot     bool          // measured when a report is due and not in between
	Every    time.Duration // a spot measurement is made no more often than this
	Age      float64       // where in the time of a spot measurement the value is taken: 0 end, 1 begin
	Response time.Duration // time constant of the lag
	Averaged bool          // the lag is an average over twice Response, which the config may change
	Settle   time.Duration // after probe-on or restart no value is given for so long

	Low, High, Resolution float64 // of the display

	Errors [3]Error                   // by Class
	Scale  func(true float64) float64 // how the error depends on the true value; nil: it does not
	Motion Error                      // pull (Bias) and shake (SD) of motion at intensity 1
	Spike  float64                    // what an isolated spike adds where the fault does not say
	CGM    bool                       // errs as a continuous glucose sensor, in place of Errors
	Option string                     // the config member that switches this channel on; "" is always on
}

// Error is the error of a channel: each device has its own constant offset, with
// the standard deviation Bias over devices, and noise of standard deviation SD
// whose autocorrelation falls with the time constant Tau. Units as the channel.
type Error struct {
	Bias, SD float64
	Tau      time.Duration
}

// Class is an accuracy class.
type Class uint8

// The accuracy classes, in the order of Channel.Errors.
const (
	Clinical Class = iota
	Consumer
	Poor
)

// When is the condition of a Rule.
type When uint8

// The conditions. All up to Above need a value, and none of those holds while the
// probe is off or the device is starting.
const (
	Below   When = iota // the value is below the limit
	Above               // the value is above the limit
	Silence             // no beat or breath for Limit seconds
	Off                 // the probe is off
	Weak                // there is no pulse to measure on
	Lost                // nobody is in reach
	Ending              // the glucose sensor has Limit hours or less to live
	Seen                // a module of the channel's site sees Sign; nothing is seen without waves
)

// Rule is one alarm of a device.
type Rule struct {
	alarm.Rule
	Channel string // the code of the channel that is watched
	When    When
	Limit   float64
	Sign    module.Quantity // of Seen
	Strip   bool            // stored waves are sent when it starts
	// Fixed rules have a limit that the config cannot change. Others take theirs
	// from limits.CODE.low or .high, and their delay from alarm_delay.
	Fixed bool

	channel int
}

// inputs returns the signals that the table needs, each once.
func (t *Table) inputs() []physiology.Signal {
	var list []physiology.Signal
	add := func(s physiology.Signal) {
		for _, have := range list {
			if have == s {
				return
			}
		}
		list = append(list, s)
	}
	for _, c := range t.Channels {
		if c.Source == FromSignal || c.Source == FromBreaths {
			add(c.Signal)
		}
		if c.Enough > 0 {
			add(c.Needs)
		}
	}
	for _, s := range t.Wants {
		add(s)
	}
	return list
}

func (t *Table) has(sources ...Source) bool {
	for _, c := range t.Channels {
		for _, s := range sources {
			if c.Source == s {
				return true
			}
		}
	}
	return false
}

// SignalCode is the code under which a device reports a signal of the body: the
// signal's own id and UCUM unit, with the codes of the way in which it was
// measured.
func SignalCode(s physiology.Signal, mdc uint32, loinc string) devicesim.Code {
	info := s.Info()
	return devicesim.Code{ID: info.ID, Unit: info.UCUM, MDC: mdc, LOINC: loinc}
}
