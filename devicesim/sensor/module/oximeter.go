package module

import "github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"

// Oximeter is the module of a probe with red and infrared light, the taps in this
// order: saturation by the ratio of ratios, perfusion and pulse rate.
func Oximeter(taps []Tap) (New, error) {
	o, err := detect.NewOximeter(taps[0].Rate, detect.Curve{})
	return func() Module { return &oximeter{tap: taps[0], detector: o, found: make([]detect.PulseReading, 0, 8)} }, err
}

// pulseless is the silence in seconds after which there is no pulse.
const pulseless = 5.0

type oximeter struct {
	tap      Tap
	detector detect.Oximeter
	found    []detect.PulseReading
	rate     detect.Rate
	last     detect.PulseReading
	known    bool
	first    int64 // sample that the detector calls 0
	now      float64
	begun    bool
}

func (o *oximeter) Hear(pieces []Piece, off bool, _ *Found) {
	if !o.begun {
		o.begun, o.first = true, pieces[0].First
	}
	red, infrared := pieces[0].Values, pieces[1].Values
	n := min(len(red), len(infrared))
	o.found, _ = o.detector.Advance(red[:n], infrared[:n], o.found[:0]) // as many of both
	o.now = o.tap.seconds(pieces[0].First + int64(n))
	if off {
		o.known, o.rate = false, detect.Rate{}
		return
	}
	for _, p := range o.found {
		o.last, o.known = p, true
		o.rate.Beat(o.tap.seconds(o.first + p.Sample))
	}
}

func (o *oximeter) Value(q Quantity) (float64, bool) {
	silent := o.detector.Silence() > pulseless
	switch q {
	case Perfusion:
		if silent {
			return 0, o.begun
		}
		return o.last.Perfusion, o.known
	case Saturation:
		return o.last.Saturation, o.known && !silent
	case PulseRate:
		return o.rate.At(o.now)
	default:
		return 0, false
	}
}
