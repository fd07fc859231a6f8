package mqtt

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Target is a broker and how devices speak to it. Username, Password,
// PasswordFile and the files of TLS may contain {device} and {client}, which
// stand for the device's name and its client id.
type Target struct {
	URL          string // mqtt, tcp, mqtts, ssl, tls, ws or wss
	Version      string // "3.1.1" (also "") or "3.1"
	Username     string
	Password     string // from the environment; it never reaches a log
	PasswordFile string // its first line is the password
	TLS          TLS

	KeepAlive      time.Duration // whole seconds; 0: 30 s, negative: off
	ConnectTimeout time.Duration // from the first packet to CONNACK; 0: 10 s
	CleanSession   bool
	Reconnect      Reconnect
	InFlight       int    // unacknowledged messages at once, 1..65535; 0: 256
	Buffer         int    // messages that may wait to be sent; 0: 10,000
	Dials          int    // connections being made at once; 0: 48
	Seed           uint64 // of the jitter of reconnects

	// Dialer opens the TCP connections; nil: package net. A fault injector
	// wraps connections here. It cannot be combined with ws and wss.
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)
}

// TLS is how the broker proves who it is, and the device too.
type TLS struct {
	CA        string // PEM file of the authorities to trust; "": those of the system
	Cert, Key string // PEM files of the device's own certificate
	Name      string // name to expect in the broker's certificate; "": the host of the URL
	Insecure  bool   // do not verify the broker; refused beyond loopback
	Legacy    bool   // allow TLS 1.2; otherwise 1.3 is required
}

// Reconnect is what a device does when its connection is lost.
type Reconnect struct {
	Backoff string        // "exponential" (also "" and "backoff"), "constant", "immediate" or "never"
	Min     time.Duration // wait before the first try; "constant": before each
	Max     time.Duration // longest wait; 0: 2 min
	Jitter  float64       // 0.5 varies each wait by 50 % either way
}

// Breaker is a Conn whose network can be cut and mended.
type Breaker interface {
	// Break cuts the network until Heal: the connection is lost at once and no
	// new one can be made. A silent cut leaves the broker's end standing, so that
	// it learns by its keep-alive alone; otherwise the broker sees a reset.
	Break(silent bool)
	// Heal mends the network. The device comes back when its backoff says so.
	Heal()
}

// Errors that callers can tell apart with errors.Is.
var (
	// ErrUnreachable: no broker could be reached, or it did not answer as one.
	ErrUnreachable = errors.New("target unreachable")
	// ErrRefused: the broker answered and said no.
	ErrRefused = errors.New("connection refused by the broker")
	// ErrBufferFull: Target.Buffer messages wait already.
	ErrBufferFull = errors.New("send buffer full")
	// ErrClosed: the connection was closed, or was lost and is not made again.
	ErrClosed = errors.New("connection closed")
	// ErrLost: the connection broke while a message of QoS 0 was being written.
	ErrLost = errors.New("connection lost")
)

// normal returns the target with its defaults filled in, and its parsed URL.
func (t Target) normal() (Target, *url.URL, error) {
	u, err := t.parse()
	if err != nil {
		return t, nil, err
	}
	t.KeepAlive = or(t.KeepAlive, 30*time.Second)
	t.ConnectTimeout = or(t.ConnectTimeout, 10*time.Second)
	t.Reconnect.Max = or(t.Reconnect.Max, 2*time.Minute)
	t.InFlight = or(t.InFlight, 256)
	t.Buffer = or(t.Buffer, 10_000)
	t.Dials = or(t.Dials, 48)
	return t, u, t.check(u)
}

func or[T time.Duration | int](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

func (t Target) parse() (*url.URL, error) {
	raw := t.URL
	if !strings.Contains(raw, "://") {
		raw = "mqtt://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("broker address %q is not a URL: write mqtt://host:1883 or mqtts://host:8883", t.URL)
	}
	if u.User != nil {
		return nil, fmt.Errorf("broker address of host %q holds a user name: give username and password_file instead", u.Host)
	}
	port, known := map[string]string{"mqtt": "1883", "tcp": "1883", "mqtts": "8883", "ssl": "8883", "tls": "8883", "ws": "80", "wss": "443"}[u.Scheme]
	if !known {
		return nil, fmt.Errorf("broker address %q: scheme %q is not known: use mqtt, mqtts, ws or wss", t.URL, u.Scheme)
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	return u, nil
}

// check finds settings that cannot be honoured.
func (t Target) check(u *url.URL) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("target %s: "+format, append([]any{t.URL}, a...)...)
	}
	switch {
	case t.Version == "5":
		return bad("MQTT 5 is not spoken by this link (paho.mqtt.golang knows 3.1 and 3.1.1): leave version out")
	case t.Version != "" && t.Version != "3.1" && t.Version != "3.1.1":
		return bad("MQTT version %q is not known: use 3.1.1 or 3.1", t.Version)
	case t.KeepAlive > 0 && (t.KeepAlive < time.Second || t.KeepAlive > 65535*time.Second):
		return bad("keep-alive %v is out of range: use 1s to 18h", t.KeepAlive)
	case t.InFlight < 1 || t.InFlight > 65535:
		return bad("%d messages in flight are out of range: use 1 to 65535", t.InFlight)
	case t.Buffer < 0 || t.Dials < 0 || t.ConnectTimeout < 0:
		return bad("buffer, dials and connect timeout cannot be negative")
	case t.Password != "" && t.PasswordFile != "":
		return bad("both a password and a password file are given: keep one")
	case (t.TLS.Cert == "") != (t.TLS.Key == ""):
		return bad("a device certificate needs both cert and key")
	case t.TLS.Insecure && !loopback(u.Hostname()):
		return bad("an unverified broker is allowed on loopback only: give its authority as tls.ca")
	case t.TLS != (TLS{}) && !encrypted(u):
		return bad("tls is set but scheme %s does not encrypt: use mqtts", u.Scheme)
	case t.Dialer != nil && websocket(u):
		return bad("a dialer cannot be combined with %s: use mqtt or mqtts", u.Scheme)
	}
	return t.Reconnect.check(t.URL)
}

func (r Reconnect) check(target string) error {
	switch r.Backoff {
	case "", "backoff", "exponential", "constant", "immediate", "never":
	default:
		return fmt.Errorf("target %s: reconnect backoff %q is not known: use immediate, constant, exponential or never", target, r.Backoff)
	}
	if r.Min < 0 || r.Max < r.Min || r.Jitter < 0 || r.Jitter > 1 {
		return fmt.Errorf("target %s: reconnect wants 0 <= min <= max and a jitter of 0 to 100 %%", target)
	}
	return nil
}

func encrypted(u *url.URL) bool {
	return u.Scheme == "mqtts" || u.Scheme == "ssl" || u.Scheme == "tls" || u.Scheme == "wss"
}

func websocket(u *url.URL) bool { return u.Scheme == "ws" || u.Scheme == "wss" }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
