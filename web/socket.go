package web

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Version of the websocket protocol; see PROTOCOL.md.
const protocolVersion = 1

// Limits of a websocket.
const (
	maxClients   = 64
	writeTimeout = 10 * time.Second // a client that takes nothing for so long is let go
	pongTimeout  = 40 * time.Second
	pingEvery    = 15 * time.Second
	beatEvery    = time.Second // a client that hears nothing for longer knows that we are gone
	maxUnacked   = 2           // map frames on their way
)

// clients are the open websockets.
type clients struct {
	mu       sync.Mutex
	all      map[*client]struct{}
	closed   bool
	running  sync.WaitGroup
	controls controlRate
}

func (cs *clients) add(c *client) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.closed || len(cs.all) >= maxClients {
		return false
	}
	if cs.all == nil {
		cs.all = map[*client]struct{}{}
	}
	cs.all[c] = struct{}{}
	cs.running.Add(2)
	return true
}

func (cs *clients) remove(c *client) {
	cs.mu.Lock()
	delete(cs.all, c)
	cs.mu.Unlock()
}

// drop closes the websockets of a session, or all with "".
func (cs *clients) drop(who string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for c := range cs.all {
		if who == "" || c.who == who {
			_ = c.conn.Close()
		}
	}
}

func (cs *clients) close() {
	cs.mu.Lock()
	cs.closed = true
	for c := range cs.all {
		_ = c.conn.Close()
	}
	cs.mu.Unlock()
	cs.running.Wait()
}

// socket opens a websocket for the holder of a ticket.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	who, ok := s.auth.useTicket(r.URL.Query().Get("ticket"))
	if !ok {
		writeError(w, http.StatusUnauthorized, "the ticket is unknown, used or too old: get a new one from /api/ticket")
		return
	}
	up := websocket.Upgrader{
		HandshakeTimeout: 5 * time.Second, ReadBufferSize: 2048, WriteBufferSize: 8192,
		CheckOrigin: s.guard.sameOrigin,
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &client{server: s, conn: conn, who: who, cmds: make(chan command, 16), acks: make(chan struct{}, 16), gone: make(chan struct{})}
	if !s.clients.add(c) {
		_ = conn.Close()
		return
	}
	s.board.watchers.Add(1)
	go c.write()
	go c.read()
}

// command is what a client says.
type command struct {
	Sub     string  `json:"sub,omitempty"`   // "fleet", "twin", "events"
	Unsub   string  `json:"unsub,omitempty"` // the same
	ID      string  `json:"id,omitempty"`    // with sub twin
	Since   uint64  `json:"since,omitempty"` // with sub events
	Control string  `json:"control,omitempty"`
	Req     int     `json:"req,omitempty"` // comes back in the reply
	Order   *order  `json:"order,omitempty"`
	failure *string // what was wrong with the message itself
}

// client is one websocket: one goroutine reads, one writes. The writer pulls
// what is new when it is ready, so a slow client gets fewer and larger frames.
type client struct {
	server *Server
	conn   *websocket.Conn
	who    string
	cmds   chan command
	acks   chan struct{}
	gone   chan struct{} // closed when the reader has ended
	subs   subscriptions // of the writer alone
}

func (c *client) read() {
	defer c.server.clients.running.Done()
	defer close(c.gone)
	c.conn.SetReadLimit(maxBody)
	alive := func(string) error { return c.conn.SetReadDeadline(time.Now().Add(pongTimeout)) }
	_ = alive("")
	c.conn.SetPongHandler(alive)
	pace := bucket{burst: 200, rate: 100}
	for {
		kind, data, err := c.conn.ReadMessage()
		if err != nil || !pace.take(time.Now()) {
			return
		}
		_ = alive("")
		if kind == websocket.BinaryMessage {
			select {
			case c.acks <- struct{}{}:
			default: // more acknowledgements than frames: not our client
				return
			}
			continue
		}
		var cmd command
		if err := json.Unmarshal(data, &cmd); err != nil {
			text := "message: " + err.Error()
			cmd = command{failure: &text}
		}
		select {
		case c.cmds <- cmd:
		case <-time.After(writeTimeout):
			return
		}
	}
}

func (c *client) write() {
	b := c.server.board
	wake := b.subscribe()
	beat, ping := time.NewTicker(beatEvery), time.NewTicker(pingEvery)
	defer func() {
		beat.Stop()
		ping.Stop()
		b.unsubscribe(wake)
		c.subs.end(b)
		b.watchers.Add(-1)
		_ = c.conn.Close()
		c.server.clients.remove(c)
		c.server.clients.running.Done()
	}()
	err := c.hello()
	for err == nil {
		select {
		case <-c.gone:
			return
		case cmd := <-c.cmds:
			if err = c.obey(cmd); err == nil {
				err = c.pull()
			}
		case <-c.acks:
			c.subs.unacked = max(0, c.subs.unacked-1)
			err = c.pull()
		case <-wake:
			err = c.pull()
		case <-beat.C:
			if err = c.pull(); err == nil {
				err = c.send(map[string]string{"t": "beat"})
			}
		case <-ping.C:
			err = c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout))
		}
	}
}

func (c *client) send(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.sendRaw(data)
}

func (c *client) sendRaw(data []byte) error {
	_ = c.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.conn.WriteMessage(websocket.TextMessage, data)
}

func (c *client) sendPrepared(m *websocket.PreparedMessage) error {
	_ = c.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.conn.WritePreparedMessage(m)
}
