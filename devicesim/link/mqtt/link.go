// Package mqtt connects devices to an MQTT broker with paho.mqtt.golang: one
// full client for each device or gateway, the reference behaviour of a fleet. It
// speaks MQTT 3.1.1 (OASIS standard, 29 October 2014) and 3.1, over TCP, TLS and
// WebSocket.
//
// What it promises beyond paho: a message that was taken is acknowledged to the
// caller exactly once, on the broker's PUBACK or PUBCOMP and not before; messages
// leave in the order in which they were published, also across reconnects; a
// broker that falls silent is noticed; and the network of one device can be cut
// and mended. A message of QoS 1 may arrive more than once after a reconnect, and
// so may one of QoS 2, whose PUBREL paho does not store.
//
// A client costs some 30 KiB and ten goroutines. It is not for tens of thousands
// of connections in one process.
package mqtt

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"syscall"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// link makes the connections to one target.
type link struct {
	target Target
	url    *url.URL
	log    *slog.Logger
	dials  chan struct{} // one place for each connection being made
	shared *tls.Config   // nil: each device has its own, or there is no TLS
}

// New returns a link to a target, or an error that says which of its settings
// cannot be honoured. It opens no connection. A nil logger is silent.
func New(t Target, log *slog.Logger) (devicesim.Link, error) {
	t, u, err := t.normal()
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &link{target: t, url: u, log: log, dials: make(chan struct{}, t.Dials)}
	if encrypted(u) && !t.TLS.perDevice() {
		if l.shared, err = t.TLS.config(u.Hostname(), devicesim.Identity{}); err != nil {
			return nil, fmt.Errorf("target %s: %w", t.URL, err)
		}
	}
	return l, nil
}

// Connect connects one device. It waits its turn, so that a fleet does not
// knock at the broker all at once.
func (l *link) Connect(ctx context.Context, id devicesim.Identity) (devicesim.Conn, error) {
	c, err := newConn(l, id)
	if err != nil {
		return nil, err
	}
	if err := l.enter(ctx); err != nil {
		return nil, fmt.Errorf("connect %s: %w", id.ClientID, err)
	}
	defer l.leave()
	token := c.client.Connect()
	select {
	case <-token.Done():
	case <-ctx.Done():
		c.end(0, ctx.Err())
		return nil, fmt.Errorf("connect %s to %s: %w", id.ClientID, l.url.Host, ctx.Err())
	}
	if err := token.Error(); err != nil {
		refused := token.(*paho.ConnectToken).ReturnCode()
		c.end(0, err)
		return nil, l.explain(c.dialError(), err, refused, id)
	}
	c.connected()
	return c, nil
}

func (l *link) enter(ctx context.Context) error {
	select {
	case l.dials <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *link) leave() { <-l.dials }

// networkError is the return code that paho gives when there was no CONNACK.
const networkError = 0xFE

// connectError is a failed connect: what to do about it, and what kind it is.
type connectError struct {
	text  string
	kind  error // ErrUnreachable or ErrRefused
	cause error
}

func (e *connectError) Error() string   { return e.text + " (" + e.cause.Error() + ")" }
func (e *connectError) Unwrap() []error { return []error{e.kind, e.cause} }

// explain says what a failed connect means and what to do next. Dial is the
// error of the network connection, if that is where it ended.
func (l *link) explain(dial, err error, code byte, id devicesim.Identity) error {
	host := l.url.Host
	switch {
	case dial != nil:
		return &connectError{dialText(host, dial), ErrUnreachable, dial}
	case code != networkError:
		return &connectError{fmt.Sprintf("broker at %s refused client %s: check the target's username, password and client id", host, id.ClientID), ErrRefused, err}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &connectError{fmt.Sprintf("%s took the connection but gave no CONNACK within %v: check that it is an MQTT broker, and that it is alive", host, l.target.ConnectTimeout), ErrUnreachable, err}
	}
	return &connectError{fmt.Sprintf("%s closed the connection before CONNACK: check that it is an MQTT broker, and whether it wants TLS or another certificate", host), ErrUnreachable, err}
}

// handshakeError is a TLS handshake that failed on a connection that stood.
type handshakeError struct{ cause error }

func (e *handshakeError) Error() string { return "TLS handshake: " + e.cause.Error() }
func (e *handshakeError) Unwrap() error { return e.cause }

func dialText(host string, err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var handshake *handshakeError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "no broker at " + host + ": start one, or pass --broker"
	case errors.As(err, &dns):
		return "host of " + host + " is not known: correct the target's url"
	case errors.As(err, &cert):
		return "certificate of " + host + " is not trusted: give its authority as tls.ca"
	case errors.As(err, &handshake):
		return "no TLS with " + host + ": check that this port speaks it, and its version (1.3 unless tls.legacy)"
	case errors.Is(err, syscall.EMFILE):
		return "no file descriptor left to connect to " + host + ": raise ulimit -n, or use fewer devices"
	case errors.Is(err, errCut):
		return "network to " + host + " is cut"
	}
	return "no connection to " + host
}
