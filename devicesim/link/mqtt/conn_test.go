package mqtt_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
)

func send(t *testing.T, d *linktest.Device, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		d.Send(devicesim.Packet{Topic: "t", Payload: []byte{byte(i >> 8), byte(i)}, QoS: 1, Token: uint64(i)})
	}
}

func TestOutage(t *testing.T) {
	for _, silent := range []bool{true, false} {
		name := map[bool]string{true: "silent", false: "reset"}[silent]
		t.Run(name, func(t *testing.T) {
			url, _, _ := linktest.StartMosquitto(t)
			sub := linktest.Subscribe(t, url, "t/#")
			d := linktest.Connect(t, mustLink(t, quick(url)), "device", &devicesim.Will{Topic: "t/status", Payload: []byte("offline"), QoS: 1})
			send(t, d, 0, 50)
			breaker := d.Conn.(mqtt.Breaker)
			breaker.Break(silent)
			linktest.Eventually(t, "the loss", func() bool { return !d.Connected() })
			send(t, d, 50, 100)
			if !silent {
				linktest.Eventually(t, "the will", func() bool { return hasWill(sub) })
			}
			time.Sleep(60 * time.Millisecond) // several tries to come back
			if d.Connected() || d.Acked() > 50 {
				t.Error("something passed a cut network")
			}
			if silent && hasWill(sub) {
				t.Error("the broker noticed a silent cut before its keep-alive")
			}
			breaker.Heal()
			linktest.Eventually(t, "acknowledgements", func() bool { return d.Acked() == 100 })
			d.AllAckedOnce(100)
			if got := d.States(); !slices.Equal(got, []bool{true, false, true}) {
				t.Errorf("states %v", got)
			}
		})
	}
}

func hasWill(sub *linktest.Subscriber) bool {
	return slices.ContainsFunc(sub.Messages(), func(m linktest.Message) bool { return m.Topic == "t/status" })
}

func TestImmediateComesBackWhenTheNetworkHeals(t *testing.T) {
	url, _, _ := linktest.StartEmbedded(t)
	target := quick(url)
	target.Reconnect = mqtt.Reconnect{Backoff: "immediate"}
	d := linktest.Connect(t, mustLink(t, target), "device", nil)
	d.Conn.(mqtt.Breaker).Break(false)
	linktest.Eventually(t, "the loss", func() bool { return !d.Connected() })
	d.Conn.(mqtt.Breaker).Heal()
	linktest.Eventually(t, "the return", d.Connected)
}

func TestFullBufferRefusesAndLosesNothing(t *testing.T) {
	url, _, _ := linktest.StartEmbedded(t)
	target := quick(url)
	target.Buffer = 10
	d := linktest.Connect(t, mustLink(t, target), "device", nil)
	d.Conn.(mqtt.Breaker).Break(false)
	linktest.Eventually(t, "the loss", func() bool { return !d.Connected() })
	send(t, d, 0, 10)
	if err := d.Publish(devicesim.Packet{Topic: "t", QoS: 1, Token: 10}); !errors.Is(err, mqtt.ErrBufferFull) {
		t.Errorf("error %v, want ErrBufferFull", err)
	}
	d.Conn.(mqtt.Breaker).Heal()
	linktest.Eventually(t, "acknowledgements", func() bool { return d.Acked() == 10 })
	d.AllAckedOnce(10)
}

// reports collects what an identity is told.
type reports struct {
	mu   sync.Mutex
	errs map[uint64][]error
}

func (r *reports) acked(token uint64, _ time.Time, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.errs == nil {
		r.errs = map[uint64][]error{}
	}
	r.errs[token] = append(r.errs[token], err)
}

func (r *reports) givenUp(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range uint64(n) {
		if e := r.errs[i]; len(e) != 1 || !errors.Is(e[0], mqtt.ErrClosed) {
			return false
		}
	}
	return len(r.errs) == n
}

func connectTo(t *testing.T, target mqtt.Target, id devicesim.Identity) devicesim.Conn {
	t.Helper()
	c, err := mustLink(t, target).Connect(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCloseGivesUpWhatCannotBeSent(t *testing.T) {
	url, _, _ := linktest.StartEmbedded(t)
	var r reports
	c := connectTo(t, quick(url), devicesim.Identity{ClientID: "device", Acked: r.acked})
	c.(mqtt.Breaker).Break(true)
	linktest.Eventually(t, "the loss", func() bool { return !c.Connected() })
	for i := range uint64(5) {
		if err := c.Publish(devicesim.Packet{Topic: "t", QoS: byte(i % 3), Token: i}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := c.Close(ctx); !errors.Is(err, mqtt.ErrClosed) || !strings.Contains(err.Error(), "5 messages") {
		t.Errorf("close: %v", err)
	}
	if !r.givenUp(5) {
		t.Errorf("reports %v, want each packet given up once", r.errs)
	}
}

func TestNeverReconnectingGivesUpAtOnce(t *testing.T) {
	url, _, _ := linktest.StartEmbedded(t)
	target := quick(url)
	target.Reconnect.Backoff = "never"
	var r reports
	lost := make(chan error, 2)
	c := connectTo(t, target, devicesim.Identity{ClientID: "device", Acked: r.acked, State: func(up bool, err error) {
		if !up {
			lost <- err
		}
	}})
	c.(mqtt.Breaker).Break(false)
	if err := <-lost; err == nil {
		t.Error("lost without a reason")
	}
	linktest.Eventually(t, "the end", func() bool {
		return errors.Is(c.Publish(devicesim.Packet{Topic: "t", QoS: 1, Token: 99}), mqtt.ErrClosed)
	})
	if err := c.Close(context.Background()); err != nil {
		t.Errorf("close: %v", err)
	}
}

// TestSilentBrokerIsNoticed connects to a broker that says nothing but CONNACK.
func TestSilentBrokerIsNoticed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var server sync.WaitGroup
	server.Go(func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		c.Read(make([]byte, 1000))
		c.Write([]byte{0x20, 2, 0, 0})
		io.Copy(io.Discard, c)
	})
	target := quick("mqtt://" + l.Addr().String())
	target.KeepAlive = time.Second
	target.Reconnect.Backoff = "never"
	lost := make(chan error, 1)
	c := connectTo(t, target, devicesim.Identity{ClientID: "device", State: func(up bool, err error) {
		if !up {
			lost <- err
		}
	}})
	if err := <-lost; err == nil || !strings.Contains(err.Error(), "silent") {
		t.Errorf("lost for the reason %v", err)
	}
	c.Close(context.Background())
	l.Close()
	server.Wait()
}

func TestQoS0OnADeadConnectionIsReportedAsLost(t *testing.T) {
	url, _, _ := linktest.StartEmbedded(t)
	var broken atomic.Bool
	target := quick(url)
	target.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		return &snapper{c, &broken}, err
	}
	got := make(chan error, 10)
	ups := make(chan bool, 10)
	c := connectTo(t, target, devicesim.Identity{
		ClientID: "device",
		Acked:    func(_ uint64, _ time.Time, err error) { got <- err },
		State:    func(up bool, _ error) { ups <- up },
	})
	broken.Store(true)
	c.Publish(devicesim.Packet{Topic: "t"})
	if err := <-got; !errors.Is(err, mqtt.ErrLost) {
		t.Errorf("report %v, want ErrLost", err)
	}
	broken.Store(false)
	if first, lost, back := <-ups, <-ups, <-ups; !first || lost || !back {
		t.Errorf("states %v, %v, %v", first, lost, back)
	}
	c.Publish(devicesim.Packet{Topic: "t"})
	if err := <-got; err != nil {
		t.Errorf("report %v after the return", err)
	}
	c.Close(context.Background())
}

// snapper fails writes while it is broken.
type snapper struct {
	net.Conn
	broken *atomic.Bool
}

func (s *snapper) Write(p []byte) (int, error) {
	if s.broken.Load() {
		return 0, io.ErrClosedPipe
	}
	return s.Conn.Write(p)
}

func TestConnectCanBeGivenUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	target := quick("mqtt://" + l.Addr().String())
	target.ConnectTimeout = time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := mustLink(t, target).Connect(ctx, devicesim.Identity{ClientID: "device"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}
