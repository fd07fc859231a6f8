package detect

// Rate is the heart rate that a monitor shows, from the intervals between the
// beats that it found. Its rule is a common one of bedside monitors: the mean of
// the last 12 intervals without the longest and the shortest; when the last three
// intervals are all above 1.2 s, the mean of the last four. So a step from 80 to
// 120 or to 40 per minute is shown within 7 s, and bigeminy shows its mean rate.
//
// Validity: 15 to 300 per minute. Makers' figures beside which to read it: step
// response below 11 s, bigeminy of 80 within 1, alternating rhythms of 60 and 120
// within 1, bidirectional systoles of 90 within 2 per minute.
type Rate struct {
	intervals [rateIntervals]float64 // s
	count     int64
	last      float64 // s, of the last beat
	begun     bool
}

const (
	rateIntervals = 12
	slowInterval  = 1.2 // s
	slowRun       = 3   // intervals above it
	slowMean      = 4   // intervals that are then averaged
	trimmedFrom   = 5   // intervals from which the longest and the shortest are left out
	standstill    = 4.0 // s of silence at which the rate is 0
	slowestPause  = 1.5 // mean intervals, where that is longer
)

// Beat takes a beat at a time in s; times grow.
func (r *Rate) Beat(t float64) {
	if r.begun && t > r.last {
		r.intervals[r.count%rateIntervals] = t - r.last
		r.count++
	}
	r.last, r.begun = t, true
}

// At returns the rate per minute at a time in s; ok is false as long as no
// interval is known. It is 0 once no beat came for 4 s, or for one and a half
// mean intervals where that is longer.
func (r *Rate) At(t float64) (perMinute float64, ok bool) {
	if r.count == 0 {
		return 0, false
	}
	mean := r.mean()
	if t-r.last > max(standstill, slowestPause*mean) {
		return 0, true
	}
	return 60 / mean, true
}

func (r *Rate) mean() float64 {
	known := min(r.count, rateIntervals)
	if known >= slowRun && r.isSlow() {
		known = min(known, slowMean)
		sum := 0.0
		for k := range known {
			sum += r.ago(k)
		}
		return sum / float64(known)
	}
	sum, low, high := 0.0, r.ago(0), r.ago(0)
	for k := range known {
		s := r.ago(k)
		sum, low, high = sum+s, min(low, s), max(high, s)
	}
	if known < trimmedFrom {
		return sum / float64(known)
	}
	return (sum - low - high) / float64(known-2)
}

// ago returns the interval of k intervals before the last.
func (r *Rate) ago(k int64) float64 { return r.intervals[(r.count-1-k)%rateIntervals] }

func (r *Rate) isSlow() bool {
	for k := range int64(slowRun) {
		if r.ago(k) <= slowInterval {
			return false
		}
	}
	return true
}
