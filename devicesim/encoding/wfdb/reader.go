package wfdb

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Decoder unpacks one signal file that holds some signals of one format.
type Decoder struct {
	in     *bufio.Reader
	format Format
	half   int16 // the second of two samples of format 212
	isHalf bool
}

// NewDecoder reads samples of a format from r.
func NewDecoder(r io.Reader, format Format) *Decoder {
	return &Decoder{in: bufio.NewReaderSize(r, 1<<15), format: format}
}

// Next returns the next sample of the file, whichever signal it belongs to, with
// invalid samples as Invalid. It returns io.EOF at the end and
// io.ErrUnexpectedEOF in the middle of a sample.
func (d *Decoder) Next() (int16, error) {
	var b [3]byte
	if d.format == Format16 {
		if _, err := io.ReadFull(d.in, b[:2]); err != nil {
			return 0, err
		}
		return int16(binary.LittleEndian.Uint16(b[:2])), nil
	}
	if d.isHalf {
		d.isHalf = false
		return valid212(d.half), nil
	}
	n, err := io.ReadFull(d.in, b[:3])
	if n < 2 {
		return 0, err
	}
	first, second := unpack212(b[:])
	d.half, d.isHalf = second, n == 3
	return valid212(first), nil
}

func valid212(s int16) int16 {
	if s == invalid212 {
		return Invalid
	}
	return s
}

// group is the signals that lie in one file.
type group struct {
	file    *os.File
	decoder *Decoder
	signals []int
}

// Reader reads a record from a folder.
type Reader struct {
	Header Header
	groups []group
	sums   []int16
	frames int64
}

// Open reads the header NAME.hea in the folder and opens its signal files.
func Open(folder, name string) (*Reader, error) {
	text, err := os.ReadFile(filepath.Join(folder, name+".hea"))
	if err != nil {
		return nil, fmt.Errorf("wfdb: %w", err)
	}
	r := &Reader{}
	if r.Header, err = ParseHeader(text); err != nil {
		return nil, err
	}
	r.sums = make([]int16, len(r.Header.Signals))
	for i, s := range r.Header.Signals {
		if last := len(r.groups) - 1; last >= 0 && r.Header.Signals[r.groups[last].signals[0]].File == s.File {
			if s.Format != r.groups[last].decoder.format {
				err := fmt.Errorf("wfdb: %s holds formats %d and %d; only one a file is read", s.File, r.groups[last].decoder.format, s.Format)
				return nil, errors.Join(err, r.Close())
			}
			r.groups[last].signals = append(r.groups[last].signals, i)
			continue
		}
		file, err := os.Open(filepath.Join(folder, s.File))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("wfdb: %w", err), r.Close())
		}
		r.groups = append(r.groups, group{file, NewDecoder(file, s.Format), []int{i}})
	}
	return r, nil
}

// Read fills chunk, one slice for each signal, all of equal length, and returns
// the number of frames. At the end it returns io.EOF, or another error where the
// samples do not match the number and the checksums in the header.
func (r *Reader) Read(chunk [][]int16) (frames int, err error) {
	if len(chunk) != len(r.Header.Signals) || len(chunk) == 0 {
		return 0, fmt.Errorf("wfdb: a chunk of %d signals for a record of %d", len(chunk), len(r.Header.Signals))
	}
	for frames < len(chunk[0]) {
		if r.Header.Frames > 0 && r.frames == r.Header.Frames {
			return frames, r.end()
		}
		err := r.frame(chunk, frames)
		if errors.Is(err, io.EOF) {
			return frames, r.end()
		}
		if err != nil {
			return frames, fmt.Errorf("wfdb: frame %d of %s: %w", r.frames, r.Header.Name, err)
		}
		frames++
		r.frames++
	}
	return frames, nil
}

func (r *Reader) frame(chunk [][]int16, k int) error {
	for g := range r.groups {
		for n, i := range r.groups[g].signals {
			s, err := r.groups[g].decoder.Next()
			if errors.Is(err, io.EOF) && g+n > 0 && r.Header.Frames > 0 {
				return io.ErrUnexpectedEOF
			}
			if err != nil {
				return err
			}
			chunk[i][k] = s
			if s == Invalid && r.Header.Signals[i].Format == Format212 {
				s = invalid212
			}
			r.sums[i] += s
		}
	}
	return nil
}

// end compares what was read with the header.
func (r *Reader) end() error {
	if r.Header.Frames > 0 && r.frames < r.Header.Frames {
		return fmt.Errorf("wfdb: %s has %d frames, its header says %d: %w", r.Header.Name, r.frames, r.Header.Frames, io.ErrUnexpectedEOF)
	}
	for i, s := range r.Header.Signals {
		if r.Header.Frames > 0 && r.sums[i] != s.Checksum {
			return fmt.Errorf("wfdb: %s, signal %d: checksum %d, its header says %d", r.Header.Name, i, r.sums[i], s.Checksum)
		}
	}
	return io.EOF
}

// ReadAll returns all that is left, one slice for each signal.
func (r *Reader) ReadAll() ([][]int16, error) {
	all, chunk := make([][]int16, len(r.Header.Signals)), make([][]int16, len(r.Header.Signals))
	for i := range chunk {
		chunk[i] = make([]int16, 1024)
	}
	for {
		n, err := r.Read(chunk)
		for i := range all {
			all[i] = append(all[i], chunk[i][:n]...)
		}
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

// Close closes the signal files.
func (r *Reader) Close() error {
	var err error
	for _, g := range r.groups {
		err = errors.Join(err, g.file.Close())
	}
	return err
}
