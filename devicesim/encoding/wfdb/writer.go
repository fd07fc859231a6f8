package wfdb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Stats is what became of the samples of one signal.
type Stats struct {
	Clipped int64 // samples that the format could not hold, stored as its nearest end
	Invalid int64 // samples that were not measured
}

// Encoder packs frames into a signal file and finds what the header must say
// of them. It is what a Writer uses; use it alone to write elsewhere than to a
// folder.
type Encoder struct {
	out     *bufio.Writer
	signals []Signal
	stats   []Stats
	format  Format
	frames  int64
	half    int16 // the first of two samples of format 212
	isHalf  bool
	scratch [4]byte
}

// NewEncoder begins a signal file. The header's signals are copied.
func NewEncoder(w io.Writer, h *Header, format Format) (*Encoder, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	if format.bits() == 0 {
		return nil, fmt.Errorf("wfdb: record %s: format %d is not written; take 16 or 212", h.Name, format)
	}
	e := &Encoder{out: bufio.NewWriterSize(w, 1<<15), format: format, stats: make([]Stats, len(h.Signals))}
	for _, s := range h.Signals {
		s.File, s.Format, s.Initial, s.Checksum = h.Name+".dat", format, 0, 0
		e.signals = append(e.signals, s)
	}
	return e, nil
}

// Write appends frames: one slice for each signal, all of equal length.
func (e *Encoder) Write(chunk [][]int16) error {
	if len(chunk) != len(e.signals) {
		return fmt.Errorf("wfdb: a chunk of %d signals for a record of %d", len(chunk), len(e.signals))
	}
	n := len(chunk[0])
	for i := range chunk {
		if len(chunk[i]) != n {
			return fmt.Errorf("wfdb: a chunk with %d samples of signal 0 and %d of signal %d", n, len(chunk[i]), i)
		}
	}
	for k := range n {
		for i := range chunk {
			if err := e.sample(i, chunk[i][k]); err != nil {
				return fmt.Errorf("wfdb: write samples: %w", err)
			}
		}
		e.frames++
	}
	return nil
}

func (e *Encoder) sample(i int, s int16) error {
	stored, clipped := e.format.clip(s)
	if clipped {
		e.stats[i].Clipped++
	}
	if s == Invalid {
		e.stats[i].Invalid++
	}
	signal := &e.signals[i]
	if e.frames == 0 {
		signal.Initial = int(stored)
	}
	signal.Checksum += stored
	if e.format == Format16 {
		_, err := e.out.Write(append(e.scratch[:0], byte(stored), byte(stored>>8)))
		return err
	}
	if !e.isHalf {
		e.half, e.isHalf = stored, true
		return nil
	}
	e.isHalf = false
	_, err := e.out.Write(pack212(e.scratch[:0], e.half, stored))
	return err
}

// Finish flushes the samples and puts into h what was found of them. An odd
// last sample of format 212 is paired with 0.
func (e *Encoder) Finish(h *Header) ([]Stats, error) {
	if e.isHalf {
		e.isHalf = false
		// Two bytes hold the last sample; readers take the third as missing.
		if _, err := e.out.Write(pack212(e.scratch[:0], e.half, 0)); err != nil {
			return nil, fmt.Errorf("wfdb: write the last sample: %w", err)
		}
	}
	if err := e.out.Flush(); err != nil {
		return nil, fmt.Errorf("wfdb: write samples: %w", err)
	}
	h.Frames, h.Signals = e.frames, e.signals
	return e.stats, nil
}

// Writer writes one record into a folder.
type Writer struct {
	*Encoder
	header Header
	folder string
	file   *os.File
}

// Create begins NAME.dat in the folder. A header of the same name is removed,
// so that it cannot describe the new samples.
func Create(folder string, h Header, format Format) (*Writer, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	w := &Writer{header: h, folder: folder}
	if err := os.Remove(w.path(".hea")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("wfdb: remove the old header: %w", err)
	}
	file, err := os.Create(w.path(".dat"))
	if err != nil {
		return nil, fmt.Errorf("wfdb: %w", err)
	}
	w.file = file
	if w.Encoder, err = NewEncoder(file, &h, format); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func (w *Writer) path(suffix string) string {
	return filepath.Join(w.folder, w.header.Name+suffix)
}

// Close ends the samples, then writes the header. It returns one Stats for each
// signal; a caller that ignores clipped samples hides them.
func (w *Writer) Close() ([]Stats, error) {
	stats, err := w.Finish(&w.header)
	if closed := w.file.Close(); err == nil && closed != nil {
		err = fmt.Errorf("wfdb: close the samples: %w", closed)
	}
	if err != nil {
		return stats, err
	}
	temporary := w.path(".hea.tmp")
	if err := os.WriteFile(temporary, w.header.Append(nil), 0o644); err != nil {
		return stats, fmt.Errorf("wfdb: write the header: %w", err)
	}
	if err := os.Rename(temporary, w.path(".hea")); err != nil {
		return stats, fmt.Errorf("wfdb: put the header in its place: %w", err)
	}
	return stats, nil
}
