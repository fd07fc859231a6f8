package mqtt_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
)

func TestNewSaysWhatCannotBeHonoured(t *testing.T) {
	dialer := func(context.Context, string, string) (net.Conn, error) { return nil, nil }
	tests := []struct {
		name   string
		target mqtt.Target
		want   string // "" if it is good
	}{
		{"plain", mqtt.Target{URL: "mqtt://127.0.0.1:1883"}, ""},
		{"without scheme", mqtt.Target{URL: "127.0.0.1:1883"}, ""},
		{"without port", mqtt.Target{URL: "mqtts://broker.example"}, ""},
		{"websocket", mqtt.Target{URL: "ws://broker.example/mqtt"}, ""},
		{"no address", mqtt.Target{}, "is not a URL"},
		{"scheme", mqtt.Target{URL: "http://broker.example"}, `scheme "http"`},
		{"password in the address", mqtt.Target{URL: "mqtt://u:secret@broker.example"}, "password_file"},
		{"MQTT 5", mqtt.Target{URL: "mqtt://b", Version: "5"}, "MQTT 5"},
		{"MQTT 4", mqtt.Target{URL: "mqtt://b", Version: "4"}, `version "4"`},
		{"keep-alive", mqtt.Target{URL: "mqtt://b", KeepAlive: 1}, "keep-alive"},
		{"in flight", mqtt.Target{URL: "mqtt://b", InFlight: 70000}, "in flight"},
		{"two passwords", mqtt.Target{URL: "mqtt://b", Password: "a", PasswordFile: "b"}, "keep one"},
		{"half a certificate", mqtt.Target{URL: "mqtts://b", TLS: mqtt.TLS{Cert: "a"}}, "both cert and key"},
		{"unverified", mqtt.Target{URL: "mqtts://broker.example", TLS: mqtt.TLS{Insecure: true}}, "loopback only"},
		{"tls without tls", mqtt.Target{URL: "mqtt://b", TLS: mqtt.TLS{CA: "a"}}, "does not encrypt"},
		{"missing authority", mqtt.Target{URL: "mqtts://b", TLS: mqtt.TLS{CA: "does-not-exist.pem"}}, "does-not-exist.pem"},
		{"dialer with websocket", mqtt.Target{URL: "ws://b", Dialer: dialer}, "dialer"},
		{"backoff", mqtt.Target{URL: "mqtt://b", Reconnect: mqtt.Reconnect{Backoff: "fast"}}, `"fast"`},
		{"jitter", mqtt.Target{URL: "mqtt://b", Reconnect: mqtt.Reconnect{Jitter: 2}}, "jitter"},
	}
	for _, test := range tests {
		_, err := mqtt.New(test.target, nil)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells the password: %v", test.name, err)
		}
	}
}

func TestNoBrokerSaysWhatToDo(t *testing.T) {
	_, err := mustLink(t, quick("mqtt://127.0.0.1:1")).Connect(context.Background(), devicesim.Identity{ClientID: "device"})
	if !errors.Is(err, mqtt.ErrUnreachable) || !strings.HasPrefix(err.Error(), "no broker at 127.0.0.1:1: start one, or pass --broker") {
		t.Errorf("error %v", err)
	}
}

func TestPasswordFileOfADevice(t *testing.T) {
	dir := t.TempDir()
	target := quick("mqtt://127.0.0.1:1")
	target.PasswordFile = filepath.Join(dir, "{device}.txt")
	l := mustLink(t, target)
	if _, err := l.Connect(context.Background(), devicesim.Identity{Device: "d1", ClientID: "c"}); err == nil || !strings.Contains(err.Error(), "d1.txt") {
		t.Errorf("error %v, want one that names the file", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "d1.txt"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Connect(context.Background(), devicesim.Identity{Device: "d1", ClientID: "c"}); !errors.Is(err, mqtt.ErrUnreachable) {
		t.Errorf("error %v", err)
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"mqtt://127.0.0.1:1883", "wss://h/p", "u:secret@h", "://", "mqtt://[::1]", "mqtt://%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, url string) {
		l, err := mqtt.New(mqtt.Target{URL: url, Password: "hush"}, nil)
		if (l == nil) == (err == nil) {
			t.Errorf("link %v, error %v", l, err)
		}
	})
}
