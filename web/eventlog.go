package web

import "github.com/vitalfleet/vitalfleet/scenarios"

// Sizes of the event log.
const (
	logKept    = 2048 // entries that can be read again
	logPerRead = 200  // entries in one answer
)

// eventLog is a ring of the last entries, numbered from 1 through the life of
// the server.
type eventLog struct {
	last uint64 // number of the newest entry
	ring []logged
}

// logged is an entry with its number and its run.
type logged struct {
	Seq   uint64 `json:"seq"`
	Epoch uint32 `json:"epoch"`
	scenarios.LogEntry
}

// events is an answer to "what came after this number".
type events struct {
	Items []logged `json:"items"`
	Next  uint64   `json:"next"` // ask with this number for what follows
	More  bool     `json:"more"` // there is more already
	Gap   uint64   `json:"gap"`  // entries in between that are gone
}

func (l *eventLog) add(epoch uint32, e scenarios.LogEntry) {
	l.last++
	entry := logged{l.last, epoch, e}
	if len(l.ring) < logKept {
		l.ring = append(l.ring, entry)
		return
	}
	l.ring[(l.last-1)%logKept] = entry
}

// since copies the entries after a number, oldest first. A number from another
// server, higher than any here, starts at the beginning.
func (l *eventLog) since(seq uint64) events {
	if seq > l.last {
		seq = 0
	}
	first := l.last - uint64(len(l.ring)) + 1
	var out events
	if from := seq + 1; from < first {
		out.Gap = first - from
		seq = first - 1
	}
	to := min(l.last, seq+logPerRead)
	out.Items = make([]logged, 0, to-seq)
	for n := seq + 1; n <= to; n++ {
		out.Items = append(out.Items, l.ring[(n-1)%logKept])
	}
	out.Next, out.More = to, to < l.last
	return out
}
