package web

// subscriptions are what a client looks at and how far it has got.
type subscriptions struct {
	fleet   bool
	events  bool
	twin    *twinView
	id      string // of the twin
	unacked int    // map frames on their way

	told      uint64 // version of the last fleet message
	toldEpoch uint32
	cursor    uint32 // map
	sampled   uint64 // history
	seq       uint64 // event log
	twinTold  uint64
	trended   uint64
}

// end gives back what the client held.
func (s *subscriptions) end(b *board) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.dropTwin()
	if s.fleet {
		s.fleet = false
		b.mapViewers.Add(-1)
	}
}

func (s *subscriptions) dropTwin() {
	if s.twin != nil {
		s.twin.refs--
	}
	s.twin, s.id, s.twinTold, s.trended = nil, "", 0, 0
}

// change subscribes or unsubscribes. It is called with the board's lock held.
func (s *subscriptions) change(b *board, cmd command) string {
	switch {
	case cmd.Sub == "fleet":
		if !s.fleet {
			b.mapViewers.Add(1)
		}
		s.fleet, s.cursor, s.sampled, s.told, s.unacked = true, 0, 0, 0, 0
	case cmd.Unsub == "fleet":
		if s.fleet {
			b.mapViewers.Add(-1)
		}
		s.fleet = false
	case cmd.Sub == "twin":
		s.dropTwin()
		s.id = cmd.ID
		return s.findTwin(b)
	case cmd.Unsub == "twin":
		s.dropTwin()
	case cmd.Sub == "events":
		s.events, s.seq = true, cmd.Since
	case cmd.Unsub == "events":
		s.events = false
	default:
		return "message: sub, unsub (fleet, twin, events) or control is expected"
	}
	return ""
}

// findTwin binds the twin's id to its view in the run that is on the board.
func (s *subscriptions) findTwin(b *board) string {
	i, ok := b.index[s.id]
	if !ok {
		return "no twin " + s.id + " in this run"
	}
	v, err := b.view(i)
	if err != nil {
		return err.Error()
	}
	v.refs++
	s.twin = v
	return ""
}

// pull copies what is new from the board and moves the cursors on.
func (s *subscriptions) pull(b *board) news {
	b.mu.Lock()
	defer b.mu.Unlock()
	var n news
	if s.toldEpoch != b.epoch || s.told == 0 {
		run := b.runNow()
		n.run = &run
		if s.toldEpoch != b.epoch {
			s.sampled, s.toldEpoch = 0, b.epoch
			s.rebind(b)
		}
	}
	n.stale = s.told != b.version
	if s.fleet && s.cursor != b.fleet.seq && s.unacked < maxUnacked && b.roster != nil {
		n.frame, s.cursor = b.fleet.frame(s.cursor)
	}
	if s.fleet {
		if h := s.pullHistory(b); h != nil {
			n.rest = append(n.rest, h)
		}
	}
	if v := s.twin; v != nil && v.version != s.twinTold {
		points, next := v.trend.since(s.trended)
		n.rest = append(n.rest, twinMessage{"twin", b.twinNow(v), trendWire(points, next)})
		s.twinTold, s.trended = v.version, next
	}
	if s.events && s.seq != b.log.last {
		got := b.log.since(s.seq)
		n.rest = append(n.rest, eventsMessage{"events", got})
		s.seq, n.more = got.Next, got.More
	}
	return n
}

// rebind follows a twin into a new run.
func (s *subscriptions) rebind(b *board) {
	if id := s.id; id != "" {
		s.twin = nil
		s.dropTwin()
		s.id = id
		s.findTwin(b)
	}
}

func (s *subscriptions) pullHistory(b *board) *historyMessage {
	rows, next := b.past.since(s.sampled)
	if next == s.sampled {
		return nil
	}
	out := &historyMessage{T: "history", From: next - uint64(len(rows)), Rows: make([][5]num, 0, len(rows))}
	for _, r := range rows {
		out.Rows = append(out.Rows, [5]num{num(r.At), num(r.Rate), num(r.Lag), num(r.Connected), num(r.Errors)})
	}
	s.sampled = next
	return out
}
