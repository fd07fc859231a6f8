package mqtt_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick is a target that is good for tests: it does not wait long.
func quick(url string) mqtt.Target {
	return mqtt.Target{
		URL: url, ConnectTimeout: time.Second,
		Reconnect: mqtt.Reconnect{Backoff: "exponential", Min: 5 * time.Millisecond, Max: 20 * time.Millisecond},
	}
}

func mustLink(t testing.TB, target mqtt.Target) devicesim.Link {
	t.Helper()
	l, err := mqtt.New(target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestConformance(t *testing.T) {
	linktest.Run(t, func(url string) devicesim.Link { return mustLink(t, quick(url)) })
}

func ExampleNew() {
	b, err := broker.Start("127.0.0.1:0", broker.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	link, err := mqtt.New(mqtt.Target{URL: b.URL()}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	conn, err := link.Connect(context.Background(), devicesim.Identity{
		ClientID: "sim-ward-0001-oximeter",
		Acked:    func(token uint64, _ time.Time, err error) { fmt.Println("acknowledged", token, err) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	conn.Publish(devicesim.Packet{Topic: "vitalfleet/v1/north/direct/pulse-oximeter/ward-0001-oximeter/obs", Payload: []byte(`{"v":1}`), QoS: 1, Token: 17})
	fmt.Println(conn.Close(context.Background()))
	// Output:
	// acknowledged 17 <nil>
	// <nil>
}
