package web

import (
	"context"

	"github.com/gorilla/websocket"
)

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

// news is what one pull found.
type news struct {
	run   *runMessage
	stale bool // the fleet message is
	frame *websocket.PreparedMessage
	rest  []any // twin, history and events messages
	more  bool  // there are more events
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
		if !n.more {
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
	for _, m := range n.rest {
		if err := c.send(m); err != nil {
			return err
		}
	}
	return nil
}
