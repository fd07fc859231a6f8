package plugintest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// message is one message of real or simulated traffic.
type message struct {
	device  string
	kind    string // the topic's last segment
	time    time.Time
	payload []byte
}

// Limits on what is read of a recording.
const (
	recordingLine     = 4 << 20 // bytes
	recordingMessages = 500_000
)

// readRecording reads a file in the format of a run's capture.ndjson: one object a
// line with device, time, topic and payload (base64). Messages come back by device
// and time.
func readRecording(path string) ([]message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	defer f.Close()
	list, err := parseRecording(f)
	if err != nil {
		return nil, fmt.Errorf("recording %s: %w", path, err)
	}
	return list, nil
}

func parseRecording(r io.Reader) ([]message, error) {
	var list []message
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, recordingLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var l struct {
			Device  string
			Time    time.Time
			Topic   string
			Payload []byte
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf(`line %d: %w: write {"device":…,"time":RFC 3339,"topic":…,"payload":base64}`, n, err)
		}
		if l.Time.IsZero() || l.Topic == "" {
			return nil, fmt.Errorf("line %d: time or topic is missing", n)
		}
		if len(list) == recordingMessages {
			return nil, fmt.Errorf("line %d: more than %d messages: take a part of it", n, recordingMessages)
		}
		list = append(list, message{device: l.Device, kind: l.Topic[strings.LastIndexByte(l.Topic, '/')+1:], time: l.Time, payload: l.Payload})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if len(list) == 0 {
		return nil, errors.New("it has no messages")
	}
	slices.SortStableFunc(list, func(a, b message) int {
		return cmp.Or(cmp.Compare(a.device, b.device), a.time.Compare(b.time))
	})
	return list, nil
}

// field is one leaf of a JSON payload. Elements of a list are told apart by their
// own name, where they have one, not by their place.
type field struct {
	name    string
	value   float64
	numeric bool
}

// fields are the leaves of a payload; none where it is not JSON.
func fields(payload []byte) []field {
	var doc any
	if json.Unmarshal(payload, &doc) != nil {
		return nil
	}
	return appendFields(nil, "", doc, 0)
}

func appendFields(list []field, at string, node any, depth int) []field {
	if depth > 16 || len(list) > 4096 {
		return list
	}
	switch n := node.(type) {
	case map[string]any:
		for _, name := range sortedKeys(n) {
			list = appendFields(list, at+"/"+name, n[name], depth+1)
		}
		return list
	case []any:
		for _, e := range n {
			list = appendFields(list, at+"["+elementName(e)+"]", e, depth+1)
		}
		return list
	case float64:
		return append(list, field{name: at, value: n, numeric: true})
	default:
		return append(list, field{name: at})
	}
}

func sortedKeys(m map[string]any) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// elementName is what an element of a list calls itself.
func elementName(e any) string {
	if o, ok := e.(map[string]any); ok {
		for _, key := range []string{"code", "name", "id", "type", "n"} {
			if text, ok := o[key].(string); ok {
				return text
			}
		}
	}
	return ""
}
