package rundir_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
)

func readAll(path string) ([]rundir.Entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []rundir.Entry
	err = rundir.ReadLedger(f, filepath.Base(path), func(e rundir.Entry) error {
		all = append(all, e)
		return nil
	})
	return all, err
}

func TestLedgerIsReadBack(t *testing.T) {
	base := t.TempDir()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		d, err := rundir.Create(filepath.Join(base, fmt.Sprint(run)))
		if err != nil {
			t.Fatal(err)
		}
		l, err := d.Ledger(rundir.SentFile)
		if err != nil {
			t.Fatal(err)
		}
		want := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rundir.Entry {
			return rundir.Entry{
				Kind:   rapid.SampledFrom([]rundir.Kind{rundir.SentIt, rundir.AckedIt, rundir.SeenIt}).Draw(t, "kind"),
				Stream: rapid.StringN(0, 20, 100).Draw(t, "stream"),
				Boot:   rapid.Uint32().Draw(t, "boot"), Seq: rapid.Uint64().Draw(t, "seq"),
				Time: rapid.Float64().Draw(t, "time"), Stamp: rapid.Float64().Draw(t, "stamp"), Stamped: rapid.Bool().Draw(t, "stamped"),
				Sum: sha256.Sum256([]byte{rapid.Byte().Draw(t, "payload")}),
			}
		}), 0, 40).Draw(t, "entries")
		for i, e := range want {
			err := l.Append(e)
			if i%7 == 6 {
				err = errors.Join(err, l.Flush())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(d.File(rundir.SentFile))
		if err != nil || len(got)+len(want) > 0 && !cmp.Equal(want, got) {
			t.Fatalf("%v (-want +got):\n%s", err, cmp.Diff(want, got))
		}
	})
}

// large writes a ledger of several segments.
func large(t testing.TB, n int) *rundir.Dir {
	t.Helper()
	d := create(t)
	l, err := d.Ledger(rundir.SentFile)
	must(t, err)
	for i := range n {
		e := rundir.Entry{Kind: rundir.SentIt, Stream: fmt.Sprint("ward-", i%50), Seq: uint64(i / 50), Time: float64(i)}
		e.Sum = sha256.Sum256(fmt.Append(nil, i))
		must(t, l.Append(e))
		if i%3 != 0 {
			e.Kind, e.Sum = rundir.AckedIt, [32]byte{}
			must(t, l.Append(e))
		}
	}
	must(t, l.Close())
	return d
}

func TestATornLedgerGivesItsWholeSegments(t *testing.T) {
	d := large(t, 50_000)
	path := d.File(rundir.SentFile)
	text, err := os.ReadFile(path)
	must(t, err)
	whole, err := readAll(path)
	must(t, err)
	must(t, os.WriteFile(path, text[:len(text)-1000], 0o644))
	part, err := readAll(path)
	if !errors.Is(err, rundir.ErrTorn) || !strings.Contains(err.Error(), "sent.ledger") {
		t.Errorf("error %v, want a torn ledger", err)
	}
	if len(part) < 1<<16 || len(part) >= len(whole) || !slices.Equal(whole[:len(part)], part) {
		t.Errorf("%d of %d entries are read", len(part), len(whole))
	}
}

func TestLedgersAreAccountedFor(t *testing.T) {
	d := large(t, 300)
	seen, err := d.Ledger(rundir.SeenFile)
	must(t, err)
	sent, err := rundir.LoadSent(d.File(rundir.SentFile))
	must(t, err)
	for i := len(sent) - 1; i > 0; i-- { // the first is lost
		e := rundir.Entry{Kind: rundir.SeenIt, Stream: sent[i].Stream, Seq: sent[i].Seq, Time: float64(1000 - i), Stamp: sent[i].Time, Stamped: i%2 == 0}
		e.Sum = sha256.Sum256(fmt.Append(nil, int(sent[i].Time)))
		must(t, seen.Append(e))
	}
	must(t, seen.Close())
	a, err := rundir.AccountLedgers([]string{d.File(rundir.SentFile)}, []string{d.File(rundir.SeenFile)}, 60)
	must(t, err)
	arrived, err := rundir.LoadSeen(d.File(rundir.SeenFile))
	must(t, err)
	got := a.Total(nil)
	if diff := cmp.Diff(judge.Account(sent, arrived, 60), got); diff != "" {
		t.Errorf("(-records +ledgers):\n%s", diff)
	}
	if got.Attempted != 300 || got.Acked != 200 || got.Lost != 1 || got.Corrupted != 0 || got.Retimed != 0 {
		t.Errorf("got %+v", got)
	}
	if loss := a.Losses(nil, 9); len(loss) != 1 || loss[0].Stream != sent[0].Stream {
		t.Errorf("losses %v", loss)
	}
}

func TestPrintedLedgersAreReadBack(t *testing.T) {
	d := large(t, 100)
	sent, err := rundir.LoadSent(d.File(rundir.SentFile))
	must(t, err)
	var b bytes.Buffer
	must(t, rundir.PrintSent(&b, sent))
	again, err := rundir.ReadSent(&b, "sent", &rundir.Clock{})
	must(t, err)
	if diff := cmp.Diff(sent, again); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	seen := []judge.Seen{{Stream: "a", Boot: 1, Seq: 2, Time: 3, Hash: "h"}, {Stream: "a", Seq: 2, Time: 3, Stamp: 0, Stamped: true}}
	must(t, rundir.PrintSeen(&b, seen))
	back, err := rundir.ReadSeen(&b, "seen", &rundir.Clock{})
	must(t, err)
	if diff := cmp.Diff(seen, back); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
}

func TestLedgerRefusesForeignFiles(t *testing.T) {
	each := func(rundir.Entry) error { return nil }
	if err := rundir.ReadLedger(strings.NewReader("not zstd at all"), "x.ledger", each); err == nil || !strings.Contains(err.Error(), "x.ledger") {
		t.Errorf("got %v", err)
	}
	d := create(t)
	l, err := d.Ledger(rundir.SentFile)
	must(t, err)
	if l.Append(rundir.Entry{Stream: "a"}) == nil || l.Append(rundir.Entry{Kind: rundir.SentIt, Stream: strings.Repeat("a", 5000)}) == nil {
		t.Error("an entry without kind, or with an endless name, was accepted")
	}
	must(t, l.Close())
	if _, err := d.Ledger(rundir.SentFile); err == nil {
		t.Error("an existing ledger was overwritten")
	}
}

func TestAppendingToALedgerAllocatesNothing(t *testing.T) {
	d := create(t)
	l, err := d.Ledger(rundir.SentFile)
	must(t, err)
	e := rundir.Entry{Kind: rundir.SentIt, Stream: "ward-0001/oximeter"}
	must(t, l.Append(e))
	n := testing.AllocsPerRun(5000, func() {
		e.Seq++
		if l.Append(e) != nil {
			t.Fatal("append failed")
		}
	})
	if n != 0 {
		t.Errorf("%g allocations an entry, want 0", n)
	}
	must(t, l.Close())
}

func FuzzReadLedger(f *testing.F) {
	d := large(f, 20)
	text, err := os.ReadFile(d.File(rundir.SentFile))
	must(f, err)
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Fuzz(func(t *testing.T, text []byte) {
		_ = rundir.ReadLedger(bytes.NewReader(text), "f", func(e rundir.Entry) error {
			if e.Kind < rundir.SentIt || e.Kind > rundir.SeenIt {
				t.Fatalf("entry of kind %d", e.Kind)
			}
			return nil
		})
	})
}

func BenchmarkLedger(b *testing.B) {
	d := create(b)
	l, err := d.Ledger(rundir.SentFile)
	must(b, err)
	e := rundir.Entry{Kind: rundir.SentIt, Stream: "ward-0001/oximeter"}
	b.ReportAllocs()
	for b.Loop() {
		e.Seq++
		e.Sum = sha256.Sum256([]byte{byte(e.Seq), byte(e.Seq >> 8), byte(e.Seq >> 16)})
		must(b, l.Append(e))
	}
	must(b, l.Close())
	info, err := os.Stat(d.File(rundir.SentFile))
	must(b, err)
	b.ReportMetric(float64(info.Size())/float64(e.Seq), "B/entry")
}
