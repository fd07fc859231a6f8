package mqtt

import "time"

// slowest is how fast a device that tries at once may go on trying: a refused
// dial costs microseconds and would otherwise be repeated without end.
const slowest = 100 * time.Millisecond

// wait returns how long to wait before a try to connect again; tries counts
// those that failed since the connection was lost, and u is a uniform draw from
// [0,1) for the jitter.
func (r Reconnect) wait(tries int, u float64) time.Duration {
	d := r.Min
	switch r.Backoff {
	case "immediate":
		if tries > 0 {
			d = max(d, slowest)
		}
	case "constant":
		d = max(d, slowest)
	default:
		if d == 0 && tries > 0 {
			d = 500 * time.Millisecond
		}
		d <<= min(tries, 20)
	}
	d = min(d, r.Max)
	return time.Duration(float64(d) * (1 + r.Jitter*(2*u-1)))
}
