package mqtt_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim"
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
