package rundir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// segmentRecords is the number of records after which a segment is closed; it bounds what a crash can lose.
const segmentRecords = 1 << 16

// Ledger writes the messages of a run as they are sent, acknowledged and seen. Appending allocates nothing once a stream
// is known. After a write error, which is returned once, further entries are dropped. Its methods may be called from
// several goroutines.
type Ledger struct {
	dir  *Dir
	name string

	mu      sync.Mutex
	file    file
	zip     *zstd.Encoder
	streams map[string]uint32 // numbers within the segment
	records int               // in the segment
	buf     [recordSize]byte
	dead    bool
}

// Ledger creates a ledger in the directory.
func (d *Dir) Ledger(name string) (*Ledger, error) {
	f, err := os.OpenFile(d.File(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, d.failed(name, err)
	}
	return newLedger(d, name, f)
}

func newLedger(d *Dir, name string, w file) (*Ledger, error) {
	zip, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<18))
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", name, err)
	}
	return &Ledger{dir: d, name: name, file: w, zip: zip, streams: map[string]uint32{}}, nil
}

// Append writes one entry.
func (l *Ledger) Append(e Entry) error {
	if e.Kind < SentIt || e.Kind > SeenIt {
		return fmt.Errorf("ledger %s: entry of unknown kind %d", l.name, e.Kind)
	}
	if len(e.Stream) > maxName {
		return fmt.Errorf("ledger %s: the name of stream %.40s… is longer than %d bytes", l.name, e.Stream, maxName)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return nil
	}
	return l.check(l.append(&e))
}

func (l *Ledger) append(e *Entry) error {
	if l.records == 0 {
		h := header()
		if _, err := l.zip.Write(h[:]); err != nil {
			return err
		}
	}
	n, known := l.streams[e.Stream]
	if !known {
		n = uint32(len(l.streams))
		l.streams[e.Stream] = n
		encode(&l.buf, n, &Entry{Kind: named, Seq: uint64(len(e.Stream))})
		if _, err := l.zip.Write(l.buf[:]); err != nil {
			return err
		}
		if _, err := io.WriteString(l.zip, e.Stream); err != nil {
			return err
		}
	}
	encode(&l.buf, n, e)
	if _, err := l.zip.Write(l.buf[:]); err != nil {
		return err
	}
	l.records++
	if l.records < segmentRecords {
		return nil
	}
	return l.endSegment()
}

// endSegment closes the zstd frame and starts another with the next entry.
func (l *Ledger) endSegment() error {
	if l.records == 0 {
		return nil
	}
	if err := l.zip.Close(); err != nil {
		return err
	}
	l.zip.Reset(l.file)
	l.records = 0
	clear(l.streams)
	return nil
}

// Flush ends the segment, so that all entries so far can be read.
func (l *Ledger) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return nil
	}
	return l.check(l.endSegment())
}

// Close ends the segment, syncs and closes the file. Closing twice is allowed.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	file, failedBefore := l.file, l.dead
	l.file = nil
	if failedBefore {
		return file.Close()
	}
	err := l.endSegment()
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	l.dead = true
	return l.dir.failed(l.name, err)
}

func (l *Ledger) check(err error) error {
	l.dead = err != nil
	return l.dir.failed(l.name, err)
}
