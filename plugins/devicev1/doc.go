// Package devicev1 is version 1 of the protocol between vitalfleet and a vendor's
// device model: the messages and service of device.proto, the go-plugin handshake
// and the translation of a model's description. Whoever writes a plugin in Go
// imports package sdk instead; whoever writes one in another language needs only
// device.proto. It is not a wire format between machines and carries no security
// of its own.
package devicev1

//go:generate ./generate.sh
