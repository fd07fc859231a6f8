package sensor

// rateBeats is the number of intervals that a Rate averages. Monitors average
// over 4 to 10 beats; with 6 a step from 80 to 40 per minute is shown within the
// 11 s that monitors claim.
const rateBeats = 6

// Rate is a heart or respiration rate as a device finds it: the mean of the last
// intervals between the events that it detected.
type Rate struct {
	Intervals [rateBeats]float64 // s
	Count     int32
	Next      int32
	Last      int64 // time of the last event, ns since the Unix epoch; 0: none yet
	Since     int64 // time from which the device has listened
}

// Add gives the rate an interval in seconds that ended at time t.
func (r *Rate) Add(seconds float64, t int64) {
	r.Last = t
	if !(seconds > 0) || seconds > 60 {
		return
	}
	r.Intervals[r.Next] = seconds
	r.Next = (r.Next + 1) % rateBeats
	r.Count = min(r.Count+1, rateBeats)
}

// Listen says from when the device has listened; the first call counts.
func (r *Rate) Listen(t int64) {
	if r.Since == 0 {
		r.Since = t
	}
}

// Silence is the time in seconds since the last event, or since the device began
// to listen.
func (r *Rate) Silence(t int64) float64 {
	return float64(t-max(r.Last, r.Since)) / 1e9
}

// PerMinute returns the rate at time t; ok is false as long as no interval is
// known. When nothing comes for longer than the mean interval, the rate falls
// with the time that passes; after pause seconds it is 0.
func (r *Rate) PerMinute(t int64, pause float64) (rate float64, ok bool) {
	silence := r.Silence(t)
	if silence >= pause {
		return 0, true
	}
	if r.Count == 0 {
		return 0, false
	}
	sum := 0.0
	for _, s := range r.Intervals[:r.Count] {
		sum += s
	}
	mean := sum / float64(r.Count)
	if silence > 2*mean {
		mean = silence
	}
	return 60 / mean, true
}

// Interval returns the last interval in seconds; ok is false if there is none.
func (r *Rate) Interval() (seconds float64, ok bool) {
	if r.Count == 0 {
		return 0, false
	}
	return r.Intervals[(r.Next+rateBeats-1)%rateBeats], true
}

// Sound reports whether a Rate that was read from outside can be used.
func (r *Rate) Sound() bool {
	return r.Count >= 0 && r.Count <= rateBeats && r.Next >= 0 && r.Next < rateBeats
}
