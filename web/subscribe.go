package web

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/gorilla/websocket"
)

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

// hello is the first message: what the numbers of later ones mean.
func (c *client) hello() error {
	trends := trendSignals()
	names := make([]string, len(trends))
	for i, t := range trends {
		names[i] = t[0]
	}
	return c.send(map[string]any{
		"t": "hello", "protocol": protocolVersion, "boot": c.server.boot, "version": c.server.cfg.Version, "who": c.who,
		"vitals": vitalSignals(), "trends": names,
	})
}

type replyMessage struct {
	T     string `json:"t"`
	Req   int    `json:"req"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

// obey carries out what the client said.
func (c *client) obey(cmd command) error {
	b := c.server.board
	fail := ""
	switch {
	case cmd.failure != nil:
		fail = *cmd.failure
	case cmd.Control != "":
		var o order
		if cmd.Order != nil {
			o = *cmd.Order
		}
		ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
		err := c.server.control(ctx, c.who, cmd.Control, o)
		cancel()
		if err != nil {
			fail = err.Error()
		}
	default:
		b.mu.Lock()
		fail = c.subs.change(b, cmd)
		b.mu.Unlock()
	}
	if fail == "" && cmd.Control == "" {
		return nil
	}
	return c.send(replyMessage{"reply", cmd.Req, fail == "", fail})
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

type runMessage struct {
	T        string  `json:"t"`
	Epoch    uint32  `json:"epoch"`
	State    string  `json:"state"`
	Scenario string  `json:"scenario"`
	Seed     uint64  `json:"seed"`
	Mode     string  `json:"mode"`
	Step     num     `json:"step"`
	Duration num     `json:"duration"`
	Twins    int     `json:"twins"`
	Devices  int     `json:"devices"`
	Groups   []group `json:"groups"`
	Phases   []phase `json:"phases"`
}

type phase struct {
	Name string `json:"name"`
	From num    `json:"from"`
	To   num    `json:"to"`
}

// runNow describes what does not change during the run.
func (b *board) runNow() runMessage {
	out := runMessage{T: "run", Epoch: b.epoch, State: b.state, Groups: []group{}, Phases: []phase{}}
	if r := b.roster; r != nil {
		out.Scenario, out.Seed, out.Mode = r.Scenario, r.Seed, r.Mode
		out.Step, out.Duration = num(r.Step.Seconds()), num(r.Duration.Seconds())
		out.Twins, out.Devices, out.Groups = len(r.Twins), len(r.Devices), append(out.Groups, b.groups...)
		for _, p := range r.Phases {
			out.Phases = append(out.Phases, phase{p.Name, num(p.From.Seconds()), num(p.To.Seconds())})
		}
	}
	return out
}

// messageCache holds the fleet message of one version, made by whoever needs it
// first and sent to everybody.
type messageCache struct {
	mu      sync.Mutex
	version uint64
	message *websocket.PreparedMessage
}

type fleetMessage struct {
	T string `json:"t"`
	fleetState
}

// message returns the fleet message as it stands. Only the copy is made under
// the board's lock.
func (b *board) message() (*websocket.PreparedMessage, uint64, error) {
	b.cache.mu.Lock()
	defer b.cache.mu.Unlock()
	b.mu.Lock()
	if b.cache.message != nil && b.cache.version == b.version {
		b.mu.Unlock()
		return b.cache.message, b.cache.version, nil
	}
	state := b.fleetNow()
	b.mu.Unlock()
	data, err := json.Marshal(fleetMessage{"fleet", state})
	if err != nil {
		return nil, 0, err
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	b.cache.message, b.cache.version = m, state.Version
	return m, state.Version, err
}

// news is what one pull found.
type news struct {
	run     *runMessage
	frame   *websocket.PreparedMessage
	stale   bool // the fleet message is
	twin    *twinMessage
	history *historyMessage
	events  *eventsMessage
}

type twinMessage struct {
	T string `json:"t"`
	twinState
	Trend trendState `json:"trend"`
}

type historyMessage struct {
	T    string   `json:"t"`
	From uint64   `json:"from"`
	Rows [][5]num `json:"rows"` // at, rate, lag, connected, errors
}

type eventsMessage struct {
	T string `json:"t"`
	events
}

// pull sends everything that is new to this client.
func (c *client) pull() error {
	for {
		n := c.subs.pull(c.server.board)
		if err := c.deliver(n); err != nil {
			return err
		}
		if n.events == nil || !n.events.More {
			return nil
		}
	}
}

func (c *client) deliver(n news) error {
	if n.run != nil {
		if err := c.send(n.run); err != nil {
			return err
		}
	}
	if n.stale {
		m, version, err := c.server.board.message()
		if err == nil {
			c.subs.told = version
			err = c.sendPrepared(m)
		}
		if err != nil {
			return err
		}
	}
	if n.frame != nil {
		c.subs.unacked++
		if err := c.sendPrepared(n.frame); err != nil {
			return err
		}
	}
	for _, m := range []any{n.twin, n.history, n.events} {
		if err := c.sendIf(m); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) sendIf(m any) error {
	switch m := m.(type) {
	case *twinMessage:
		if m == nil {
			return nil
		}
	case *historyMessage:
		if m == nil {
			return nil
		}
	case *eventsMessage:
		if m == nil {
			return nil
		}
	}
	return c.send(m)
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
		n.history = s.pullHistory(b)
	}
	if v := s.twin; v != nil && v.version != s.twinTold {
		points, next := v.trend.since(s.trended)
		n.twin = &twinMessage{"twin", b.twinNow(v), trendWire(points, next)}
		s.twinTold, s.trended = v.version, next
	}
	if s.events && s.seq != b.log.last {
		n.events = &eventsMessage{"events", b.log.since(s.seq)}
		s.seq = n.events.Next
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
