package devicetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// checkPayloads validates every payload of a play against its stream's schema,
// and its identity against the message.
func checkPayloads(m devicesim.Model) error {
	log, err := whole(m, steps)
	if err != nil {
		return err
	}
	if len(log) < fleet {
		return fmt.Errorf("%d devices sent %d messages in %d steps", fleet, len(log), steps)
	}
	for device := range fleet {
		if len(of(log, device, 0)) == 0 {
			return fmt.Errorf("device %d sent nothing in %d steps", device, steps)
		}
	}
	return validate(m.Describe(), log)
}

func validate(d devicesim.Description, log []record) error {
	schemas := make([]*jsonschema.Schema, len(d.Streams))
	for i, s := range d.Streams {
		if s.Schema == "" {
			continue
		}
		var err error
		if schemas[i], err = compile(s.Schema); err != nil {
			return err
		}
	}
	for _, r := range log {
		s := d.Streams[r.stream]
		if !strings.Contains(s.ContentType, "json") {
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(r.payload))
		if err != nil {
			return fmt.Errorf("%w: %s", err, show(r))
		}
		if schemas[r.stream] != nil {
			if err := schemas[r.stream].Validate(doc); err != nil {
				return fmt.Errorf("%w: %s", err, show(r))
			}
		}
		if err := identity(s, r, doc); err != nil {
			return fmt.Errorf("%w: %s", err, show(r))
		}
	}
	return nil
}

// identity compares what a payload says of itself with its message.
func identity(s devicesim.Stream, r record, doc any) error {
	if top, ok := doc.(map[string]any); !ok || top["simulated"] != true {
		return errors.New("the payload does not say that it is simulated")
	}
	for _, part := range []struct {
		pointer string
		want    string
	}{{s.SeqPointer, strconv.FormatUint(r.seq, 10)}, {s.BootPointer, strconv.FormatUint(uint64(r.boot), 10)}} {
		if part.pointer == "" {
			continue
		}
		if got := fmt.Sprint(lookup(doc, part.pointer)); got != part.want {
			return fmt.Errorf("%s is %s, the message says %s", part.pointer, got, part.want)
		}
	}
	if s.TimePointer == "" {
		return nil
	}
	text := fmt.Sprint(lookup(doc, s.TimePointer))
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.UnixNano() != r.time {
		return fmt.Errorf("%s is %s, the message says %s", s.TimePointer, text, time.Unix(0, r.time).UTC().Format(time.RFC3339Nano))
	}
	return nil
}

// lookup follows a JSON Pointer through objects.
func lookup(doc any, pointer string) any {
	for _, name := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		m, ok := doc.(map[string]any)
		if !ok {
			return nil
		}
		doc = m[name]
	}
	return doc
}

// checkSequence wants sequence numbers without gaps and time that does not go back.
func checkSequence(m devicesim.Model) error {
	log, err := whole(m, steps)
	if err != nil {
		return err
	}
	return contiguous(log)
}

func contiguous(log []record) error {
	type stream struct{ device, stream int }
	next, last, boot := map[stream]uint64{}, map[stream]int64{}, map[stream]uint32{}
	for _, r := range log {
		s := stream{r.device, r.stream}
		if _, seen := boot[s]; !seen || boot[s] != r.boot {
			next[s] = 0
		}
		if r.seq != next[s] {
			return fmt.Errorf("seq %d is wanted: %s", next[s], show(r))
		}
		if at, seen := last[s]; seen && (r.time < at || r.boot < boot[s]) {
			return fmt.Errorf("time or boot goes back: %s", show(r))
		}
		next[s], last[s], boot[s] = r.seq+1, r.time, r.boot
	}
	return nil
}

// plain is the part of a plain JSON obs that tells whether values came back.
type plain struct {
	Obs []struct {
		Code  string
		Value *float64
	}
}

// values are the mean and the number of each code's values in a log, and the
// number of observations without one.
func values(log []record) (mean map[string]float64, missing map[string]int) {
	mean, missing = map[string]float64{}, map[string]int{}
	count := map[string]int{}
	for _, r := range log {
		var p plain
		if json.Unmarshal([]byte(r.payload), &p) != nil {
			continue
		}
		for _, o := range p.Obs {
			if o.Value == nil {
				missing[o.Code]++
				continue
			}
			count[o.Code]++
			mean[o.Code] += (*o.Value - mean[o.Code]) / float64(count[o.Code])
		}
	}
	return mean, missing
}
