package scenarios_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
)

// message is a line of a capture.
type message struct {
	Device  string
	Time    time.Time
	Topic   string
	Payload []byte
	line    string
}

// messages reads the capture of a run.
func messages(t testing.TB, r run) []message {
	t.Helper()
	var out []message
	for line := range strings.Lines(r.file(t, "capture.ndjson")) {
		m := message{line: line}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

// value is a good value in a message.
func (m message) value(code string) (float64, bool) {
	var r plainjson.Reading
	if plainjson.Decode(m.Payload, &r) != nil {
		return 0, false
	}
	for _, o := range r.Obs {
		if string(o.Code) == code && o.HasValue && (len(o.Quality) == 0 || string(o.Quality) == plainjson.QualityOK) {
			return o.Value, true
		}
	}
	return 0, false
}
