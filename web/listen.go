package web

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// ErrAddressInUse is the error of Listen when another program has the port.
var ErrAddressInUse = errors.New("address in use")

// CheckListen refuses an address that other machines could reach: this version
// has no TLS, and a login without TLS can be read on the way.
func CheckListen(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("console address %q: %w: write it as 127.0.0.1:8080", addr, err)
	}
	if host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("console address %q reaches beyond this machine: that needs TLS and authentication, "+
		"which this version does not have; listen on 127.0.0.1 and forward the port, for example with ssh -L 8080:127.0.0.1:8080 HOST", addr)
}

// Listen opens the console's port. The error is ErrAddressInUse when the port is
// taken, and that of CheckListen when the address is not a loopback one.
func Listen(addr string) (net.Listener, error) {
	if err := CheckListen(addr); err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("console address %s: %w: stop the other program or choose another port", addr, ErrAddressInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("console address %s: %w", addr, err)
	}
	return ln, nil
}
