// Package linktest holds the tests that every link to an MQTT broker passes, and
// the brokers to run them against: the embedded one and a real Mosquitto. It is
// for tests only.
package linktest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
)

// StartMosquitto runs a Mosquitto of its own on a free port of loopback until
// the test ends. Kill is kill -9: nothing is said to the clients and nothing is
// kept. Restart starts it again on the same port. Without a Mosquitto the test
// is skipped, or fails when REQUIRE_MOSQUITTO=1.
func StartMosquitto(t testing.TB) (url string, kill func(), restart func()) {
	t.Helper()
	m := &mosquitto{t: t, binary: findMosquitto(t), addr: freeAddress(t)}
	host, port, _ := net.SplitHostPort(m.addr)
	m.config = filepath.Join(t.TempDir(), "mosquitto.conf")
	text := fmt.Sprintf("listener %s %s\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\nset_tcp_nodelay true\npersistence false\n", port, host)
	if err := os.WriteFile(m.config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	m.start()
	t.Cleanup(m.kill)
	return "mqtt://" + m.addr, m.kill, m.start
}

type mosquitto struct {
	t                    testing.TB
	binary, config, addr string
	process              *exec.Cmd
}

func findMosquitto(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err == nil {
		return path
	}
	const installed = "/usr/sbin/mosquitto"
	if _, err := os.Stat(installed); err == nil {
		return installed
	}
	const missing = "no mosquitto in PATH or /usr/sbin: install the distribution's package"
	if os.Getenv("REQUIRE_MOSQUITTO") == "1" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

func (m *mosquitto) start() {
	m.t.Helper()
	m.process = exec.Command(m.binary, "-c", m.config)
	if err := m.process.Start(); err != nil {
		m.t.Fatalf("start mosquitto: %v", err)
	}
	Eventually(m.t, "mosquitto to listen at "+m.addr, func() bool {
		c, err := net.Dial("tcp", m.addr)
		if err != nil {
			return false
		}
		c.Close()
		return true
	})
}

func (m *mosquitto) kill() {
	if m.process == nil {
		return
	}
	m.process.Process.Kill()
	m.process.Wait()
	m.process = nil
}

// StartEmbedded runs an embedded broker until the test ends, with the same
// handles as StartMosquitto. Its kill is a close.
func StartEmbedded(t testing.TB) (url string, kill func(), restart func()) {
	t.Helper()
	var b *broker.Broker
	addr := "127.0.0.1:0"
	start := func() {
		t.Helper()
		var err error
		if b, err = broker.Start(addr, broker.Options{}); err != nil {
			t.Fatal(err)
		}
		addr = b.Addr()
	}
	start()
	t.Cleanup(func() { b.Close() })
	return b.URL(), func() { b.Close() }, start
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Eventually waits until a condition holds and fails the test after 20 s.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
