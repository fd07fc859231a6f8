package rundir

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// AccountLedgers accounts for the messages in a run's ledgers, with the limits of judge.NewAccountant. Ledgers that a crash
// cut off are accounted for as far as they go, and the error is then ErrTorn.
func AccountLedgers(sent, seen []string, limits ...float64) (*judge.Accountant, error) {
	a := judge.NewAccountant(limits...)
	take := func(e Entry) error {
		switch e.Kind {
		case SentIt:
			a.Sent(e.Stream, e.Boot, e.Seq, e.Time, judge.DigestSum(e.Sum))
		case AckedIt:
			a.Acked(e.Stream, e.Boot, e.Seq)
		case SeenIt:
			a.Seen(e.Stream, e.Boot, e.Seq, judge.Arrival{Time: e.Time, Stamp: e.Stamp, Stamped: e.Stamped, Digest: judge.DigestSum(e.Sum)})
		}
		return nil
	}
	return a, errors.Join(eachEntry(sent, take), eachEntry(seen, take))
}

// LoadSent reads the messages of sent ledgers with their acknowledgements, by stream, boot and seq.
func LoadSent(files ...string) ([]judge.Sent, error) {
	index := map[judge.Key]int{}
	var all []judge.Sent
	err := eachEntry(files, func(e Entry) error {
		i, known := index[e.Key()]
		switch {
		case e.Kind == AckedIt && !known:
			return fmt.Errorf("message %v was acknowledged but not sent", e.Key())
		case e.Kind == AckedIt:
			all[i].Acked = true
		case e.Kind == SentIt && !known:
			index[e.Key()] = len(all)
			all = append(all, judge.Sent{Stream: e.Stream, Boot: e.Boot, Seq: e.Seq, Time: e.Time, Hash: e.Hash()})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b judge.Sent) int {
		return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Boot, b.Boot), cmp.Compare(a.Seq, b.Seq))
	})
	return all, err
}

// LoadSeen reads the messages of seen ledgers, in order of arrival.
func LoadSeen(files ...string) ([]judge.Seen, error) {
	var all []judge.Seen
	err := eachEntry(files, func(e Entry) error {
		if e.Kind == SeenIt {
			all = append(all, judge.Seen{Stream: e.Stream, Boot: e.Boot, Seq: e.Seq, Time: e.Time, Stamp: e.Stamp, Stamped: e.Stamped, Hash: e.Hash()})
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b judge.Seen) int { return cmp.Compare(a.Time, b.Time) })
	return all, err
}

// eachEntry reads several ledgers one after the other; a torn one does not keep the others from being read.
func eachEntry(files []string, each func(Entry) error) error {
	var torn error
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("read ledger: %w", err)
		}
		err = errors.Join(ReadLedger(f, name, each), f.Close())
		if err != nil && !errors.Is(err, ErrTorn) {
			return err
		}
		torn = errors.Join(torn, err)
	}
	return torn
}

type sentLine struct {
	Stream string  `json:"stream"`
	Boot   uint32  `json:"boot"`
	Seq    uint64  `json:"seq"`
	Time   float64 `json:"time"`
	Acked  bool    `json:"acked"`
	Hash   string  `json:"hash"`
}

type seenLine struct {
	Stream string   `json:"stream"`
	Boot   uint32   `json:"boot"`
	Seq    uint64   `json:"seq"`
	Time   float64  `json:"time"`
	Stamp  *float64 `json:"stamp,omitempty"`
	Hash   string   `json:"hash"`
}

// PrintSent writes sent messages as NDJSON, as ReadSent reads them.
func PrintSent(w io.Writer, sent []judge.Sent) error {
	return printLines(w, sent, func(m judge.Sent) any {
		return sentLine{m.Stream, m.Boot, m.Seq, m.Time, m.Acked, m.Hash}
	})
}

// PrintSeen writes seen messages as NDJSON, as ReadSeen reads them.
func PrintSeen(w io.Writer, seen []judge.Seen) error {
	return printLines(w, seen, func(m judge.Seen) any {
		l := seenLine{Stream: m.Stream, Boot: m.Boot, Seq: m.Seq, Time: m.Time, Hash: m.Hash}
		if m.Stamped {
			l.Stamp = &m.Stamp
		}
		return l
	})
}

func printLines[T any](w io.Writer, all []T, line func(T) any) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, m := range all {
		if err := e.Encode(line(m)); err != nil {
			return fmt.Errorf("print ledger: %w", err)
		}
	}
	return b.Flush()
}
