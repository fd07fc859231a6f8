package rundir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// filling is a file on a disk that has room for so many bytes.
type filling struct {
	*os.File
	room int
}

func (f *filling) Write(b []byte) (int, error) {
	if len(b) <= f.room {
		f.room -= len(b)
		return f.File.Write(b)
	}
	n, err := f.File.Write(b[:f.room])
	f.room -= n
	return n, errors.Join(err, syscall.ENOSPC)
}

func fill(t *testing.T, name string, room int) (*Dir, *filling) {
	t.Helper()
	d, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(d.File(name))
	if err != nil {
		t.Fatal(err)
	}
	return d, &filling{f, room}
}

func TestAFullDiskIsReportedOnceAndLeavesWholeLines(t *testing.T) {
	d, f := fill(t, TruthFile, 100)
	l := newLines(d, TruthFile, f)
	failures := 0
	for range 3 {
		for range 4 {
			if err := l.Append("0123456789"); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Flush(); err != nil {
			failures++
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), filepath.Join(d.Path(), TruthFile)) || !strings.Contains(err.Error(), "free space") {
				t.Errorf("error %v", err)
			}
		}
	}
	if err := l.Close(); err != nil {
		t.Errorf("reported again: %v", err)
	}
	if failures != 1 || d.Err() == nil {
		t.Errorf("%d failures reported, want 1; the directory knows of %v", failures, d.Err())
	}
	got, err := os.ReadFile(d.File(TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 91 || got[len(got)-1] != '\n' { // 7 lines of 13 bytes fit into 100
		t.Errorf("%d bytes are left: %q", len(got), got)
	}
}

func TestAFullDiskIsReportedOnceByALedger(t *testing.T) {
	d, f := fill(t, SentFile, 3000)
	l, err := newLedger(d, SentFile, f)
	if err != nil {
		t.Fatal(err)
	}
	failures := 0
	for i := range 2000 {
		e := Entry{Kind: SentIt, Stream: "a", Seq: uint64(i)}
		e.Sum[0], e.Sum[9], e.Sum[20] = byte(i), byte(i*7), byte(i*i>>3) // little to compress
		if l.Append(e) != nil {
			failures++
		}
		if i%100 == 99 && l.Flush() != nil {
			failures++
		}
	}
	if l.Close() != nil {
		failures++
	}
	if failures != 1 || !errors.Is(d.Err(), syscall.ENOSPC) {
		t.Errorf("%d failures reported, want 1; the directory knows of %v", failures, d.Err())
	}
	n := 0
	err = eachEntry([]string{d.File(SentFile)}, func(e Entry) error {
		if e.Seq != uint64(n) {
			t.Fatalf("entry %d has seq %d", n, e.Seq)
		}
		n++
		return nil
	})
	if !errors.Is(err, ErrTorn) || n < 100 {
		t.Errorf("%d entries, then %v; want whole segments, then a torn one", n, err)
	}
}
