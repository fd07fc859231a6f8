package wfdb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Annotation marks something at one sample.
type Annotation struct {
	Sample  int64 // ticks from the start; of the record's rate unless a resolution is set
	Code    Code
	Subtype int8
	Channel uint8
	Number  int8
	Text    string // at most 255 bytes
}

// The words of the MIT format that are not annotations of their own: the upper
// six bits of a word say which, the lower ten are its operand.
const (
	wordSkip    = 59 // four bytes follow: a longer interval, high half first
	wordNumber  = 60
	wordSubtype = 61
	wordChannel = 62
	wordText    = 63 // as many bytes of text follow, padded to an even number

	operandBits = 10
	maxOperand  = 1<<operandBits - 1
	maxText     = 255
)

// resolutionNote begins the text of the note that sets the ticks per second.
const resolutionNote = "## time resolution: "

// AnnotationWriter writes annotations in MIT format.
type AnnotationWriter struct {
	out     *bufio.Writer
	time    int64
	channel uint8
	number  int8
	buf     []byte
}

// NewAnnotationWriter begins an annotation file. Resolution is the ticks per
// second of the annotations where they are not samples of the record, 0 where
// they are.
func NewAnnotationWriter(w io.Writer, resolution float64) (*AnnotationWriter, error) {
	a := &AnnotationWriter{out: bufio.NewWriter(w)}
	if resolution == 0 {
		return a, nil
	}
	if !(resolution > 0) || math.IsInf(resolution, 0) {
		return nil, fmt.Errorf("wfdb: a time resolution of %g ticks per second; it must be above 0", resolution)
	}
	return a, a.Write(Annotation{Code: Note, Text: resolutionNote + number(resolution)})
}

// Write appends an annotation. Annotations come in order of time, those of one
// sample in order of channel.
func (w *AnnotationWriter) Write(a Annotation) error {
	if a.Code == 0 || a.Code > maxCode {
		return fmt.Errorf("wfdb: annotation code %d at sample %d; codes go from 1 to %d", a.Code, a.Sample, maxCode)
	}
	if a.Sample < w.time {
		return fmt.Errorf("wfdb: annotation %s at sample %d comes after one at %d; sort them by time", a.Code, a.Sample, w.time)
	}
	if len(a.Text) > maxText || strings.IndexByte(a.Text, 0) >= 0 {
		return fmt.Errorf("wfdb: annotation text of %d bytes at sample %d; at most %d and no zero byte", len(a.Text), a.Sample, maxText)
	}
	b := appendInterval(w.buf[:0], a.Code, a.Sample-w.time)
	if a.Subtype != 0 {
		b = appendWord(b, wordSubtype, int(a.Subtype)&maxOperand)
	}
	if a.Channel != w.channel {
		b = appendWord(b, wordChannel, int(a.Channel))
	}
	if a.Number != w.number {
		b = appendWord(b, wordNumber, int(a.Number)&maxOperand)
	}
	if a.Text != "" {
		b = append(appendWord(b, wordText, len(a.Text)), a.Text...)
		if len(a.Text)%2 == 1 {
			b = append(b, 0)
		}
	}
	w.buf, w.time, w.channel, w.number = b, a.Sample, a.Channel, a.Number
	if _, err := w.out.Write(b); err != nil {
		return fmt.Errorf("wfdb: write annotations: %w", err)
	}
	return nil
}

// appendInterval appends the code with the time since the annotation before,
// and skips before it where ten bits cannot hold that.
func appendInterval(b []byte, code Code, delta int64) []byte {
	for delta > maxOperand {
		skip := min(delta, math.MaxInt32)
		b = appendWord(b, wordSkip, 0)
		b = append(b, byte(skip>>16), byte(skip>>24), byte(skip), byte(skip>>8))
		delta -= skip
	}
	return appendWord(b, int(code), int(delta))
}

func appendWord(b []byte, code, operand int) []byte {
	w := code<<operandBits | operand
	return append(b, byte(w), byte(w>>8))
}

// Close ends the annotations; it does not close what lies below.
func (w *AnnotationWriter) Close() error {
	_, err := w.out.Write([]byte{0, 0})
	if err = errors.Join(err, w.out.Flush()); err != nil {
		return fmt.Errorf("wfdb: end the annotations: %w", err)
	}
	return nil
}
