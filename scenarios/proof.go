package scenarios

import (
	"math"
	"time"
)

// proof follows a message that showed a condition: a miss is blamed on whoever
// had it last.
type proof struct {
	at       float64 // s, device time
	acked    float64 // s, when the broker acknowledged it; +Inf never
	mirrored float64 // s, when an observer of the devices' own topics saw it; +Inf never
	arrived  float64 // s, when any observer saw it; +Inf never
}

// proofs are kept by message, and by label and twin. No more than a few an
// episode are needed to tell how far its news came.
type proofs struct {
	byMessage map[messageID]*proof
	byEpisode map[[2]int][]*proof
}

// mostProofs is how many messages of one label and twin are followed.
const mostProofs = 256

func (p *proofs) add(label, twin int, id messageID, at float64) {
	k := [2]int{label, twin}
	if len(p.byEpisode[k]) >= mostProofs {
		return
	}
	if p.byMessage == nil {
		p.byMessage, p.byEpisode = map[messageID]*proof{}, map[[2]int][]*proof{}
	}
	q, ok := p.byMessage[id]
	if !ok {
		q = &proof{at: at, acked: math.Inf(1), mirrored: math.Inf(1), arrived: math.Inf(1)}
		p.byMessage[id] = q
	}
	p.byEpisode[k] = append(p.byEpisode[k], q)
}

func (p *proofs) of(label, twin int) []*proof { return p.byEpisode[[2]int{label, twin}] }

func (p *proofs) acked(id messageID, at time.Duration) {
	if q, ok := p.byMessage[id]; ok {
		q.acked = min(q.acked, at.Seconds())
	}
}

// arrived notes that an observer saw a message; own, that it reads the devices'
// own topics.
func (p *proofs) arrived(id messageID, at time.Duration, own bool) {
	q, ok := p.byMessage[id]
	if !ok {
		return
	}
	q.arrived = min(q.arrived, at.Seconds())
	if own {
		q.mirrored = min(q.mirrored, at.Seconds())
	}
}

// arrival is when the first news of an episode came through.
func (p *proofs) arrival(label, twin int, onset, end float64) (at float64, ok bool) {
	at = math.Inf(1)
	for _, q := range p.of(label, twin) {
		if q.at >= onset && q.at <= end {
			at = min(at, q.arrived)
		}
	}
	if math.IsInf(at, 1) {
		return 0, false
	}
	return at, true
}

// lagLog is the greatest lag of each stretch of the run.
type lagLog struct{ worst map[int64]float64 }

// lagSlot is how long a stretch of the lag log is, s.
const lagSlot = 1.0

func (l *lagLog) add(at, lag time.Duration) {
	if l.worst == nil {
		l.worst = map[int64]float64{}
	}
	if k, v := int64(at.Seconds()/lagSlot), lag.Seconds(); v > l.worst[k] && v > 1e-3 {
		l.worst[k] = v
	}
}

func (l *lagLog) during(from, to float64) float64 {
	worst := 0.0
	for k := int64(from / lagSlot); k <= int64(to/lagSlot); k++ {
		worst = max(worst, l.worst[k])
	}
	return worst
}
