package plainjson

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// InvalidSample marks a sample that was not measured; it is written as null.
const InvalidSample int16 = math.MinInt16

// Wave is what stands in every wave message of one signal. Make it once with
// NewWave.
type Wave struct{ open []byte }

// NewWave prepares the wave of a signal: its id ("ecg_ii"), samples per second,
// UCUM unit, and the scale by which a sample stands for offset + gain * sample.
// Rate, gain and offset must be finite.
func NewWave(code string, rate float64, unit string, gain, offset float64) Wave {
	b := appendText([]byte(`,"wave":{"code":`), code)
	b = appendFloat(append(b, `,"rate":`...), rate)
	b = appendText(append(b, `,"unit":`...), unit)
	b = appendFloat(append(b, `,"gain":`...), gain)
	b = appendFloat(append(b, `,"offset":`...), offset)
	return Wave{open: append(b, `,"samples":[`...)}
}

// appendFloat appends x in the fewest digits that give it back.
func appendFloat(dst []byte, x float64) []byte {
	if !finite(x) {
		return append(dst, "null"...)
	}
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.AppendFloat(dst, x, 'e', -1, 64)
	}
	return strconv.AppendFloat(dst, x, 'f', -1, 64)
}

// AppendWave appends a wave message; the stamp's time is the first sample's.
func AppendWave(dst []byte, h *Header, s Stamp, w *Wave, samples []int16) []byte {
	dst = h.open(dst, StreamWave, s)
	dst = append(dst, w.open...)
	for i, x := range samples {
		if i > 0 {
			dst = append(dst, ',')
		}
		if x == InvalidSample {
			dst = append(dst, "null"...)
			continue
		}
		dst = strconv.AppendInt(dst, int64(x), 10)
	}
	return append(dst, `]}}`...)
}

func (s *scanner) wave(r *Reading) error {
	w := &r.Wave
	*w = WaveReading{Samples: w.Samples[:0]} // the last of equal members wins
	return s.object(func(key []byte) (err error) {
		switch string(key) {
		case "code":
			w.Code, err = s.text(&r.scratch)
		case "rate":
			w.Rate, _, err = s.optionalNumber()
		case "unit":
			w.Unit, err = s.text(&r.scratch)
		case "gain":
			w.Gain, _, err = s.optionalNumber()
		case "offset":
			w.Offset, _, err = s.optionalNumber()
		case "samples":
			w.Samples = w.Samples[:0]
			err = s.array(func() error { return s.sample(w) })
		default:
			err = s.skip(0)
		}
		return err
	}, &r.scratch)
}

var errSample = errors.New("a sample must be null or a whole number from -32767 to 32767")

// sample reads one sample. There are many, so that it does without the general
// reader of numbers.
func (s *scanner) sample(w *WaveReading) error {
	if s.peek() == 'n' {
		w.Samples = append(w.Samples, InvalidSample)
		return s.literal("null")
	}
	from := s.pos
	negative := s.at('-')
	if negative {
		s.pos++
	}
	first, n := s.pos, 0
	for s.pos < len(s.data) && s.data[s.pos] >= '0' && s.data[s.pos] <= '9' && s.pos < first+6 {
		n = n*10 + int(s.data[s.pos]-'0')
		s.pos++
	}
	more := s.at('.') || s.at('e') || s.at('E')
	zero := s.pos > first+1 && s.data[first] == '0'
	if s.pos == first || n > math.MaxInt16 || more || zero {
		return fmt.Errorf("%w: %q", errSample, s.data[from:min(from+12, len(s.data))])
	}
	if negative {
		n = -n
	}
	w.Samples = append(w.Samples, int16(n))
	return nil
}
