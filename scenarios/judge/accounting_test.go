package judge_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func drawSent(t *rapid.T) []judge.Sent {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) judge.Sent {
		return judge.Sent{
			Stream: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "stream"),
			Boot:   rapid.Uint32Range(0, 2).Draw(t, "boot"),
			Seq:    rapid.Uint64Range(0, 12).Draw(t, "seq"),
			Time:   float64(rapid.IntRange(0, 100).Draw(t, "time")),
			Acked:  rapid.Bool().Draw(t, "acked"),
			Hash:   rapid.SampledFrom([]string{"h", "g"}).Draw(t, "hash"),
		}
	}), 0, 60).Draw(t, "sent")
}

func drawSeen(t *rapid.T) []judge.Seen {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) judge.Seen {
		return judge.Seen{
			Stream:  rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "stream"),
			Boot:    rapid.Uint32Range(0, 2).Draw(t, "boot"),
			Seq:     rapid.Uint64Range(0, 14).Draw(t, "seq"),
			Time:    float64(rapid.IntRange(0, 200).Draw(t, "time")),
			Stamp:   float64(rapid.IntRange(0, 100).Draw(t, "stamp")),
			Stamped: rapid.Bool().Draw(t, "stamped"),
			Hash:    rapid.SampledFrom([]string{"h", "g"}).Draw(t, "hash"),
		}
	}), 0, 90).Draw(t, "seen")
}

func TestAccountMeansTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent, seen := drawSent(t), drawSeen(t)
		if diff := cmp.Diff(slowAccount(sent, seen, 60), judge.Account(sent, seen, 60)); diff != "" {
			t.Fatalf("(-definition +Account):\n%s", diff)
		}
	})
}

// A live run interleaves sending, acknowledging and seeing in any way that sends a message before it is seen.
func TestAccountantCountsTheSameInAnyInterleaving(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := distinct(drawSent(t))
		seen := drawSeen(t)
		known := map[judge.Key]bool{}
		for _, m := range sent {
			known[m.Key()] = true
		}
		a := judge.NewAccountant(60, 10, 150)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
		begun := map[judge.Key]bool{}
		acks, order := []judge.Sent{}, []judge.Seen{}
		toSend, toSee := sent, seen
		for len(toSend)+len(acks)+len(toSee) > 0 {
			switch k := rng.IntN(3); {
			case k == 0 && len(toSend) > 0:
				m := toSend[0]
				toSend = toSend[1:]
				begun[m.Key()] = true
				a.Sent(m.Stream, m.Boot, m.Seq, m.Time, judge.DigestText(m.Hash))
				if m.Acked {
					acks = append(acks, m)
				}
			case k == 1 && len(acks) > 0:
				i := rng.IntN(len(acks))
				a.Acked(acks[i].Stream, acks[i].Boot, acks[i].Seq)
				acks = slices.Delete(acks, i, i+1)
			case k == 2 && len(toSee) > 0 && (begun[toSee[0].Key()] || !known[toSee[0].Key()]):
				s := toSee[0]
				toSee = toSee[1:]
				order = append(order, s)
				a.Seen(s.Stream, s.Boot, s.Seq, judge.Arrival{Time: s.Time, Stamp: s.Stamp, Stamped: s.Stamped, Digest: judge.DigestText(s.Hash)})
			}
		}
		got := a.Total(nil)
		for _, l := range []float64{10, 60, 150} {
			want := slowAccount(sent, order, l)
			if n, ok := got.LateBy(l); !ok || n != want.Late {
				t.Fatalf("late by %g s: %d, want %d", l, n, want.Late)
			}
		}
		got.LateAt = nil
		if diff := cmp.Diff(slowAccount(sent, order, 60), got); diff != "" {
			t.Fatalf("(-definition +Accountant):\n%s", diff)
		}
		if losses := a.Losses(nil, -1); len(losses) != got.Lost || a.Waiting() != got.Lost {
			t.Fatalf("%d losses listed, %d waited for, %d counted", len(losses), a.Waiting(), got.Lost)
		}
	})
}

func distinct(sent []judge.Sent) []judge.Sent {
	known := map[judge.Key]bool{}
	return slices.DeleteFunc(slices.Clone(sent), func(m judge.Sent) bool {
		was := known[m.Key()]
		known[m.Key()] = true
		return was
	})
}

func TestTotalOfSelectedStreams(t *testing.T) {
	a := judge.NewAccountant()
	for seq := range uint64(5) {
		a.Sent("keep", 0, seq, 0, 1)
		a.Acked("keep", 0, seq)
		a.Sent("drop", 0, seq, 0, 1)
	}
	a.Seen("keep", 0, 3, judge.Arrival{Digest: 1})
	a.Seen("stranger", 0, 3, judge.Arrival{Digest: 1})
	keep := func(s string) bool { return s == "keep" }
	got := a.Total(keep)
	want := judge.Accounting{Attempted: 5, Acked: 5, Delivered: 1, Lost: 4, LostAfterAck: 4, LateAfter: 60}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	losses := a.Losses(keep, 2)
	if len(losses) != 2 || losses[0].Seq != 0 || losses[1].Seq != 1 || losses[0].Stream != "keep" || !losses[0].Acked {
		t.Errorf("losses = %+v, want the first two of stream keep", losses)
	}
	if all := a.Total(nil); all.Attempted != 10 || all.Unexpected != 1 {
		t.Errorf("all streams: %+v", all)
	}
}

func TestHealthyMessagesCostNothing(t *testing.T) {
	a := judge.NewAccountant()
	seq := uint64(0)
	step := func() {
		a.Sent("a", 0, seq, float64(seq), 7)
		a.Acked("a", 0, seq)
		a.Seen("a", 0, seq, judge.Arrival{Time: float64(seq), Digest: 7})
		seq++
	}
	step()
	if n := testing.AllocsPerRun(10_000, step); n != 0 {
		t.Errorf("%g allocations a message, want 0", n)
	}
	if got := a.Total(nil); got.Lost != 0 || got.Delivered != int(seq) {
		t.Errorf("after %d messages: %+v", seq, got)
	}
}

func TestDigestOfPayloadAndOfItsHashAgree(t *testing.T) {
	payload := []byte(`{"hr":72}`)
	sum := sha256.Sum256(payload)
	if a, b := judge.DigestPayload(payload), judge.DigestText(hex.EncodeToString(sum[:])); a != b {
		t.Errorf("payload %x, its hash %x", a, b)
	}
	if judge.DigestText("a00") == judge.DigestText("a01") {
		t.Error("two texts have one digest")
	}
}

func BenchmarkAccountant(b *testing.B) {
	a := judge.NewAccountant()
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("ward-%04d/oximeter", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s, seq := names[i%len(names)], uint64(i/len(names))
		a.Sent(s, 0, seq, 1, 7)
		a.Acked(s, 0, seq)
		a.Seen(s, 0, seq, judge.Arrival{Time: 1, Digest: 7})
	}
}

// A run of any length must fit into memory: what is finished leaves only ranges.
func TestHealthyStreamsStaySmall(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const streams = 200
	names := make([]string, streams)
	for i := range names {
		names[i] = fmt.Sprint("ward-", i)
	}
	before := heap()
	a := judge.NewAccountant()
	for i := range 200_000 {
		s, seq := names[i%streams], uint64(i/streams)
		a.Sent(s, 0, seq, 1, 7)
		a.Seen(s, 0, seq, judge.Arrival{Time: 1, Digest: 7})
		a.Acked(s, 0, seq)
	}
	if after := heap(); after > before+2048*streams {
		t.Errorf("%d bytes a stream after 1000 messages each, want less than 2048", (after-before)/streams)
	}
	if n := a.Total(nil).Delivered; n != 200_000 {
		t.Errorf("%d delivered", n)
	}
}
