package sensor

import (
	"math"
	"math/rand/v2"
	"time"
)

// Session is how a continuous glucose sensor is worn.
type Session struct {
	Warmup      time.Duration // after insertion no value is given for so long
	Life        time.Duration // after insertion; at most the ten days that CGM is known for
	Replace     bool          // at the end of its life a new sensor is inserted
	Compression float64       // times a night that the sleeper lies on the sensor
}

// Wear is what happens to one sensor on its site, beside its errors. Under pressure
// blood flow and so the local glucose fall and come back: readings sink by a share
// within minutes and recover as fast when the wearer turns (Baysal N et al., J Diabetes
// Sci Technol 8:1091, 2014; depths and times are choices in the range of its figures,
// to check).
type Wear struct {
	Inserted int64   // ns since the Unix epoch
	Pressed  int64   // the wearer lies on the sensor until then, ns
	Depth    float64 // share that is lost under lasting pressure
	Lost     float64 // share that is lost now
	Felt     int64   // when pressure was last looked at, ns; 0: never
	Offset   float64 // set by calibration, mg/dL
}

// Of a night and its episodes.
const (
	nightBegins = 23 // o'clock
	nightEnds   = 6
	pressTau    = 300.0 // s, of the fall and of the recovery
)

// Ready reports whether the warm-up is over.
func (w *Wear) Ready(s *Session, now int64) bool { return now-w.Inserted >= int64(s.Warmup) }

// Left is how much of the sensor's life is left; not above 0 it has expired.
func (w *Wear) Left(s *Session, now int64) time.Duration {
	return s.Life - time.Duration(now-w.Inserted)
}

// Days is how long the sensor has been reading, which its drift counts from.
func (w *Wear) Days(s *Session, now int64) float64 {
	return max(float64(now-w.Inserted-int64(s.Warmup))/86400e9, 0)
}

// Press lets the time since its last call pass on the site and returns the share of
// glucose that reaches the sensor. A held share is that of a fault, 0 for none. It draws
// from r only where the session has episodes.
func (w *Wear) Press(s *Session, r *rand.Rand, now int64, held float64) float64 {
	seconds := float64(now-w.Felt) / 1e9
	if w.Felt == 0 {
		seconds = 0
	}
	w.Felt = now
	if s.Compression > 0 && now >= w.Pressed && night(now) {
		const hours = 24 - nightBegins + nightEnds
		if r.Float64() < -math.Expm1(-s.Compression*seconds/(hours*3600)) {
			w.Pressed = now + int64((20+40*r.Float64())*60e9)
			w.Depth = 0.2 + 0.4*r.Float64()
		}
	}
	to := held
	if now < w.Pressed {
		to = max(to, w.Depth)
	}
	w.Lost += (to - w.Lost) * -math.Expm1(-seconds/pressTau)
	return 1 - w.Lost
}

// night tells by UTC, which scenarios' times of day are.
func night(now int64) bool {
	h := time.Unix(0, now).UTC().Hour()
	return h >= nightBegins || h < nightEnds
}
