package mqtt_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
	"github.com/vitalfleet/vitalfleet/devicesim/link/mqtt"
)

// authority is a test CA; each certificate that it signs goes into files.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, dir: t.TempDir()}
	a.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.write("ca.pem", "CERTIFICATE", der)
	return a
}

func (a *authority) write(name, kind string, der []byte) {
	a.t.Helper()
	if err := os.WriteFile(a.path(name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func (a *authority) path(name string) string { return filepath.Join(a.dir, name) }

// sign writes NAME.pem and NAME.key.
func (a *authority) sign(name string, hosts ...string) {
	a.t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+".pem", "CERTIFICATE", der)
	der, err = x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+".key", "PRIVATE KEY", der)
}

// terminate puts TLS before a broker and wants a certificate of each client. It
// returns the address and the names that clients proved.
func (a *authority) terminate(broker, cert string) (string, chan string) {
	a.t.Helper()
	pair, err := tls.LoadX509KeyPair(a.path(cert+".pem"), a.path(cert+".key"))
	if err != nil {
		a.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert})
	if err != nil {
		a.t.Fatal(err)
	}
	u, _ := url.Parse(broker)
	names := make(chan string, 10)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { relay(c.(*tls.Conn), u.Host, names) })
		}
	})
	a.t.Cleanup(func() {
		l.Close()
		work.Wait()
	})
	return "mqtts://" + l.Addr().String(), names
}

func relay(c *tls.Conn, broker string, names chan string) {
	defer c.Close()
	if c.Handshake() != nil {
		return
	}
	names <- c.ConnectionState().PeerCertificates[0].Subject.CommonName
	b, err := net.Dial("tcp", broker)
	if err != nil {
		return
	}
	defer b.Close()
	go func() {
		io.Copy(b, c)
		b.Close()
	}()
	io.Copy(c, b)
}

func TestMutualTLS(t *testing.T) {
	broker, _, _ := linktest.StartEmbedded(t)
	a := newAuthority(t)
	a.sign("server", "127.0.0.1")
	a.sign("device-1")
	address, names := a.terminate(broker, "server")
	target := quick(address)
	target.TLS = mqtt.TLS{CA: a.path("ca.pem"), Cert: a.path("{device}.pem"), Key: a.path("{device}.key")}
	d := linktest.Connect(t, mustLink(t, target), "device-1", nil)
	if got := <-names; got != "device-1" {
		t.Errorf("the broker saw %q", got)
	}
	send(t, d, 0, 20)
	d.Conn.(mqtt.Breaker).Break(false)
	linktest.Eventually(t, "the loss", func() bool { return !d.Connected() })
	d.Conn.(mqtt.Breaker).Heal()
	send(t, d, 20, 40)
	linktest.Eventually(t, "acknowledgements", func() bool { return d.Acked() == 40 })
	d.AllAckedOnce(40)
}

func TestFalseBrokersAreRefused(t *testing.T) {
	broker, _, _ := linktest.StartEmbedded(t)
	a, stranger := newAuthority(t), newAuthority(t)
	a.sign("device")
	a.sign("elsewhere", "broker.example")
	stranger.sign("server", "127.0.0.1")
	wrongName, _ := a.terminate(broker, "elsewhere")
	wrongAuthority, _ := stranger.terminate(broker, "server")
	for name, address := range map[string]string{
		"wrong name": wrongName, "unknown authority": wrongAuthority, "no TLS": strings.Replace(broker, "mqtt:", "mqtts:", 1),
	} {
		target := quick(address)
		target.TLS = mqtt.TLS{CA: a.path("ca.pem"), Cert: a.path("device.pem"), Key: a.path("device.key")}
		_, err := mustLink(t, target).Connect(context.Background(), devicesim.Identity{ClientID: "device"})
		if !errors.Is(err, mqtt.ErrUnreachable) || !strings.Contains(err.Error(), "TLS") && !strings.Contains(err.Error(), "not trusted") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
