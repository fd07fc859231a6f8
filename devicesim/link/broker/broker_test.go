package broker_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T) *broker.Broker {
	t.Helper()
	b, err := broker.Start("127.0.0.1:0", broker.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func TestTakenPortIsRecognised(t *testing.T) {
	b := start(t)
	_, err := broker.Start(b.Addr(), broker.Options{})
	if !errors.Is(err, broker.ErrAddressInUse) {
		t.Fatalf("error %v, want ErrAddressInUse", err)
	}
}

func TestOnlyLoopbackUnlessTold(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.org:0", "[::]:0"} {
		if _, err := broker.Start(addr, broker.Options{}); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: error %v, want a refusal", addr, err)
		}
	}
	b, err := broker.Start("0.0.0.0:0", broker.Options{Remote: true})
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
}

func TestCloseFreesThePort(t *testing.T) {
	b := start(t)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatalf("second close: %v", err)
	}
	l, err := net.Listen("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func TestDroppedCountsWhatASlowSubscriberMisses(t *testing.T) {
	b, err := broker.Start("127.0.0.1:0", broker.Options{Pending: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var got atomic.Int64
	release := make(chan struct{})
	sub := paho.NewClient(paho.NewClientOptions().AddBroker(b.Addr()).SetClientID("slow"))
	sub.Connect().Wait()
	sub.Subscribe("t", 0, func(paho.Client, paho.Message) {
		<-release
		got.Add(1)
	}).Wait()
	dev := paho.NewClient(paho.NewClientOptions().AddBroker(b.Addr()).SetClientID("device"))
	dev.Connect().Wait()
	const n = 200
	for range n {
		dev.Publish("t", 1, false, make([]byte, 100_000)).Wait()
	}
	if b.Clients() != 2 {
		t.Errorf("%d clients, want 2", b.Clients())
	}
	close(release)
	dev.Disconnect(250)
	for end := time.Now().Add(10 * time.Second); b.Dropped()+got.Load() < n && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	sub.Disconnect(250)
	if dropped, arrived := b.Dropped(), got.Load(); dropped == 0 || arrived+dropped != n {
		t.Errorf("%d dropped and %d arrived of %d", dropped, arrived, n)
	}
}

func ExampleStart() {
	b, err := broker.Start("127.0.0.1:0", broker.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	fmt.Println(strings.HasPrefix(b.URL(), "mqtt://127.0.0.1:"), b.Clients())
	// Output: true 0
}
