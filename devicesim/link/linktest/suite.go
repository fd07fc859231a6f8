package linktest

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// Run tests the link that make returns for a broker's address against the
// embedded broker and against Mosquitto. The link must keep its session (clean
// session off), come back within 100 ms of a broker that is there again, and give
// up a connect after at most 2 s without an answer.
func Run(t *testing.T, make func(url string) devicesim.Link) {
	brokers := []struct {
		name  string
		start func(testing.TB) (string, func(), func())
	}{{"embedded", StartEmbedded}, {"mosquitto", StartMosquitto}}
	tests := []struct {
		name string
		run  func(*testing.T, suite)
	}{
		{"acked once, in order", acked},
		{"several goroutines", several},
		{"payload is copied", copied},
		{"retained", retained},
		{"will", will},
		{"clean leave has no will", cleanLeave},
		{"broker killed", killed},
		{"refuses what no broker takes", refuses},
		{"closed", closed},
	}
	for _, b := range brokers {
		t.Run(b.name, func(t *testing.T) {
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) {
					url, kill, restart := b.start(t)
					test.run(t, suite{make, url, kill, restart})
				})
			}
		})
	}
	t.Run("no broker", func(t *testing.T) { nobody(t, make) })
	t.Run("no answer", func(t *testing.T) { mute(t, make) })
}

type suite struct {
	link          func(url string) devicesim.Link
	url           string
	kill, restart func()
}

func packet(topic string, i int, qos byte) devicesim.Packet {
	return devicesim.Packet{Topic: topic, Payload: []byte(strconv.Itoa(i)), QoS: qos, Token: uint64(i)}
}

func acked(t *testing.T, s suite) {
	for qos := range byte(3) {
		sub := Subscribe(t, s.url, fmt.Sprintf("t/%d", qos))
		d := Connect(t, s.link(s.url), fmt.Sprintf("device-%d", qos), nil)
		const n = 1000
		for i := range n {
			d.Send(packet(fmt.Sprintf("t/%d", qos), i, qos))
		}
		got := sub.Await(t, n)
		Eventually(t, "acknowledgements", func() bool { return d.Acked() == n })
		d.AllAckedOnce(n)
		for i, m := range got {
			if m.Payload != strconv.Itoa(i) || m.QoS != qos {
				t.Fatalf("QoS %d: message %d is %+v", qos, i, m)
			}
		}
	}
}

func several(t *testing.T, s suite) {
	sub := Subscribe(t, s.url, "t/#")
	d := Connect(t, s.link(s.url), "device", nil)
	const workers, each = 4, 100
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				p := packet("t/"+strconv.Itoa(w), w*each+i, byte(w%3))
				if err := d.Publish(p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sub.Await(t, workers*each)
	Eventually(t, "acknowledgements", func() bool { return d.Acked() == workers*each })
	d.AllAckedOnce(workers * each)
}

func copied(t *testing.T, s suite) {
	sub := Subscribe(t, s.url, "t")
	d := Connect(t, s.link(s.url), "device", nil)
	buf := []byte("before")
	d.Send(devicesim.Packet{Topic: "t", Payload: buf, QoS: 1})
	copy(buf, "after!")
	if got := sub.Await(t, 1)[0].Payload; got != "before" {
		t.Errorf("payload %q, want the one at the time of Publish", got)
	}
}

func retained(t *testing.T, s suite) {
	d := Connect(t, s.link(s.url), "device", nil)
	d.Send(devicesim.Packet{Topic: "t/status", Payload: []byte("online"), QoS: 1, Retain: true})
	Eventually(t, "the acknowledgement", func() bool { return d.Acked() == 1 })
	if m := Subscribe(t, s.url, "t/status").Await(t, 1)[0]; m.Payload != "online" || !m.Retained {
		t.Errorf("a late subscriber got %+v, want the retained message", m)
	}
}

func will(t *testing.T, s suite) {
	sub := Subscribe(t, s.url, "t/status")
	gate := NewGate(t, s.url)
	d := Connect(t, s.link(gate.URL), "device", &devicesim.Will{Topic: "t/status", Payload: []byte("offline"), QoS: 1, Retain: true})
	gate.Shut()
	if m := sub.Await(t, 1)[0]; m.Payload != "offline" {
		t.Errorf("will %+v", m)
	}
	Eventually(t, "the loss to be told", func() bool { return slices.Equal(d.States(), []bool{true, false}) })
	if d.Connected() {
		t.Error("connected without a connection")
	}
	gate.Open()
	Eventually(t, "the return", func() bool { return slices.Equal(d.States(), []bool{true, false, true}) && d.Connected() })
}

func cleanLeave(t *testing.T, s suite) {
	sub := Subscribe(t, s.url, "t/#")
	l := s.link(s.url)
	d := Connect(t, l, "device", &devicesim.Will{Topic: "t/status", Payload: []byte("offline"), QoS: 1})
	d.Send(packet("t/obs", 0, 1))
	if err := d.shut(); err != nil {
		t.Fatal(err)
	}
	d.AllAckedOnce(1)
	Connect(t, l, "next", nil).Send(packet("t/last", 0, 1))
	for _, m := range sub.Await(t, 2) {
		if m.Topic == "t/status" {
			t.Errorf("a device that left in order has left a will: %+v", m)
		}
	}
}

// killed kills the broker under load. What the broker had taken before it died
// and had not passed on is its loss; the subscriber is back before the devices
// are, so that all the rest must arrive.
func killed(t *testing.T, s suite) {
	sub := Subscribe(t, s.url, "t")
	gate := NewGate(t, s.url)
	d := Connect(t, s.link(gate.URL), "device", nil)
	const n = 600
	var taken map[uint64]bool
	for i := range n {
		d.Send(packet("t", i, 1))
		switch i {
		case 200:
			s.kill()
			gate.Shut()
			Eventually(t, "the loss", func() bool { return !d.Connected() })
			taken = d.tokens()
		case 400:
			s.restart()
			Eventually(t, "the subscriber's return", func() bool { return sub.Subscriptions() == 2 })
			gate.Open()
		}
		time.Sleep(100 * time.Microsecond)
	}
	if err := d.shut(); err != nil {
		t.Fatal(err)
	}
	d.AllAckedOnce(n)
	Eventually(t, "every message that the broker had not taken when it died", func() bool {
		seen := firsts(sub.Messages())
		for i := range n {
			if !taken[uint64(i)] && !slices.Contains(seen, i) {
				return false
			}
		}
		return true
	})
	if seen := firsts(sub.Messages()); !slices.IsSorted(seen) {
		t.Errorf("messages overtook each other: %v", seen)
	}
}

// firsts returns the numbers of the messages in the order of their first arrival.
func firsts(got []Message) []int {
	var order []int
	seen := map[string]bool{}
	for _, m := range got {
		if !seen[m.Payload] {
			i, _ := strconv.Atoi(m.Payload)
			order = append(order, i)
		}
		seen[m.Payload] = true
	}
	return order
}

func refuses(t *testing.T, s suite) {
	d := Connect(t, s.link(s.url), "device", nil)
	for _, p := range []devicesim.Packet{
		{Topic: ""},
		{Topic: "a/+/b"},
		{Topic: "#"},
		{Topic: "a\xff"},
		{Topic: "a\x00b"},
		{Topic: strings.Repeat("x", 65536)},
		{Topic: "t", QoS: 3},
	} {
		if d.Publish(p) == nil {
			t.Errorf("topic %.20q, QoS %d was taken", p.Topic, p.QoS)
		}
	}
	d.Send(packet("t", 0, 1))
	Eventually(t, "the acknowledgement", func() bool { return d.Acked() == 1 })
	d.AllAckedOnce(1)
}

func closed(t *testing.T, s suite) {
	d := Connect(t, s.link(s.url), "device", nil)
	if err := d.shut(); err != nil {
		t.Fatal(err)
	}
	if err := d.shut(); err != nil {
		t.Errorf("second close: %v", err)
	}
	if d.Publish(packet("t", 0, 1)) == nil || d.Connected() || d.Acked() != 0 {
		t.Error("a closed connection took a packet")
	}
}

func nobody(t *testing.T, make func(string) devicesim.Link) {
	addr := freeAddress(t)
	_, err := make("mqtt://"+addr).Connect(context.Background(), devicesim.Identity{ClientID: "device"})
	if err == nil || !strings.Contains(err.Error(), addr) {
		t.Errorf("error %v, want one that names %s", err, addr)
	}
}

// mute connects to a server that takes the connection and never answers.
func mute(t *testing.T, make func(string) devicesim.Link) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				io.Copy(io.Discard, c)
				c.Close()
			})
		}
	})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err = make("mqtt://"+l.Addr().String()).Connect(ctx, devicesim.Identity{ClientID: "device"})
	if err == nil || ctx.Err() != nil {
		t.Errorf("error %v, want one of the link's own time limit", err)
	}
	l.Close()
	wg.Wait()
}
