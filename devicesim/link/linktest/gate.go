package linktest

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Gate is a TCP relay before a broker: it can cut every connection, and turn
// new ones away until it is opened again.
type Gate struct {
	URL    string
	broker string
	listen net.Listener
	work   sync.WaitGroup

	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]bool
}

// NewGate opens a gate before a broker for the length of a test.
func NewGate(t testing.TB, broker string) *Gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &Gate{URL: "mqtt://" + l.Addr().String(), broker: strings.TrimPrefix(broker, "mqtt://"), listen: l, conns: map[net.Conn]bool{}}
	g.work.Go(g.serve)
	t.Cleanup(func() {
		l.Close()
		g.Shut()
		g.work.Wait()
	})
	return g
}

func (g *Gate) serve() {
	for {
		in, err := g.listen.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", g.broker)
		if err != nil || !g.admit(in, out) {
			in.Close()
			if out != nil {
				out.Close()
			}
			continue
		}
		g.work.Go(func() { g.relay(in, out) })
		g.work.Go(func() { g.relay(out, in) })
	}
}

func (g *Gate) admit(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range conns {
		if !g.shut {
			g.conns[c] = true
		}
	}
	return !g.shut
}

func (g *Gate) relay(to, from net.Conn) {
	io.Copy(to, from)
	to.Close()
	from.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, to)
	delete(g.conns, from)
}

// Shut closes every connection without a DISCONNECT and turns new ones away.
func (g *Gate) Shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for c := range g.conns {
		c.Close()
	}
}

// Open lets connections through again.
func (g *Gate) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
}
