package detect

import (
	"fmt"
	"math"
)

// QRS finds the beats in one lead of an ECG.
//
// Source: Pan J, Tompkins WJ. A real-time QRS detection algorithm. IEEE Trans
// Biomed Eng 32:230-236, 1985, doi:10.1109/TBME.1985.325532 (to check). The steps
// are the paper's: low-pass and high-pass of running sums (together 5 to 15 Hz),
// derivative, squaring, a moving window, two adaptive thresholds, halved while the
// rhythm is irregular, search-back, a T wave test by slope. Filter lengths are
// scaled from 200 Hz to the rate.
//
//	symbol           value  unit  source
//	low-pass         30     ms    paper: twice 6 samples at 200 Hz
//	high-pass        160    ms    paper: 32 samples
//	moving window    150    ms    paper
//	learning         2      s     paper
//	first threshold  1/4    -     paper: of the way from noise to signal
//	second           1/2    -     paper: of the first
//	search-back      1.66   -     paper: mean intervals without a beat
//	refractory       180    ms    200 in the paper, which 300 per minute would meet
//	T waves          360    ms    paper: within that, below half of the slope
//	end of a peak    95     ms    Hamilton PS, Comput Cardiol 29:101, 2002 (to check)
//	least complex    0.15   mV    IEC 60601-2-27, as monitors' manuals quote it
//
// What differs, and why:
//   - a running median comes first, so that pace spikes of up to 2 ms vanish;
//   - only the moving window has thresholds, not the band-pass too;
//   - a wide premature beat, slow but tall, is not taken for a T wave; a steep
//     one is taken for a T wave while the rhythm is not fast, unless what follows
//     shows that it kept time, so that T waves taller than their complexes do not
//     count and tachycardias do;
//   - a peak ends in time even if the window never empties, as in tachycardias;
//   - after 3 s of silence the thresholds sink, so that it follows a lead change.
//
// Validity: 125 to 1000 samples per second, rates of 15 to 300 per minute.
// Limits: one lead; beats are said 0.2 to 0.5 s late, the first ones after the
// learning phase; a premature beat within 360 ms that is neither as steep as the
// beat before nor a third taller is missed; at 125 samples per second a spike
// that fills two samples is not removed.
type QRS struct {
	rate  float64
	front front
	peak  peak
	judge judge
}

// Beat is a QRS complex.
type Beat struct {
	Sample    int64   // of the R peak, or of the deepest point where the complex points down
	Amplitude float64 // mV, peak to peak
	Width     float64 // s, from where the complex begins to be steep to where it ceases
}

// NewQRS returns a detector for an ECG of so many samples per second.
func NewQRS(rate float64) (QRS, error) {
	if !(rate >= 125 && rate <= 1000) {
		return QRS{}, fmt.Errorf("detect: an ECG of %g samples per second; QRS complexes are found at 125 to 1000", rate)
	}
	q := QRS{rate: rate, front: newFront(rate)}
	q.peak.patience = int64(0.095 * q.front.rate)
	q.judge = newJudge(rate, q.front.floor())
	return q, nil
}

// Advance takes samples in mV, NaN where there was no signal, and appends the
// beats that were found. They come in order.
func (q *QRS) Advance(samples []float64, found []Beat) []Beat {
	for _, x := range samples {
		if !q.front.begun && x == x {
			q.front.begin(microvolts(x, 0))
		}
		if !q.front.push(microvolts(x, q.front.held())) {
			continue
		}
		end := q.peak.push(q.front.window, q.front.internal-1)
		if end {
			if c, ok := q.front.locate(q.peak.value, q.peak.at, q.judge.pointing); ok {
				found = q.judge.hear(c, q.front.raw, found)
			}
		}
		if q.front.raw >= q.judge.deadline {
			found = q.judge.overdue(q.front.raw, found)
		}
	}
	return found
}

// Silence is the time in seconds since the last beat, or since the first sample
// if there was none.
func (q *QRS) Silence() float64 {
	return float64(q.front.raw-max(q.judge.last.sample, 0)) / q.rate
}

// asystole is the silence in seconds that monitors call asystole.
const asystole = 4.0

// Asystole reports that no beat came for 4 s.
func (q *QRS) Asystole() bool { return q.Silence() > asystole }

// frontEnd is the largest sample in mV that is taken as it is.
const frontEnd = 1000

// microvolts bounds a sample to what a front end can give. What is not a number
// is taken as the sample before.
func microvolts(x float64, before int32) int32 {
	if x != x {
		return before
	}
	return int32(math.Round(min(max(x, -frontEnd), frontEnd) * 1000))
}

// peak finds the peaks of the moving window: each ends when the window has
// fallen to half of it, or 95 ms after it.
type peak struct {
	value, before int64
	at            int64 // of the peak, internal samples
	top           int64
	topAt         int64
	patience      int64 // 95 ms, internal samples
}

// push takes the window's next value and reports that a peak has ended.
func (p *peak) push(x, now int64) bool {
	rising := x > p.before
	p.before = x
	if rising && x > p.top {
		p.top, p.topAt = x, now
		return false
	}
	if p.top > 0 && (x < p.top/2 || now-p.topAt > p.patience) {
		p.value, p.at, p.top = p.top, p.topAt, 0
		return true
	}
	return false
}
