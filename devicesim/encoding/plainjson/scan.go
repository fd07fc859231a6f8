package plainjson

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// maxDepth bounds the nesting of members that nobody asked for.
const maxDepth = 200

// scanner walks over JSON text. Its methods expect the value of their name at
// pos, after white space, and leave pos behind it.
type scanner struct {
	data []byte
	pos  int
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte that is not white space, 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.pos == len(s.data) {
		return 0
	}
	return s.data[s.pos]
}

func (s *scanner) expect(c byte) error {
	if s.peek() != c {
		return fmt.Errorf("a %q is missing", c)
	}
	s.pos++
	return nil
}

func (s *scanner) end() error {
	s.space()
	if s.pos != len(s.data) {
		return errors.New("something follows the object")
	}
	return nil
}

// object calls member for each member, with pos before the member's value.
func (s *scanner) object(member func(key []byte) error, scratch *[]byte) error {
	if err := s.expect('{'); err != nil {
		return err
	}
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	for {
		key, err := s.text(scratch)
		if err != nil {
			return err
		}
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := member(key); err != nil {
			return err
		}
		if done, err := s.next('}'); done || err != nil {
			return err
		}
	}
}

func (s *scanner) array(element func() error) error {
	if err := s.expect('['); err != nil {
		return err
	}
	if s.peek() == ']' {
		s.pos++
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if done, err := s.next(']'); done || err != nil {
			return err
		}
	}
}

// next passes over a comma, or over the closing bracket.
func (s *scanner) next(closing byte) (done bool, err error) {
	switch s.peek() {
	case ',':
		s.pos++
		return false, nil
	case closing:
		s.pos++
		return true, nil
	}
	return false, fmt.Errorf("a ',' or %q is missing", closing)
}

func (s *scanner) bool() (bool, error) {
	switch s.peek() {
	case 't':
		return true, s.literal("true")
	case 'f':
		return false, s.literal("false")
	}
	return false, errors.New("true or false is wanted")
}

func (s *scanner) literal(word string) error {
	if len(s.data)-s.pos < len(word) || string(s.data[s.pos:s.pos+len(word)]) != word {
		return fmt.Errorf("%s is wanted", word)
	}
	s.pos += len(word)
	return nil
}

func (s *scanner) uint(limit uint64) (uint64, error) {
	s.space()
	token, err := s.number()
	if err != nil {
		return 0, err
	}
	var n uint64
	for _, c := range token {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%s is not a whole number from 0", token)
		}
		d := uint64(c - '0')
		if n > (math.MaxUint64-d)/10 {
			return 0, fmt.Errorf("%s is above %d", token, limit)
		}
		n = n*10 + d
	}
	if n > limit {
		return 0, fmt.Errorf("%s is above %d", token, limit)
	}
	return n, nil
}

// optionalNumber takes null as no number.
func (s *scanner) optionalNumber() (float64, bool, error) {
	if s.peek() == 'n' {
		return 0, false, s.literal("null")
	}
	token, err := s.number()
	if err != nil {
		return 0, false, err
	}
	if x, ok := shortDecimal(token); ok {
		return x, true, nil
	}
	x, err := strconv.ParseFloat(string(token), 64)
	if err != nil {
		return 0, false, fmt.Errorf("%s is too large for a number", token)
	}
	return x, true, nil
}

// shortDecimal reads numbers of at most 15 digits and no exponent; mantissa and
// power of ten are then exact, and one division rounds correctly.
func shortDecimal(token []byte) (float64, bool) {
	if len(token) > 16 || token[0] == '-' {
		return 0, false
	}
	mantissa, power, fraction := 0.0, 1.0, false
	for _, c := range token {
		switch {
		case c == '.':
			fraction = true
		case c < '0' || c > '9':
			return 0, false
		default:
			mantissa = mantissa*10 + float64(c-'0')
			if fraction {
				power *= 10
			}
		}
	}
	return mantissa / power, mantissa < 1e15
}

// number passes over a number and returns its text.
func (s *scanner) number() ([]byte, error) {
	from := s.pos
	if s.at('-') {
		s.pos++
	}
	if s.at('0') {
		s.pos++
	} else if s.digits() == 0 {
		return nil, errors.New("a number is wanted")
	}
	if s.at('.') {
		s.pos++
		if s.digits() == 0 {
			return nil, errors.New("digits are missing after the point")
		}
	}
	if s.at('e') || s.at('E') {
		s.pos++
		if s.at('+') || s.at('-') {
			s.pos++
		}
		if s.digits() == 0 {
			return nil, errors.New("digits are missing in the exponent")
		}
	}
	return s.data[from:s.pos], nil
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.data) && s.data[s.pos] == c }

func (s *scanner) digits() int {
	from := s.pos
	for s.pos < len(s.data) && s.data[s.pos] >= '0' && s.data[s.pos] <= '9' {
		s.pos++
	}
	return s.pos - from
}

// skip passes over a value of any kind.
func (s *scanner) skip(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch c := s.peek(); c {
	case '{':
		var names []byte
		return s.object(func([]byte) error { return s.skip(depth + 1) }, &names)
	case '[':
		return s.array(func() error { return s.skip(depth + 1) })
	case '"':
		var scratch []byte
		_, err := s.text(&scratch)
		return err
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	default:
		_, err := s.number()
		return err
	}
}
