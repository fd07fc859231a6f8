package sensor

import "time"

// Clock is a device's own clock: it differs from virtual time by an offset and
// gains or loses some parts in a million since Begin.
type Clock struct {
	Offset int64   // ns ahead of virtual time
	PPM    float64 // us gained in a second
	Begin  int64   // virtual time, ns since the Unix epoch, from which PPM counts
}

// At returns what the clock says at virtual time t, in nanoseconds since the Unix
// epoch, cut to the millisecond that time stamps have.
func (c *Clock) At(t int64) int64 {
	if c.PPM != 0 {
		t += int64(float64(t-c.Begin) * c.PPM / 1e6)
	}
	t += c.Offset
	return t - ((t%int64(time.Millisecond))+int64(time.Millisecond))%int64(time.Millisecond)
}

// Battery is a battery that empties evenly.
type Battery struct {
	Charge float64 // %, at Begin
	Begin  int64   // ns since the Unix epoch
	Life   time.Duration
}

// Level returns the charge in percent at time t, 0 when it is empty. A battery
// without a Life stays as it is.
func (b *Battery) Level(t int64) float64 {
	if b.Life <= 0 {
		return b.Charge
	}
	return max(b.Charge-100*float64(t-b.Begin)/float64(b.Life), 0)
}
