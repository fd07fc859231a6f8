package mqtt_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

// TestFleetSurvivesItsBroker kills Mosquitto under 200 devices that go on
// publishing, and starts it again: each packet is acknowledged once.
func TestFleetSurvivesItsBroker(t *testing.T) {
	url, kill, restart := linktest.StartMosquitto(t)
	l := mustLink(t, quick(url))
	devices := make([]*linktest.Device, 200)
	for i := range devices {
		devices[i] = linktest.Connect(t, l, "device-"+strconv.Itoa(i), nil)
	}
	const n = 50
	var wg sync.WaitGroup
	for _, d := range devices {
		wg.Go(func() {
			for i := range n {
				if err := d.Publish(devicesim.Packet{Topic: "t", Payload: make([]byte, 300), QoS: 1 + byte(i%2), Token: uint64(i)}); err != nil {
					t.Error(err)
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	kill()
	time.Sleep(50 * time.Millisecond)
	restart()
	wg.Wait()
	for _, d := range devices {
		linktest.Eventually(t, "acknowledgements", func() bool { return d.Acked() == n })
		d.AllAckedOnce(n)
		if s := d.States(); len(s) < 3 || !s[len(s)-1] {
			t.Errorf("states %v, want a loss and a return", s)
		}
	}
}
