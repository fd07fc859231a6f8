package detect

// Capnogram finds breaths in the carbon dioxide of the airway: the end-tidal
// value is the highest of each expiration, the inspired one the lowest of the
// inspiration before it. The turns are found as in Breaths.
//
// Validity: 3 to 60 breaths per minute at 20 samples per second or more. Limits:
// a cleft in the plateau deeper than 40 % counts as a breath.
type Capnogram struct {
	turns    turns
	inspired float64
	at       int64 // end of the last expiration
	state    int8  // 0: nothing yet, 1: an inspiration, 2: and an expiration
	begun    bool
}

// Exhalation is one breath in a capnogram.
type Exhalation struct {
	Sample   int64   // at which carbon dioxide was highest: the end of expiration
	EndTidal float64 // in the wave's unit
	Inspired float64
	Interval float64 // s since the end of the expiration before, 0 for the first
}

// NewCapnogram returns a detector for so many samples per second. Least is the
// smallest rise that counts as a breath, such as 3 mm[Hg].
func NewCapnogram(rate, least float64) (Capnogram, error) {
	t, err := newTurns(rate, 8, least)
	return Capnogram{turns: t}, err
}

// Advance takes samples, NaN where there was no signal, and appends the breaths
// whose expiration ended in them.
func (c *Capnogram) Advance(samples []float64, found []Exhalation) []Exhalation {
	for _, x := range samples {
		value, at, top, ok := c.turns.push(x)
		switch {
		case !ok:
		case !top:
			c.inspired, c.state = value, 1
		case c.state == 1:
			c.turns.deepen(value - c.inspired)
			e := Exhalation{Sample: at, EndTidal: value, Inspired: c.inspired}
			if c.begun {
				e.Interval = float64(at-c.at) / c.turns.rate
			}
			c.at, c.begun, c.state = at, true, 2
			if value-c.inspired >= c.turns.least {
				found = append(found, e)
			}
		}
	}
	return found
}

// Silence is the time in seconds since the last expiration ended, or since the
// first sample.
func (c *Capnogram) Silence() float64 { return float64(c.turns.count-c.at) / c.turns.rate }
