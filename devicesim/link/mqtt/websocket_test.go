package mqtt_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/vitalfleet/vitalfleet/devicesim/link/linktest"
)

// unwrap takes MQTT out of WebSocket messages and passes it to a broker.
func unwrap(broker string) http.HandlerFunc {
	upgrader := websocket.Upgrader{Subprotocols: []string{"mqtt"}}
	return func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		b, err := net.Dial("tcp", strings.TrimPrefix(broker, "mqtt://"))
		if err != nil {
			return
		}
		go func() {
			defer b.Close()
			for {
				_, message, err := ws.NextReader()
				if err != nil {
					return
				}
				io.Copy(b, message)
			}
		}()
		buf := make([]byte, 4096)
		for {
			n, err := b.Read(buf)
			if err != nil || ws.WriteMessage(websocket.BinaryMessage, buf[:n]) != nil {
				return
			}
		}
	}
}

func TestWebSocket(t *testing.T) {
	broker, _, _ := linktest.StartEmbedded(t)
	server := httptest.NewServer(unwrap(broker))
	t.Cleanup(server.Close)
	target := quick("ws" + strings.TrimPrefix(server.URL, "http") + "/mqtt")
	d := linktest.Connect(t, mustLink(t, target), "device", nil)
	send(t, d, 0, 50)
	linktest.Eventually(t, "acknowledgements", func() bool { return d.Acked() == 50 })
	d.AllAckedOnce(50)
}
