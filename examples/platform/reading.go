package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// reading is an observation in the fleet's plain JSON.
type reading struct {
	Patient string    `json:"patient"`
	Device  string    `json:"device"`
	Stream  string    `json:"stream"`
	Boot    uint32    `json:"boot"`
	Seq     uint64    `json:"seq"`
	Time    time.Time `json:"time"`
	Obs     []struct {
		Code    string   `json:"code"`
		Value   *float64 `json:"value"`
		Quality string   `json:"quality"`
	} `json:"obs"`
}

func parseReading(payload []byte) (reading, error) {
	var r reading
	if err := json.Unmarshal(payload, &r); err != nil {
		return r, err
	}
	if r.Patient == "" || r.Device == "" || r.Time.IsZero() {
		return r, fmt.Errorf("patient, device or time is missing")
	}
	return r, nil
}

// value returns the first good value of one of the codes.
func (r *reading) value(codes []string) (float64, bool) {
	for _, o := range r.Obs {
		if o.Value != nil && (o.Quality == "" || o.Quality == "ok") && slices.Contains(codes, o.Code) {
			return *o.Value, true
		}
	}
	return 0, false
}

// target returns where an observation is passed on to.
func target(topic string) string {
	return "platform/v1/observations/" + strings.TrimPrefix(topic, "vitalfleet/v1/")
}

// streamKey is a sequence of numbered observations.
type streamKey struct {
	device, stream string
	boot           uint32
}

// span is a stretch of sequence numbers, both ends included.
type span struct{ from, to uint64 }

// deduplicator knows which observations have been taken: stretches of sequence
// numbers, mostly one for each stream.
type deduplicator map[streamKey][]span

// first reports whether an observation is seen for the first time.
func (d deduplicator) first(r *reading) bool {
	key := streamKey{r.Device, r.Stream, r.Boot}
	spans := d[key]
	i, found := slices.BinarySearchFunc(spans, r.Seq, func(s span, seq uint64) int {
		switch {
		case s.to < seq:
			return -1
		case s.from > seq:
			return 1
		}
		return 0
	})
	if found {
		return false
	}
	left := i > 0 && spans[i-1].to+1 == r.Seq
	right := i < len(spans) && r.Seq+1 == spans[i].from
	switch {
	case left && right:
		spans[i-1].to = spans[i].to
		spans = slices.Delete(spans, i, i+1)
	case left:
		spans[i-1].to = r.Seq
	case right:
		spans[i].from = r.Seq
	default:
		spans = slices.Insert(spans, i, span{r.Seq, r.Seq})
	}
	d[key] = spans
	return true
}
