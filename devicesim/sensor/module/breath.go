package module

import "github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"

// Respiration is the module of the impedance of the chest or of a band around it: it
// finds breaths.
func Respiration(taps []Tap) (New, error) {
	b, err := detect.NewBreaths(taps[0].Rate, shallowest)
	return func() Module { return &respiration{tap: taps[0], detector: b, found: make([]detect.Breath, 0, 4)} }, err
}

const (
	shallowest = 0.1 // ohm, the smallest breath that counts
	faintest   = 3   // mmHg, the smallest rise of carbon dioxide that does
)

type respiration struct {
	tap      Tap
	detector detect.Breaths
	found    []detect.Breath
	first    int64
	begun    bool
}

func (r *respiration) Hear(pieces []Piece, off bool, found *Found) {
	if !r.begun {
		r.begun, r.first = true, pieces[0].First
	}
	r.found = r.detector.Advance(pieces[0].Values, r.found[:0])
	if off {
		return
	}
	for _, b := range r.found { // said when the next one has begun
		found.Breaths = append(found.Breaths, r.tap.seconds(r.first+b.Start)+b.Interval)
	}
}

func (r *respiration) Value(Quantity) (float64, bool) { return 0, false }

// Capnometer is the module of carbon dioxide at the airway.
func Capnometer(taps []Tap) (New, error) {
	c, err := detect.NewCapnogram(taps[0].Rate, faintest)
	return func() Module { return &capnometer{tap: taps[0], detector: c, found: make([]detect.Exhalation, 0, 4)} }, err
}

// breathless is the silence in seconds after which no end-tidal value stands.
const breathless = 30.0

type capnometer struct {
	tap      Tap
	detector detect.Capnogram
	found    []detect.Exhalation
	first    int64
	begun    bool
	known    bool
	level    float64 // mmHg
	at, now  float64 // s
}

func (c *capnometer) Hear(pieces []Piece, off bool, found *Found) {
	if !c.begun {
		c.begun, c.first = true, pieces[0].First
	}
	c.found = c.detector.Advance(pieces[0].Values, c.found[:0])
	c.now = c.tap.seconds(pieces[0].First + int64(len(pieces[0].Values)))
	if off {
		c.known = false
		return
	}
	for _, e := range c.found {
		c.level, c.known, c.at = e.EndTidal, true, c.tap.seconds(c.first+e.Sample)
		found.Breaths = append(found.Breaths, c.at)
	}
}

func (c *capnometer) Value(q Quantity) (float64, bool) {
	if q != EndTidal {
		return 0, false
	}
	if c.known && c.now-c.at > breathless {
		return 0, true
	}
	return c.level, c.known
}
