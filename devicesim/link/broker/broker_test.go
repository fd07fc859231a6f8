package broker_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

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
