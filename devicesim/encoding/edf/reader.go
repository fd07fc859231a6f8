package edf

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

const (
	maxSignals   = 512
	maxReadBytes = 1 << 24 // of a record; bounds what a header can make a reader allocate
)

// Record is one data record.
type Record struct {
	Onset       float64   // s from the start of the recording
	Samples     [][]int16 // one slice for each of Header.Signals
	Annotations []Annotation
}

// Reader reads a recording.
type Reader struct {
	Header Header

	in     *bufio.Reader
	layout []int // samples in a record of each signal of the file, negative for annotations
	buf    []byte
	lists  []byte
	count  int64
	offset float64 // onset of the first record
}

// NewReader reads the header.
func NewReader(r io.Reader) (*Reader, error) {
	in := bufio.NewReader(r)
	d := &Reader{in: in}
	bytes, err := d.readHeader()
	if err != nil {
		return nil, fmt.Errorf("edf: %w", err)
	}
	d.buf = make([]byte, bytes)
	return d, nil
}

// Next reads the next record into rec, whose memory it uses again. It returns
// io.EOF at the end and io.ErrUnexpectedEOF when the file ends too early.
func (d *Reader) Next(rec *Record) error {
	if d.count == d.Header.Records {
		return io.EOF
	}
	if _, err := io.ReadFull(d.in, d.buf); err != nil {
		if errors.Is(err, io.EOF) && d.Header.Records < 0 {
			return io.EOF
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("edf: data record %d of %d: %w", d.count, d.Header.Records, err)
	}
	rec.Samples, rec.Annotations, d.lists = rec.Samples[:0], rec.Annotations[:0], d.lists[:0]
	b := d.buf
	for _, n := range d.layout {
		if n < 0 {
			d.lists = append(append(d.lists, b[:-2*n]...), 0)
			b = b[-2*n:]
			continue
		}
		rec.Samples = appendSamples(rec.Samples, b[:2*n])
		b = b[2*n:]
	}
	var onset float64
	var has bool
	var err error
	rec.Annotations, onset, has, err = parseLists(d.lists, rec.Annotations)
	if err != nil {
		return fmt.Errorf("edf: annotations of data record %d: %w", d.count, err)
	}
	d.place(rec, onset, has)
	d.count++
	return nil
}

// place makes all times of the record count from the first sample.
func (d *Reader) place(rec *Record, onset float64, has bool) {
	if !has {
		onset = d.offset + float64(d.count)*d.Header.Duration
	}
	if d.count == 0 {
		d.offset = onset
	}
	rec.Onset = onset - d.offset
	for i := range rec.Annotations {
		rec.Annotations[i].Onset -= d.offset
	}
}

// Offset is the time of the first sample after the second that Header.Start
// says, in s; known after the first record.
func (d *Reader) Offset() float64 { return d.offset }

// appendSamples appends one signal, in memory that an earlier record had.
func appendSamples(all [][]int16, b []byte) [][]int16 {
	n := len(all)
	if n < cap(all) {
		all = all[:n+1]
	} else {
		all = append(all, nil)
	}
	s := all[n][:0]
	for i := 0; i+1 < len(b); i += 2 {
		s = append(s, int16(b[i])|int16(b[i+1])<<8)
	}
	all[n] = s
	return all
}
