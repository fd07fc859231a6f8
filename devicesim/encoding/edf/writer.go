package edf

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Stats is what became of the samples of one signal.
type Stats struct {
	Clipped int64 // samples outside of the signal's range, stored as its nearest end
	Padded  int64 // samples that were not given: the last one repeated to fill the last record
}

const (
	// DefaultRoom is the room for annotations in a data record, bytes.
	DefaultRoom = 128

	minRoom = 96    // holds the longest "Recording ends"
	maxRoom = 32768 // leaves room for samples in a record of recommended size

	// keeping bounds the bytes of the list that keeps a record's time, and of the
	// fraction of a second that an onset may grow by.
	keeping = 32
)

// Writer writes one recording.
type Writer struct {
	out     io.WriteSeeker
	header  Header
	signals []track
	room    int
	waiting []Annotation
	records int64
	offset  float64 // of the first sample from the second that the header says
	buf     []byte
}

// track is the samples of one signal that fill no record yet.
type track struct {
	samples []int16
	count   int64 // samples given
	stats   Stats
	last    int16
}

// NewWriter writes the header. Room is the room for annotations in each record
// in bytes, 0 for DefaultRoom; give more where annotations are dense, such as one
// for each beat of a long record. The header's scales are rounded to what its
// fields can hold: see Writer.Header.
func NewWriter(out io.WriteSeeker, h Header, room int) (*Writer, error) {
	if room == 0 {
		room = DefaultRoom
	}
	if room < minRoom || room > maxRoom {
		return nil, fmt.Errorf("edf: room of %d bytes for annotations; %d to %d are possible", room, minRoom, maxRoom)
	}
	if y := h.Start.Year(); y < 1985 || y > 2084 {
		return nil, fmt.Errorf("edf: start %s lies outside of the years 1985 to 2084", h.Start)
	}
	if len(h.Signals) == 0 || len(h.Signals) >= maxSignals {
		return nil, fmt.Errorf("edf: %d signals; 1 to %d are possible", len(h.Signals), maxSignals-1)
	}
	h.Signals = append([]Signal(nil), h.Signals...)
	for i := range h.Signals {
		if err := h.Signals[i].settle(); err != nil {
			return nil, fmt.Errorf("edf: signal %d, %q: %w", i, h.Signals[i].Label, err)
		}
	}
	room += room % 2
	if err := h.chooseDuration(room); err != nil {
		return nil, err
	}
	h.Plus, h.Records = true, -1
	b, err := h.append(room)
	if err != nil {
		return nil, err
	}
	if _, err := out.Write(b); err != nil {
		return nil, fmt.Errorf("edf: write the header: %w", err)
	}
	offset := float64(h.Start.Nanosecond()/1000) / 1e6
	return &Writer{out: out, header: h, signals: make([]track, len(h.Signals)), room: room, offset: offset}, nil
}

// Header returns the header with its scales as the file says them, and the
// duration of a record.
func (w *Writer) Header() Header { return w.header }

// Append adds samples of one signal. Records are written as soon as every signal
// has filled them: append to all signals in turn, since what one is ahead of the
// others waits in memory.
func (w *Writer) Append(signal int, samples []int16) error {
	if signal < 0 || signal >= len(w.signals) {
		return fmt.Errorf("edf: signal %d of %d", signal, len(w.signals))
	}
	t, s := &w.signals[signal], &w.header.Signals[signal]
	low, high := int16(s.DigitalMin), int16(s.DigitalMax)
	for _, x := range samples {
		if x < low || x > high {
			x = min(max(x, low), high)
			t.stats.Clipped++
		}
		t.samples = append(t.samples, x)
	}
	if n := len(t.samples); n > 0 {
		t.last = t.samples[n-1]
	}
	t.count += int64(len(samples))
	return w.flush()
}

// AppendPhysical adds samples of one signal in its unit.
func (w *Writer) AppendPhysical(signal int, samples []float64) error {
	if signal < 0 || signal >= len(w.signals) {
		return fmt.Errorf("edf: signal %d of %d", signal, len(w.signals))
	}
	t := &w.signals[signal]
	for _, x := range samples {
		d, clipped := w.header.Signals[signal].Digital(x)
		if clipped {
			t.stats.Clipped++
		}
		t.samples, t.last = append(t.samples, d), d
	}
	t.count += int64(len(samples))
	return w.flush()
}

// Annotate adds an annotation. It is written with the next record that has room.
func (w *Writer) Annotate(a Annotation) error {
	if err := a.check(); err != nil {
		return err
	}
	if n, room := len(a.appendList(nil)), w.room-keeping; n > room {
		return fmt.Errorf("edf: annotation of %d bytes at %g s; a record has room for %d, ask NewWriter for more", n, a.Onset, room)
	}
	w.waiting = append(w.waiting, a)
	return nil
}

// flush writes all records that are full and followed by more. The last one waits,
// so that annotations of its time still find room in it.
func (w *Writer) flush() error {
	for {
		for i := range w.signals {
			if len(w.signals[i].samples) <= w.header.Signals[i].PerRecord {
				return nil
			}
		}
		if err := w.record(); err != nil {
			return err
		}
	}
}

// record writes one data record of samples that are there.
func (w *Writer) record() error {
	b := w.buf[:0]
	for i := range w.signals {
		t, n := &w.signals[i], w.header.Signals[i].PerRecord
		for _, s := range t.samples[:n] {
			b = append(b, byte(s), byte(s>>8))
		}
		t.samples = t.samples[:copy(t.samples, t.samples[n:])]
	}
	from := len(b)
	b = appendTime(b, w.offset+float64(w.records)*w.header.Duration, 0)
	b = append(b, endOfText, 0)
	written := 0
	for _, a := range w.waiting {
		a.Onset += w.offset
		longer := a.appendList(b)
		if len(longer)-from > w.room {
			break
		}
		b = longer
		written++
	}
	w.waiting = w.waiting[:copy(w.waiting, w.waiting[written:])]
	for len(b)-from < w.room {
		b = append(b, 0)
	}
	w.buf = b
	w.records++
	if _, err := w.out.Write(b); err != nil {
		return fmt.Errorf("edf: write data record %d: %w", w.records, err)
	}
	return nil
}

// Close fills the last record, notes where the recording ends if it does so
// inside a record, writes what annotations wait, with more filled records if need
// be, and patches the number of records. It does not close what lies below. A
// caller that ignores the Stats hides what was clipped and padded.
func (w *Writer) Close() ([]Stats, error) {
	end, uneven, rest := w.end()
	if uneven {
		w.waiting = append(w.waiting, Annotation{Onset: end, Text: "Recording ends"})
	}
	for rest || len(w.waiting) > 0 {
		for i := range w.signals {
			t := &w.signals[i]
			for len(t.samples) < w.header.Signals[i].PerRecord {
				t.samples = append(t.samples, t.last)
				t.stats.Padded++
			}
		}
		if err := w.record(); err != nil {
			return nil, err
		}
		_, _, rest = w.end()
	}
	stats := make([]Stats, len(w.signals))
	for i := range w.signals {
		stats[i] = w.signals[i].stats
	}
	return stats, w.patch()
}

// end returns the time in s at which the longest signal ends, whether any signal
// ends inside a record, and whether samples wait.
func (w *Writer) end() (end float64, uneven, rest bool) {
	longest := 0.0
	for i := range w.signals {
		s := &w.header.Signals[i]
		end = math.Max(end, float64(w.signals[i].count)/s.Rate)
		longest = math.Max(longest, float64(w.signals[i].count)/float64(s.PerRecord))
		rest = rest || len(w.signals[i].samples) > 0
	}
	for i := range w.signals {
		uneven = uneven || float64(w.signals[i].count) < math.Ceil(longest)*float64(w.header.Signals[i].PerRecord)
	}
	return end, uneven, rest
}

func (w *Writer) patch() error {
	t := &text{}
	t.field("number of records", strconv.FormatInt(w.records, 10), 8)
	if t.err != nil {
		return t.err
	}
	_, err := w.out.Seek(countOffset, io.SeekStart)
	if err == nil {
		_, err = w.out.Write(t.b)
	}
	_, back := w.out.Seek(0, io.SeekEnd)
	if err = errors.Join(err, back); err != nil {
		return fmt.Errorf("edf: patch the number of records: %w", err)
	}
	return nil
}
