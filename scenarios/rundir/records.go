package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// text is a JSON string, or a number as it is written: some platforms number their alerts.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil {
		*t = text(s)
		return nil
	}
	if _, err := strconv.ParseFloat(string(raw), 64); err != nil {
		return fmt.Errorf("%s is no text", raw)
	}
	*t = text(raw)
	return nil
}

type truthLine struct {
	Patient    text            `json:"patient"`
	Kind       text            `json:"kind"`
	Onset      json.RawMessage `json:"onset"`
	End        json.RawMessage `json:"end"`
	Observable *bool           `json:"observable"`
	Delivered  json.RawMessage `json:"delivered"`
}

// ReadTruth reads episodes: {"patient":"p1","kind":"spo2-low","onset":100.0,"end":400.0,"observable":true}. An episode is
// observable unless it says otherwise. Optional is "delivered": when the first data that show the condition arrived.
func ReadTruth(r io.Reader, file string, c *Clock) ([]judge.Episode, error) {
	var all []judge.Episode
	err := eachRecord(r, file, func(l *truthLine) error {
		if l.Patient == "" {
			return errors.New("patient is missing")
		}
		e := judge.Episode{Patient: string(l.Patient), Kind: string(l.Kind), Observable: l.Observable == nil || *l.Observable}
		if err := c.read("onset", l.Onset, &e.Onset); err != nil {
			return err
		}
		if err := c.read("end", l.End, &e.End); err != nil {
			return err
		}
		if e.End < e.Onset {
			return fmt.Errorf("end %s is before onset %s", l.End, l.Onset)
		}
		if e.Arrived = present(l.Delivered); e.Arrived {
			if err := c.read("delivered", l.Delivered, &e.Delivered); err != nil {
				return err
			}
		}
		all = append(all, e)
		return nil
	})
	return all, err
}

type alertLine struct {
	Patient text            `json:"patient"`
	Kind    text            `json:"kind"`
	ID      text            `json:"id"`
	Time    json.RawMessage `json:"time"`
	Reading json.RawMessage `json:"reading"`
	Cleared bool            `json:"cleared"`
}

// ReadAlerts reads alerts: {"patient":"p1","kind":"SPO2_LOW","time":130.0,"id":"1"}. Optional are "reading", the device time
// of the reading that the alert is about, and "cleared", true for an alarm that is taken back.
func ReadAlerts(r io.Reader, file string, c *Clock) ([]judge.Alert, error) {
	var all []judge.Alert
	err := eachRecord(r, file, func(l *alertLine) error {
		if l.Patient == "" {
			return errors.New("patient is missing")
		}
		a := judge.Alert{Patient: string(l.Patient), Kind: string(l.Kind), ID: string(l.ID), Cleared: l.Cleared}
		if err := c.read("time", l.Time, &a.Time); err != nil {
			return err
		}
		if a.Named = present(l.Reading); a.Named {
			if err := c.read("reading", l.Reading, &a.Reading); err != nil {
				return err
			}
		}
		all = append(all, a)
		return nil
	})
	return all, err
}

type messageLine struct {
	Stream *text           `json:"stream"`
	Boot   uint32          `json:"boot"`
	Seq    *uint64         `json:"seq"`
	Time   json.RawMessage `json:"time"`
	Stamp  json.RawMessage `json:"stamp"`
	Acked  bool            `json:"acked"`
	Hash   text            `json:"hash"`
}

func (l *messageLine) key() (judge.Key, error) {
	switch {
	case l.Stream == nil:
		return judge.Key{}, errors.New("stream is missing")
	case l.Seq == nil:
		return judge.Key{}, errors.New("seq is missing")
	}
	return judge.Key{Stream: string(*l.Stream), Boot: l.Boot, Seq: *l.Seq}, nil
}

// ReadSent reads sent messages: {"stream":"a","boot":0,"seq":7,"time":0.0,"acked":true,"hash":"…"}.
func ReadSent(r io.Reader, file string, c *Clock) ([]judge.Sent, error) {
	var all []judge.Sent
	err := eachRecord(r, file, func(l *messageLine) error {
		k, err := l.key()
		if err != nil {
			return err
		}
		m := judge.Sent{Stream: k.Stream, Boot: k.Boot, Seq: k.Seq, Acked: l.Acked, Hash: string(l.Hash)}
		if err := c.read("time", l.Time, &m.Time); err != nil {
			return err
		}
		all = append(all, m)
		return nil
	})
	return all, err
}

// ReadSeen reads seen messages in order of arrival: {"stream":"a","boot":0,"seq":7,"time":0.1,"stamp":0.0,"hash":"…"}. The
// stamp is optional.
func ReadSeen(r io.Reader, file string, c *Clock) ([]judge.Seen, error) {
	var all []judge.Seen
	err := eachRecord(r, file, func(l *messageLine) error {
		k, err := l.key()
		if err != nil {
			return err
		}
		m := judge.Seen{Stream: k.Stream, Boot: k.Boot, Seq: k.Seq, Hash: string(l.Hash)}
		if err := c.read("time", l.Time, &m.Time); err != nil {
			return err
		}
		if m.Stamped = present(l.Stamp); m.Stamped {
			if err := c.read("stamp", l.Stamp, &m.Stamp); err != nil {
				return err
			}
		}
		all = append(all, m)
		return nil
	})
	return all, err
}

// eachRecord decodes every line into a fresh record.
func eachRecord[T any](r io.Reader, file string, each func(*T) error) error {
	return EachLine(r, file, func(line []byte) error {
		var record T
		if err := json.Unmarshal(line, &record); err != nil {
			return fmt.Errorf("not the JSON object expected here: %w", err)
		}
		return each(&record)
	})
}

func (c *Clock) read(field string, raw json.RawMessage, to *float64) error {
	v, err := c.seconds(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	*to = v
	return nil
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }
