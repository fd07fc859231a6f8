package spec

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// schemes are the addresses that links understand.
func schemes() []string {
	return []string{"mqtt", "mqtts", "tcp", "ssl", "tls", "ws", "wss", "file", "stdout", "http", "https", "mllp"}
}

func (c *checker) targets() {
	for name, t := range c.s.Targets.All() {
		path := join("targets", name)
		c.url(path+".url", t.URL, schemes())
		c.mqttVersion(path, t)
		if t.Password.text != "" && t.PasswordFile != "" {
			c.key(path+".password_file", "password and password_file are both given", "keep one of them")
		}
		if t.TLS != nil {
			c.tls(path+".tls", t)
		}
		if k := t.Keepalive.D(); k < time.Second || k > 18*time.Hour {
			c.at(path+".keepalive", fmt.Sprintf("a keep-alive of %s is out of range", t.Keepalive), "want 1s to 18h")
		}
		if t.Reconnect.Min > t.Reconnect.Max {
			c.at(path+".reconnect.min", "the first wait is longer than the longest", "")
		}
		c.template(path+".topic", t.Topic)
		c.template(path+".client_id", t.ClientID)
		if t.Will != nil {
			c.template(path+".will.topic", t.Will.Topic)
		}
	}
}

// mqttVersion refuses MQTT 5 where the client cannot speak it.
func (c *checker) mqttVersion(path string, t Target) {
	if t.Version == "5" && t.Link != "fleet" {
		c.at(path+".version", fmt.Sprintf("MQTT 5 cannot be spoken with link: %s: paho.mqtt.golang knows 3.1 and 3.1.1 only", t.Link),
			`set link: fleet, or version: "3.1.1"`)
	}
}

func (c *checker) tls(path string, t Target) {
	if (t.TLS.Cert == "") != (t.TLS.Key == "") {
		c.key(path, "a client certificate needs both cert and key", "")
	}
	if t.TLS.Insecure && !loopback(t.URL) {
		c.at(path+".insecure", "an unverified server is allowed on this machine only", "name its authority: ca: certs/ca.pem")
	}
}

// loopback tells an address of this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}

// url checks an address and its scheme.
func (c *checker) url(path, address string, known []string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		c.at(path, fmt.Sprintf("%q is not an address", address), "want one such as mqtt://127.0.0.1:1883")
	case !slices.Contains(known, u.Scheme):
		c.at(path, fmt.Sprintf("%q has no scheme that is known here", address), suggest(u.Scheme, known))
	case u.User != nil:
		if _, has := u.User.Password(); has {
			c.at(path, "the address holds a password", "use username and password_file")
		}
	case u.Host == "" && u.Scheme != "file" && u.Scheme != "stdout":
		c.at(path, fmt.Sprintf("%q names no host", address), "want one such as mqtt://127.0.0.1:1883")
	}
}

// field of a template: {device}.
var templateField = regexp.MustCompile(`\{([^{}]*)\}`)

// template checks the fields of a topic or client id.
func (c *checker) template(path, text string) {
	known := []string{"site", "gateway", "type", "device", "patient", "cohort", "key", "stream"}
	for _, m := range templateField.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		if !slices.Contains(known, name) && !strings.HasPrefix(name, "label.") {
			c.inText(path, text, m[0], fmt.Sprintf("a template has no field {%s}", name), suggest(name, known))
		}
	}
}

// links checks gateways and devices' ways.
func (c *checker) links() {
	for name, g := range c.s.Gateways.All() {
		path := join("gateways", name)
		c.names(path+".network", "network", g.Network, c.s.Networks.Names())
		c.names(path+".target", "target", g.Target, c.s.Targets.Names())
	}
}

// listen checks host:port.
func (c *checker) listen(path, address string) {
	if address == "" {
		return
	}
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		c.at(path, fmt.Sprintf("%q is not host:port", address), "want one such as 127.0.0.1:8787")
	}
}
