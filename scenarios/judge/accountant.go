package judge

import (
	"cmp"
	"slices"
)

// DefaultLateAfter is the delay, in seconds, after which a message is late if a run does not say otherwise.
const DefaultLateAfter = 60.0

// Arrival is what an observer saw of one message.
type Arrival struct {
	Time    float64 // receipt, simulated seconds
	Stamp   float64 // device time that the platform reports, simulated seconds; read only if Stamped
	Stamped bool
	Digest  Digest
}

// Accountant accounts for the messages of a run while it goes on. It holds a message only while it is not both delivered
// and acknowledged; of finished messages it keeps ranges of sequence numbers, so that a healthy run of any length needs
// memory per stream and per message in flight, and a lost message costs about 100 bytes.
//
// Sent must be called before the message can be seen, that is, before it is handed to the link. A key stands for one
// message: sending it again before it was seen describes it anew, and afterwards changes nothing.
// An Accountant is not safe for concurrent use.
type Accountant struct {
	limits  []float64 // s; limits[0] is the one that Accounting.Late counts
	index   map[string]uint32
	streams []stream
	open    map[place]message
	waiting int // messages not seen yet
}

// place is a Key with the stream's number for its name.
type place struct {
	stream, boot uint32
	seq          uint64
}

// message is an attempted message that is not both delivered and acknowledged.
type message struct {
	time             float64
	digest           Digest
	acked, delivered bool
}

// stream holds one stream's counts. Delivered and acknowledged messages are in done, all others in Accountant.open.
type stream struct {
	name   string
	count  Accounting
	late   []int // of limits[1:]
	done   []boot
	newest place // of the expected messages seen so far
	any    bool  // newest is set
}

type boot struct {
	number uint32
	seqs   ranges
}

// NewAccountant returns an accountant that counts messages as late when they are seen more than limits[0] seconds after
// their device time (DefaultLateAfter if there is no limit); further limits are counted beside it.
func NewAccountant(limits ...float64) *Accountant {
	limits = slices.Clone(limits)
	if len(limits) == 0 {
		limits = []float64{DefaultLateAfter}
	}
	slices.Sort(limits[1:])
	return &Accountant{limits: limits, index: map[string]uint32{}, open: map[place]message{}}
}

// Sent records that a message is about to be sent; time is its device time in simulated seconds.
func (a *Accountant) Sent(name string, boot uint32, seq uint64, time float64, d Digest) {
	n, s := a.stream(name)
	p := place{n, boot, seq}
	old, open := a.open[p]
	switch {
	case open && old.delivered, !open && s.doneWith(boot, seq):
		return
	case open && old.acked:
		s.count.Acked--
	case !open:
		s.count.Attempted++
		a.waiting++
	}
	a.open[p] = message{time: time, digest: d}
}

// Acked records that the broker acknowledged a message. Acknowledging an unknown message, or one twice, changes nothing.
func (a *Accountant) Acked(name string, boot uint32, seq uint64) {
	n, s := a.stream(name)
	p := place{n, boot, seq}
	m, open := a.open[p]
	if !open || m.acked {
		return
	}
	s.count.Acked++
	if m.delivered {
		s.count.Recovered--
		a.finish(s, p)
		return
	}
	m.acked = true
	a.open[p] = m
}

// Seen records that an observer saw a message, and returns what was wrong with it.
func (a *Accountant) Seen(name string, boot uint32, seq uint64, v Arrival) Fault {
	n, s := a.stream(name)
	p := place{n, boot, seq}
	m, open := a.open[p]
	switch {
	case open && m.delivered, !open && s.doneWith(boot, seq):
		s.count.Duplicated++
		return Duplicated
	case !open:
		s.count.Unexpected++
		return Unexpected
	}
	f := a.firstCopy(s, p, m, v)
	if m.acked {
		a.finish(s, p)
		return f
	}
	s.count.Recovered++
	m.delivered = true
	a.open[p] = m
	return f
}

// firstCopy compares the first copy of a message with what was sent.
func (a *Accountant) firstCopy(s *stream, p place, m message, v Arrival) (f Fault) {
	s.count.Delivered++
	a.waiting--
	if v.Digest != m.digest {
		s.count.Corrupted++
		f |= Corrupted
	}
	if v.Stamped && v.Stamp != m.time {
		s.count.Retimed++
		f |= Retimed
	}
	if s.any && older(p, s.newest) {
		s.count.Reordered++
		f |= Reordered
	} else {
		s.newest, s.any = p, true
	}
	delay := v.Time - m.time
	if delay > a.limits[0] {
		s.count.Late++
		f |= Late
	}
	for i, limit := range a.limits[1:] {
		if delay > limit {
			s.late[i]++
		}
	}
	return f
}

func older(p, than place) bool { return p.boot < than.boot || p.boot == than.boot && p.seq < than.seq }

// finish forgets a message that is both delivered and acknowledged, but for its number.
func (a *Accountant) finish(s *stream, p place) {
	delete(a.open, p)
	for i := range s.done {
		if s.done[i].number == p.boot {
			s.done[i].seqs.add(p.seq)
			return
		}
	}
	s.done = append(s.done, boot{number: p.boot})
	s.done[len(s.done)-1].seqs.add(p.seq)
}

func (s *stream) doneWith(number uint32, seq uint64) bool {
	for i := range s.done {
		if s.done[i].number == number {
			return s.done[i].seqs.has(seq)
		}
	}
	return false
}

func (a *Accountant) stream(name string) (uint32, *stream) {
	n, ok := a.index[name]
	if !ok {
		n = uint32(len(a.streams))
		a.index[name] = n
		a.streams = append(a.streams, stream{name: name, late: make([]int, len(a.limits)-1)})
	}
	return n, &a.streams[n]
}

// Waiting returns the number of messages that were sent and not seen yet. It costs nothing, so a run can ask often whether
// everything has arrived.
func (a *Accountant) Waiting() int { return a.waiting }

// Total adds up the streams for which keep is true; a nil keep takes all. It may be called while the run goes on, and then
// counts what is still on its way as lost.
func (a *Accountant) Total(keep func(stream string) bool) Accounting {
	t := Accounting{LateAfter: a.limits[0]}
	for _, limit := range a.limits[1:] {
		t.LateAt = append(t.LateAt, LateCount{After: limit})
	}
	lostAfterAck := a.lostAfterAck()
	for i := range a.streams {
		s := &a.streams[i]
		if keep != nil && !keep(s.name) {
			continue
		}
		t.Attempted += s.count.Attempted
		t.Acked += s.count.Acked
		t.Delivered += s.count.Delivered
		t.LostAfterAck += lostAfterAck[i]
		t.Recovered += s.count.Recovered
		t.Duplicated += s.count.Duplicated
		t.Unexpected += s.count.Unexpected
		t.Reordered += s.count.Reordered
		t.Corrupted += s.count.Corrupted
		t.Retimed += s.count.Retimed
		t.Late += s.count.Late
		for j, n := range s.late {
			t.LateAt[j].Count += n
		}
	}
	t.Lost = t.Attempted - t.Delivered
	return t
}

// lostAfterAck counts, for each stream, the acknowledged messages that were never seen.
func (a *Accountant) lostAfterAck() []int {
	n := make([]int, len(a.streams))
	for p, m := range a.open {
		if m.acked && !m.delivered {
			n[p.stream]++
		}
	}
	return n
}

// Losses lists the first most messages of the kept streams that were never seen, by stream, boot and seq; a nil keep takes
// all streams, and a negative most takes all messages.
func (a *Accountant) Losses(keep func(stream string) bool, most int) []Loss {
	var l []Loss
	for p, m := range a.open {
		name := a.streams[p.stream].name
		if m.delivered || keep != nil && !keep(name) {
			continue
		}
		l = append(l, Loss{Key: Key{name, p.boot, p.seq}, Time: m.time, Acked: m.acked})
	}
	slices.SortFunc(l, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Boot, b.Boot), cmp.Compare(a.Seq, b.Seq))
	})
	if most >= 0 && len(l) > most {
		l = l[:most]
	}
	return l
}
