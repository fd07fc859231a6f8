package rundir

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// ReadLedger calls each with every entry of a ledger, in the order in which they were written. A ledger that was cut off by
// a crash gives its readable entries and then ErrTorn. Errors name the file.
func ReadLedger(r io.Reader, file string, each func(Entry) error) error {
	raw := bufio.NewReaderSize(r, 64<<10)
	zip, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20), zstd.IgnoreChecksum(false))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer zip.Close()
	s := segments{r: bufio.NewReaderSize(zip, 64<<10)}
	for {
		e, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("%s: %w", file, ErrTorn)
		case err != nil:
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := each(e); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
}

// segments reads the decompressed segments of a ledger, which follow each other without a gap.
type segments struct {
	r     *bufio.Reader
	names []string
	begun bool
	buf   [recordSize]byte
}

func (s *segments) next() (Entry, error) {
	for {
		if err := s.enter(); err != nil {
			return Entry{}, err
		}
		if _, err := io.ReadFull(s.r, s.buf[:]); err != nil {
			return Entry{}, err
		}
		n, e := decode(&s.buf)
		if e.Kind == named {
			if err := s.name(n, e.Seq); err != nil {
				return Entry{}, err
			}
			continue
		}
		if e.Kind > SeenIt || int(n) >= len(s.names) {
			return Entry{}, fmt.Errorf("damaged: record of kind %d for stream %d of %d", e.Kind, n, len(s.names))
		}
		e.Stream = s.names[n]
		return e, nil
	}
}

// enter reads the header if a segment begins here. No record begins with the header's letters: they are no kind.
func (s *segments) enter() error {
	first, err := s.r.Peek(1)
	if err != nil {
		return err
	}
	if s.begun && first[0] != header()[0] {
		return nil
	}
	var h [headerSize]byte
	if _, err := io.ReadFull(s.r, h[:]); err != nil {
		return err
	}
	s.begun, s.names = true, s.names[:0]
	return checkHeader(h)
}

func (s *segments) name(n uint32, size uint64) error {
	if int(n) != len(s.names) || size > maxName {
		return fmt.Errorf("damaged: name of %d bytes for stream %d of %d", size, n, len(s.names))
	}
	name := make([]byte, size)
	if _, err := io.ReadFull(s.r, name); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	s.names = append(s.names, string(name))
	return nil
}
