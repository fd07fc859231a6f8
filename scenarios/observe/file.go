package observe

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// File reads the records that a platform wrote to an NDJSON file. It reads them
// at Close, when the platform has had its time, so a record's receipt says
// nothing about when it was written: map a time from the record itself.
type File struct {
	Path string

	Now func() time.Time // wall clock, stamps receipts
	// Record is called for each line. The record may be kept.
	Record func(record json.RawMessage, at time.Time)

	from int64
}

// Start notes where the file ends now: what it holds already is of another run.
// The file need not exist yet.
func (f *File) Start(context.Context) error {
	if f.Now == nil || f.Record == nil {
		return fmt.Errorf("file observer of %s: a clock and a callback are needed", f.Path)
	}
	info, err := os.Stat(f.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		f.from = 0
	case err != nil:
		return fmt.Errorf("file observer: %w", err)
	default:
		f.from = info.Size()
	}
	return nil
}

// Close reads what was written since Start. It hands over every good line, then
// returns the first bad one as an error with its place.
func (f *File) Close(ctx context.Context) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("file observer: %w: has the platform written it?", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() < f.from {
		f.from = 0 // it was begun anew
	}
	if _, err := file.Seek(f.from, io.SeekStart); err != nil {
		return fmt.Errorf("file observer of %s: %w", f.Path, err)
	}
	return f.read(ctx, file)
}

func (f *File) read(ctx context.Context, r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxBody)
	at := f.from
	var bad error
	for lines.Scan() {
		line := lines.Bytes()
		start := at
		at += int64(len(line)) + 1
		if len(line) == 0 {
			continue
		}
		if err := checkJSON(line); err != nil {
			if bad == nil {
				bad = fmt.Errorf("file observer of %s: record at byte %d is not JSON: %w", f.Path, start, err)
			}
			continue
		}
		f.Record(append(json.RawMessage(nil), line...), f.Now())
		if ctx.Err() != nil {
			return fmt.Errorf("file observer of %s: %w", f.Path, ctx.Err())
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("file observer of %s: record at byte %d: %w", f.Path, at, err)
	}
	return bad
}
