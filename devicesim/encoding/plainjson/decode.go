package plainjson

import (
	"errors"
	"fmt"
)

// Decode reads a message of any stream into r, whose memory it uses again. It
// takes any JSON object of the format's shape: members in any order, unknown
// members and white space ignored, the last of equal members wins. A member
// that is missing is left at zero; see Reading.Identified. The error says what
// is wrong and where.
func Decode(payload []byte, r *Reading) error {
	r.reset()
	s := scanner{data: payload}
	err := s.object(func(key []byte) error { return s.member(key, r) }, &r.scratch)
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return fmt.Errorf("plain JSON payload, byte %d: %w", s.pos, err)
	}
	return nil
}

// Identify finds what tells one message from all others. It stops reading as
// soon as it has everything, so it does not prove that the rest is sound. The
// texts point into the payload unless they had escapes. Ok is false when a part
// is missing or the payload is not of this format.
func Identify(payload []byte) (patient, device, stream []byte, boot uint32, seq uint64, time int64, ok bool) {
	var r Reading
	s := scanner{data: payload}
	err := s.object(func(key []byte) error {
		if err := s.member(key, &r); err != nil {
			return err
		}
		if r.seen == seenAll {
			return errEnough
		}
		return nil
	}, &r.scratch)
	if r.seen != seenAll || err != nil && !errors.Is(err, errEnough) {
		return nil, nil, nil, 0, 0, 0, false
	}
	return r.Patient, r.Device, r.Stream, r.Boot, r.Seq, r.Time, true
}

var errEnough = errors.New("enough was read")

func (s *scanner) member(key []byte, r *Reading) (err error) {
	switch string(key) {
	case "v":
		var v uint64
		v, err = s.uint(1 << 30)
		r.Version = int(v)
	case "simulated":
		r.Simulated, err = s.bool()
	case "patient":
		r.Patient, err = s.seenText(r, seenPatient)
	case "device":
		r.Device, err = s.seenText(r, seenDevice)
	case "type":
		r.Type, err = s.text(&r.scratch)
	case "stream":
		r.Stream, err = s.seenText(r, seenStream)
	case "boot":
		var v uint64
		v, err = s.uint(1<<32 - 1)
		r.Boot, r.seen = uint32(v), r.seen|seenBoot
	case "seq":
		r.Seq, err = s.uint(1<<64 - 1)
		r.seen |= seenSeq
	case "time":
		r.Time, err = s.time(r)
	case "obs":
		r.Obs = r.Obs[:0]
		err = s.observations(r)
	case "alarm":
		r.Alarm, err = s.alarm(r)
	case "wave":
		err = s.wave(r)
	default:
		err = s.skip(0)
	}
	if err != nil {
		return fmt.Errorf("member %q: %w", key, err)
	}
	return nil
}

func (s *scanner) seenText(r *Reading, bit uint8) ([]byte, error) {
	r.seen |= bit
	return s.text(&r.scratch)
}

func (s *scanner) time(r *Reading) (int64, error) {
	text, err := s.text(&r.scratch)
	if err != nil {
		return 0, err
	}
	r.seen |= seenTime
	return parseTime(text)
}

func (s *scanner) observations(r *Reading) error {
	return s.array(func() error {
		r.Obs = append(r.Obs, Observation{})
		o := &r.Obs[len(r.Obs)-1]
		return s.object(func(key []byte) error { return s.observation(key, o, r) }, &r.scratch)
	})
}

func (s *scanner) observation(key []byte, o *Observation, r *Reading) (err error) {
	switch string(key) {
	case "code":
		o.Code, err = s.text(&r.scratch)
	case "value":
		o.Value, o.HasValue, err = s.optionalNumber()
	case "unit":
		o.Unit, err = s.text(&r.scratch)
	case "mdc":
		var v uint64
		v, err = s.uint(1<<32 - 1)
		o.MDC = uint32(v)
	case "loinc":
		o.LOINC, err = s.text(&r.scratch)
	case "quality":
		o.Quality, err = s.text(&r.scratch)
	default:
		err = s.skip(0)
	}
	return err
}

func (s *scanner) alarm(r *Reading) (a AlarmReading, err error) {
	err = s.object(func(key []byte) error {
		text := a.field(key)
		if text == nil {
			return s.skip(0)
		}
		var err error
		*text, err = s.text(&r.scratch)
		return err
	}, &r.scratch)
	return a, err
}

func (a *AlarmReading) field(key []byte) *[]byte {
	switch string(key) {
	case "code":
		return &a.Code
	case "priority":
		return &a.Priority
	case "kind":
		return &a.Kind
	case "state":
		return &a.State
	case "phase":
		return &a.Phase
	case "id":
		return &a.ID
	}
	return nil
}
