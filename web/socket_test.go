package web_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// viewer is a websocket client for tests, which keeps a map as a page does.
type viewer struct {
	t     testing.TB
	conn  *websocket.Conn
	seq   uint32
	cells []byte
	keys  int
}

func ticket(t testing.TB, c *console, in *http.Client) string {
	t.Helper()
	return get[struct{ Ticket string }](t, in, c.url+"/api/ticket").Ticket
}

func watch(t testing.TB, c *console, in *http.Client, subs ...string) *viewer {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws"+c.url[4:]+"/ws?ticket="+ticket(t, c, in), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	v := &viewer{t: t, conn: conn}
	for _, s := range subs {
		v.say(s)
	}
	return v
}

func (v *viewer) say(text string) {
	v.t.Helper()
	if err := v.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		v.t.Fatal(err)
	}
}

// next reads until a message of a kind arrives; "map" is a binary frame.
func (v *viewer) next(kind string) map[string]any {
	v.t.Helper()
	_ = v.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		how, data, err := v.conn.ReadMessage()
		if err != nil {
			v.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if how == websocket.BinaryMessage {
			v.take(data)
			if kind == "map" {
				return nil
			}
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			v.t.Fatalf("%v in %s", err, data)
		}
		if m["t"] == kind {
			return m
		}
	}
}

// take applies a frame of the map and acknowledges it.
func (v *viewer) take(p []byte) {
	v.t.Helper()
	base, seq, n := binary.LittleEndian.Uint32(p[1:]), binary.LittleEndian.Uint32(p[5:]), int(binary.LittleEndian.Uint32(p[9:]))
	body := p[13:]
	switch p[0] {
	case 1:
		v.cells, v.keys = bytes.Clone(body), v.keys+1
		if len(body) != n {
			v.t.Errorf("a key frame of %d cells says %d", len(body), n)
		}
	case 2:
		if base != v.seq {
			v.t.Fatalf("a delta from %d, and the map is at %d", base, v.seq)
		}
		i := -1
		for range n {
			gap, size := binary.Uvarint(body)
			i += int(gap) + 1
			v.cells[i], body = body[size], body[size+1:]
		}
	default:
		v.t.Fatalf("frame of kind %d", p[0])
	}
	v.seq = seq
	_ = v.conn.WriteMessage(websocket.BinaryMessage, binary.LittleEndian.AppendUint32(nil, seq))
}

func TestSocketNeedsATicketAndOurOrigin(t *testing.T) {
	c := open(t, newWard(map[string]int{"icu": 1}), 0, nil)
	in := c.login(t)
	dial := func(ticket, origin string) int {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		conn, resp, err := websocket.DefaultDialer.Dial("ws"+c.url[4:]+"/ws?ticket="+ticket, h)
		if err != nil {
			return resp.StatusCode
		}
		_ = conn.Close()
		return resp.StatusCode
	}
	used := ticket(t, c, in)
	for _, tt := range []struct {
		name, ticket, origin string
		want                 int
	}{
		{"none", "", "", 401},
		{"made up", "abc", "", 401},
		{"another site", ticket(t, c, in), "http://evil.example", 403},
		{"good", used, c.url, 101},
		{"used", used, c.url, 401},
	} {
		if got := dial(tt.ticket, tt.origin); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestMapFollowsTheWard(t *testing.T) {
	w := newWard(map[string]int{"icu": 50, "ward": 350})
	c := open(t, w, 0, nil)
	v := watch(t, c, c.login(t), `{"sub":"fleet"}`)
	if m := v.next("hello"); m["protocol"] != 1.0 || m["boot"] == "" {
		t.Errorf("hello %v", m)
	}
	if m := v.next("run"); m["twins"] != 400.0 || len(m["groups"].([]any)) != 2 {
		t.Errorf("run %v", m)
	}
	for round := range 6 {
		w.mu.Lock()
		for i := range 40 {
			w.severity[(round*53+i*7)%400] = float64((round+i)%10) / 10
		}
		w.mu.Unlock()
		want := make([]byte, 400)
		for i := range want {
			want[i] = byte(w.value(i, "news2")) | byte(w.value(i, "news2_any3"))<<5
		}
		for until := time.Now().Add(5 * time.Second); !bytes.Equal(v.cells, want); {
			time.Sleep(110 * time.Millisecond)
			w.step()
			v.next("fleet")
			if time.Now().After(until) {
				t.Fatalf("round %d: the map never became what the ward is", round)
			}
		}
	}
	if v.keys > 2 { // all unknown, all known, and then what changes
		t.Errorf("%d key frames, want 2 at most and then deltas", v.keys)
	}
}

func TestTwoFramesAtMostAreUnacknowledged(t *testing.T) {
	w := newWard(map[string]int{"ward": 100})
	c := open(t, w, 0, nil)
	v := watch(t, c, c.login(t), `{"sub":"fleet"}`)
	v.next("map")
	stop := time.Now().Add(1500 * time.Millisecond)
	frames := 0
	go func() {
		for i := 0; time.Now().Before(stop); i++ {
			w.mu.Lock()
			w.severity[i%100] = float64(i%9) / 9
			w.mu.Unlock()
			w.step()
			time.Sleep(50 * time.Millisecond)
		}
	}()
	_ = v.conn.SetReadDeadline(stop.Add(500 * time.Millisecond))
	for {
		kind, _, err := v.conn.ReadMessage() // without a word back
		if err != nil {
			break
		}
		if kind == websocket.BinaryMessage {
			frames++
		}
	}
	if frames > 2 {
		t.Errorf("%d frames came without an acknowledgement, want 2 at most", frames)
	}
	if frames == 0 {
		t.Error("no frame came at all")
	}
}

func TestTwinMessages(t *testing.T) {
	w := newWard(map[string]int{"icu": 3})
	c := open(t, w, 30*time.Millisecond, nil)
	v := watch(t, c, c.login(t))
	v.say(`{"sub":"twin","id":"nobody"}`)
	if m := v.next("reply"); m["ok"] != false || !strings.Contains(m["error"].(string), "nobody") {
		t.Errorf("reply %v", m)
	}
	v.say(`{"sub":"twin","id":"icu-0002"}`)
	rows := 0.0
	for range 5 {
		m := v.next("twin")
		trend := m["trend"].(map[string]any)
		if m["id"] != "icu-0002" || trend["from"] != rows {
			t.Fatalf("twin %v, rows from %v, want %v", m["id"], trend["from"], rows)
		}
		rows += float64(len(trend["at"].([]any)))
	}
	if rows < 3 {
		t.Errorf("the trend has %v rows", rows)
	}
}

func TestEventsAreReplayedAfterReconnect(t *testing.T) {
	w := newWard(map[string]int{"icu": 1})
	c := open(t, w, 30*time.Millisecond, nil)
	in := c.login(t)
	v := watch(t, c, in, `{"sub":"events"}`)
	next := v.next("events")["next"].(float64)
	_ = v.conn.Close()
	w.mu.Lock()
	w.happened("note", "one", "", "")
	w.happened("note", "two", "", "")
	w.mu.Unlock()
	m := watch(t, c, in, `{"sub":"events","since":`+itoa(int(next))+`}`).next("events")
	var names []string
	for _, e := range m["items"].([]any) {
		names = append(names, e.(map[string]any)["event"].(string))
	}
	if !slices.Equal(names, []string{"one", "two"}) || m["gap"] != 0.0 {
		t.Errorf("replayed %v, gap %v", names, m["gap"])
	}
}

func TestControlOverTheSocket(t *testing.T) {
	w := newWard(map[string]int{"icu": 1})
	c := open(t, w, 30*time.Millisecond, nil)
	v := watch(t, c, c.login(t))
	v.say(`{"control":"pause","req":5,"order":{"paused":true}}`)
	if m := v.next("reply"); m["ok"] != true || m["req"] != 5.0 {
		t.Errorf("reply %v", m)
	}
	for v.next("fleet")["paused"] != true {
	}
	v.say(`{"control":"speed","req":6,"order":{"speed":2}}`)
	if m := v.next("reply"); m["ok"] != false || m["req"] != 6.0 {
		t.Errorf("reply %v", m)
	}
	v.say(`nonsense`)
	if m := v.next("reply"); m["ok"] != false {
		t.Errorf("reply to nonsense %v", m)
	}
	// The console hangs up in the middle of it, so the write may fail too.
	_ = v.conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat("x", 70<<10)))
	_ = v.conn.SetReadDeadline(time.Now().Add(3 * time.Second))
	for {
		if _, _, err := v.conn.ReadMessage(); err != nil {
			break
		}
	}
}

func TestANewRunStartsANewMap(t *testing.T) {
	w := newWard(map[string]int{"icu": 5})
	c := open(t, w, 0, nil)
	v := watch(t, c, c.login(t), `{"sub":"fleet"}`)
	w.step()
	v.next("map")
	old := w.sink
	old.End(verdict("pass"))
	m := v.next("fleet")
	for m["state"] != "ended" { // one may have been under way
		m = v.next("fleet")
	}
	if m["verdict"] != "pass" {
		t.Errorf("after the end: %v", m["verdict"])
	}
	c.ward = newWard(map[string]int{"ward": 9})
	c.begin(t.Context(), 0)
	if m := v.next("run"); m["epoch"] != 2.0 || m["twins"] != 9.0 {
		t.Errorf("second run %v", m)
	}
	time.Sleep(120 * time.Millisecond)
	c.ward.step()
	for len(v.cells) != 9 {
		v.next("map")
	}
	w.sink = old
	w.step() // a tick of the run that is over changes nothing
	if f := get[fleetAnswer](t, c.login(t), c.url+"/api/fleet"); f.Twins != 9 {
		t.Errorf("a run that is over still writes: %d twins", f.Twins)
	}
}

// TestAStalledViewerDelaysNobody has ten viewers that read nothing, and one that
// does; the run and the reader must not notice.
func TestAStalledViewerDelaysNobody(t *testing.T) {
	w := newWard(map[string]int{"ward": 2000})
	c := open(t, w, 0, nil)
	in := c.login(t)
	for range 10 {
		watch(t, c, in, `{"sub":"fleet"}`, `{"sub":"events"}`)
	}
	v := watch(t, c, in, `{"sub":"fleet"}`)
	v.next("hello")
	stop, done := make(chan struct{}), make(chan struct{})
	ticks := 0
	go func() {
		defer close(done)
		for ; ; ticks++ {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			w.mu.Lock()
			for k := range 2000 {
				w.severity[k] = float64((ticks+k)%10) / 10
			}
			w.happened("note", strings.Repeat("x", 500), "", "")
			w.mu.Unlock()
			w.step()
		}
	}()
	for range 20 {
		v.next("fleet")
		v.next("map")
	}
	close(stop)
	<-done
	if ticks < 40 {
		t.Errorf("the run made %d ticks while the reader got 20 messages", ticks)
	}
}
