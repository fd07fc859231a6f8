package rundir

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Lines appends to an NDJSON file. Lines reach the disk whole and in order: the buffer is handed over at line ends only, so
// that a crash can tear no more than the line that was being written. After a write error, which is returned once, further
// lines are dropped. Its methods may be called from several goroutines.
type Lines struct {
	dir  *Dir
	name string

	mu   sync.Mutex
	file file
	size int64 // bytes that reached the file
	buf  bytes.Buffer
	enc  *json.Encoder
	dead bool
}

// file is what is written to: an *os.File.
type file interface {
	io.WriteCloser
	Sync() error
	Truncate(size int64) error
}

// flushAt is the number of buffered bytes that are handed to the operating system.
const flushAt = 64 << 10

// Lines creates an NDJSON file in the directory.
func (d *Dir) Lines(name string) (*Lines, error) {
	f, err := os.OpenFile(d.File(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, d.failed(name, err)
	}
	return newLines(d, name, f), nil
}

func newLines(d *Dir, name string, w file) *Lines {
	l := &Lines{dir: d, name: name, file: w}
	l.enc = json.NewEncoder(&l.buf)
	l.enc.SetEscapeHTML(false)
	return l
}

// Append writes v as one line of JSON.
func (l *Lines) Append(v any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return nil
	}
	whole := l.buf.Len()
	if err := l.enc.Encode(v); err != nil {
		l.buf.Truncate(whole)
		return fmt.Errorf("line for %s: %w", l.dir.File(l.name), err)
	}
	return l.flushIf(flushAt)
}

// AppendLine writes a line that is JSON already, without its line end.
func (l *Lines) AppendLine(line []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return nil
	}
	l.buf.Write(line)
	l.buf.WriteByte('\n')
	return l.flushIf(flushAt)
}

// Flush hands all lines to the operating system.
func (l *Lines) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flushIf(1)
}

func (l *Lines) flushIf(size int) error {
	if l.dead || l.buf.Len() < size {
		return nil
	}
	n, err := l.file.Write(l.buf.Bytes())
	if err != nil {
		l.dead = true
		err = errors.Join(err, l.trim(bytes.LastIndexByte(l.buf.Bytes()[:n], '\n')+1))
	} else {
		l.size += int64(n)
	}
	l.buf.Reset()
	return l.dir.failed(l.name, err)
}

// trim cuts the file after the last whole line that a failed write left.
func (l *Lines) trim(whole int) error {
	return l.file.Truncate(l.size + int64(whole))
}

// Close writes what is buffered, syncs and closes the file. Closing twice is allowed.
func (l *Lines) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := l.flushIf(1)
	failedBefore := l.dead
	if !failedBefore {
		err = l.dir.failed(l.name, l.file.Sync())
	}
	closing := l.file.Close()
	l.file, l.dead = nil, true
	if failedBefore {
		return err
	}
	return errors.Join(err, l.dir.failed(l.name, closing))
}

// ErrTorn says that a file ends within a line: whoever wrote it was stopped on the way. The lines before are whole.
var ErrTorn = errors.New("the last line is torn")

// maxLine is the longest line that is read, in bytes.
const maxLine = 64 << 20

// EachLine calls each with every line of r, numbered from 1, without its end; empty lines are skipped. A last line without
// line end that is not whole JSON ends the reading with ErrTorn, after all lines before it. Errors name file and line.
func EachLine(r io.Reader, file string, each func(line []byte) error) error {
	b := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		line, err := readLine(b)
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
		line = bytes.TrimSpace(line)
		if len(line) > 0 {
			if ended && !json.Valid(line) {
				return fmt.Errorf("%s:%d: %w", file, n, ErrTorn)
			}
			if err := each(line); err != nil {
				return fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
		if ended {
			return nil
		}
	}
}

func readLine(b *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxLine {
			return nil, fmt.Errorf("the line is longer than %d MiB", maxLine>>20)
		}
	}
}
