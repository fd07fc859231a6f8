package devicesim

import (
	"context"
	"time"
)

// Link is a way for messages to leave: MQTT, a file, nothing at all.
type Link interface {
	// Connect makes the connection of one device or gateway. It returns when the
	// connection stands or has been refused; afterwards the Conn keeps itself
	// connected as the Identity's target says.
	Connect(ctx context.Context, id Identity) (Conn, error)
}

// Conn is the connection of one device or of a gateway. Its methods may be
// called from several goroutines.
type Conn interface {
	// Publish hands a message over; it does not wait for the acknowledgement.
	// The packet's bytes are copied before Publish returns. Done is called once
	// per accepted packet. An error means that the packet was not taken.
	Publish(p Packet) error
	// Connected reports whether the session stands right now.
	Connected() bool
	// Close sends what is in flight as far as ctx allows, then disconnects.
	Close(ctx context.Context) error
}

// Packet is one message on its way out.
type Packet struct {
	Topic   string
	Payload []byte
	QoS     byte
	Retain  bool
	Token   uint64 // handed back to the Identity's Acked
}

// Identity is who connects, and how.
type Identity struct {
	ClientID string
	Device   string // for logs and for the device's own credentials
	Will     *Will
	// Acked is called when a packet has been acknowledged (QoS 0: when it was
	// written), with a nil error, or has been given up.
	Acked func(token uint64, at time.Time, err error)
	// State is called when the connection is made or lost, with the reason.
	State func(connected bool, reason error)
}

// Will is the message that the broker sends when the connection is lost.
type Will struct {
	Topic   string
	Payload []byte
	QoS     byte
	Retain  bool
}
