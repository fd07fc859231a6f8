package mqtt

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// expand puts a device's names into a setting.
func expand(s string, id devicesim.Identity) string {
	if !strings.Contains(s, "{") {
		return s
	}
	return strings.NewReplacer("{device}", id.Device, "{client}", id.ClientID).Replace(s)
}

// perDevice reports whether devices have files of their own.
func (t TLS) perDevice() bool { return strings.Contains(t.CA+t.Cert+t.Key+t.Name, "{") }

// config reads the files of one device, or of all of them.
func (t TLS) config(host string, id devicesim.Identity) (*tls.Config, error) {
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS13, InsecureSkipVerify: t.Insecure}
	if t.Legacy || loopback(host) {
		c.MinVersion = tls.VersionTLS12
	}
	if t.Name != "" {
		c.ServerName = expand(t.Name, id)
	}
	if t.CA != "" {
		pem, err := os.ReadFile(expand(t.CA, id))
		if err != nil {
			return nil, fmt.Errorf("read tls.ca: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca %s holds no certificate: give a PEM file", expand(t.CA, id))
		}
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(expand(t.Cert, id), expand(t.Key, id))
		if err != nil {
			return nil, fmt.Errorf("read the certificate of %s: %w", id.Device, err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// password returns the device's password.
func (t Target) password(id devicesim.Identity) (string, error) {
	if t.PasswordFile == "" {
		return t.Password, nil
	}
	b, err := os.ReadFile(expand(t.PasswordFile, id))
	if err != nil {
		return "", fmt.Errorf("read the password of %s: %w", id.Device, err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
