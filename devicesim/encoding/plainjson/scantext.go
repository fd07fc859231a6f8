package plainjson

import (
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string. Without escapes the result points into the data; with
// escapes it is appended to scratch.
func (s *scanner) text(scratch *[]byte) ([]byte, error) {
	if err := s.expect('"'); err != nil {
		return nil, errors.New("a text in quotes is wanted")
	}
	from := s.pos
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.data[from : s.pos-1 : s.pos-1], nil
		case c == '\\':
			return s.escaped(from, scratch)
		case c < ' ':
			return nil, errors.New("control characters must be escaped")
		}
		s.pos++
	}
	return nil, errors.New("a text has no end")
}

// escaped goes on reading a string that began at from and has an escape at pos.
func (s *scanner) escaped(from int, scratch *[]byte) ([]byte, error) {
	start := len(*scratch)
	out := append(*scratch, s.data[from:s.pos]...)
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		s.pos++
		switch {
		case c == '"':
			*scratch = out
			return out[start:len(out):len(out)], nil
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return nil, err
			}
			out = utf8.AppendRune(out, r)
		case c < ' ':
			return nil, errors.New("control characters must be escaped")
		default:
			out = append(out, c)
		}
	}
	return nil, errors.New("a text has no end")
}

// escape reads what follows a backslash.
func (s *scanner) escape() (rune, error) {
	if s.pos == len(s.data) {
		return 0, errors.New("a text has no end")
	}
	c := s.data[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return s.unicode()
	}
	return 0, errors.New("an unknown escape")
}

// unicode reads four hexadecimal digits, and a second escape where the first is
// half of a surrogate pair. A lone half becomes U+FFFD.
func (s *scanner) unicode() (rune, error) {
	r, ok := s.hex()
	if !ok {
		return 0, errors.New(`\u needs four hexadecimal digits`)
	}
	s.pos += 4
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if s.pos+1 < len(s.data) && s.data[s.pos] == '\\' && s.data[s.pos+1] == 'u' {
		s.pos += 2
		low, ok := s.hex()
		pair := utf16.DecodeRune(r, low)
		if ok && pair != utf8.RuneError {
			s.pos += 4
			return pair, nil
		}
		s.pos -= 2
	}
	return utf8.RuneError, nil
}

func (s *scanner) hex() (rune, bool) {
	if s.pos+4 > len(s.data) {
		return 0, false
	}
	var r rune
	for _, c := range s.data[s.pos : s.pos+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|32 >= 'a' && c|32 <= 'f':
			r = r<<4 | rune(c|32-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
