package judge

// Accounting counts what became of the messages of a selection of streams. A message is one key (stream, boot, seq).
type Accounting struct {
	Attempted    int `json:"attempted"`      // messages that the fleet tried to send
	Acked        int `json:"acked"`          // of these, acknowledged by the broker
	Delivered    int `json:"delivered"`      // of these, seen at least once
	Lost         int `json:"lost"`           // never seen
	LostAfterAck int `json:"lost_after_ack"` // never seen although acknowledged: only this is the platform's
	Recovered    int `json:"recovered"`      // seen although never acknowledged
	Duplicated   int `json:"duplicated"`     // second and later copies
	Unexpected   int `json:"unexpected"`     // seen though nobody sent it
	Reordered    int `json:"reordered"`      // first copies that are older than one of the stream seen before
	Corrupted    int `json:"corrupted"`      // first copies with another hash
	Retimed      int `json:"retimed"`        // first copies whose device time was not kept
	Late         int `json:"late"`           // first copies seen more than LateAfter after their device time

	LateAfter float64     `json:"late_after"`        // s
	LateAt    []LateCount `json:"late_at,omitempty"` // the same for the other limits that were asked for, ascending
}

// LateCount is how many first copies were seen more than After seconds after their device time.
type LateCount struct {
	After float64 `json:"after"`
	Count int     `json:"count"`
}

// Loss is a message that was never seen.
type Loss struct {
	Key
	Time  float64 `json:"time"` // device time, simulated seconds
	Acked bool    `json:"acked"`
}

// LateBy returns the number of messages that were later than limit seconds; ok is false if that limit was not counted.
func (a Accounting) LateBy(limit float64) (n int, ok bool) {
	if limit == a.LateAfter {
		return a.Late, true
	}
	for _, l := range a.LateAt {
		if l.After == limit {
			return l.Count, true
		}
	}
	return 0, false
}

// Account counts sent and seen messages; seen is in order of arrival. A key that is sent twice is one message, and the
// later entry describes it. Messages are late when seen more than the first of the limits, in seconds, after their device
// time (60 s if none is given); further limits are counted in LateAt.
func Account(sent []Sent, seen []Seen, limits ...float64) Accounting {
	a := NewAccountant(limits...)
	for _, m := range sent {
		a.Sent(m.Stream, m.Boot, m.Seq, m.Time, DigestText(m.Hash))
		if m.Acked {
			a.Acked(m.Stream, m.Boot, m.Seq)
		}
	}
	for _, s := range seen {
		a.Seen(s.Stream, s.Boot, s.Seq, Arrival{Time: s.Time, Stamp: s.Stamp, Stamped: s.Stamped, Digest: DigestText(s.Hash)})
	}
	return a.Total(nil)
}
