package wfdb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// AnnotationReader reads annotations in MIT format.
type AnnotationReader struct {
	// Resolution is the ticks per second of Annotation.Sample, 0 while they are
	// samples of the record. A note in the file sets it.
	Resolution float64

	in      *bufio.Reader
	time    int64
	channel uint8
	number  int8
	word    int // the first word of the next annotation
	isAhead bool
}

// NewAnnotationReader reads annotations from r.
func NewAnnotationReader(r io.Reader) *AnnotationReader {
	return &AnnotationReader{in: bufio.NewReader(r)}
}

// Next returns the next annotation, io.EOF after the last. A file that ends
// without its end mark gives io.ErrUnexpectedEOF.
func (r *AnnotationReader) Next() (Annotation, error) {
	for {
		a, err := r.next()
		if errors.Is(err, io.EOF) {
			return a, err
		}
		if err != nil {
			return a, fmt.Errorf("wfdb: annotation after sample %d: %w", r.time, err)
		}
		text, ok := strings.CutPrefix(a.Text, resolutionNote)
		if !ok || a.Sample != 0 || a.Code != Note {
			return a, nil
		}
		rate, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || !(rate > 0) || math.IsInf(rate, 0) {
			return a, fmt.Errorf("wfdb: time resolution %q is no number above 0", text)
		}
		r.Resolution = rate
	}
}

func (r *AnnotationReader) next() (Annotation, error) {
	word, err := r.first()
	if err != nil {
		return Annotation{}, err
	}
	if word == 0 {
		return Annotation{}, io.EOF
	}
	r.time += int64(word & maxOperand)
	a := Annotation{Sample: r.time, Code: Code(word >> operandBits)}
	for {
		// The next annotation's first word ends this one.
		if r.word, err = r.read(); err != nil {
			return a, err
		}
		operand := r.word & maxOperand
		switch r.word >> operandBits {
		case wordNumber:
			r.number = int8(operand)
		case wordSubtype:
			a.Subtype = int8(operand)
		case wordChannel:
			r.channel = uint8(operand)
		case wordText:
			a.Text, err = r.text(operand)
		default:
			r.isAhead = true
			a.Channel, a.Number = r.channel, r.number
			return a, nil
		}
		if err != nil {
			return a, err
		}
	}
}

// first returns the word that opens an annotation, past skips.
func (r *AnnotationReader) first() (int, error) {
	for {
		if !r.isAhead {
			var err error
			if r.word, err = r.read(); err != nil {
				return 0, err
			}
		}
		r.isAhead = false
		switch code := r.word >> operandBits; {
		case code > wordSkip:
			return 0, fmt.Errorf("a word of code %d belongs to no annotation", code)
		case code < wordSkip:
			return r.word, nil
		}
		high, err := r.read()
		if err != nil {
			return 0, err
		}
		low, err := r.read()
		if err != nil {
			return 0, err
		}
		r.time += int64(int32(high<<16 | low))
	}
}

func (r *AnnotationReader) read() (int, error) {
	var b [2]byte
	if _, err := io.ReadFull(r.in, b[:]); err != nil {
		return 0, cutOff(err)
	}
	return int(b[0]) | int(b[1])<<8, nil
}

func (r *AnnotationReader) text(n int) (string, error) {
	b := make([]byte, n+n%2)
	if _, err := io.ReadFull(r.in, b); err != nil {
		return "", cutOff(err)
	}
	return strings.TrimRight(string(b[:n]), "\x00"), nil
}

// cutOff turns an end of the file where more must follow into the error for it.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
