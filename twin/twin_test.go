package twin_test

import (
	"fmt"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

func TestBlocksShareTheirTwins(t *testing.T) {
	for _, n := range []int{0, 1, twin.BlockSize, twin.BlockSize + 1, 3*twin.BlockSize - 1} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			twins := make([]twin.Twin, n)
			for i := range twins {
				twins[i].ID = fmt.Sprint(i)
			}
			k := 0
			for _, b := range twin.Blocks(twins) {
				if len(b.Twins) == 0 || len(b.Twins) > twin.BlockSize {
					t.Errorf("a block holds %d", len(b.Twins))
				}
				for i := range b.Twins {
					if &b.Twins[i] != &twins[k] {
						t.Fatalf("twin %d is a copy", k)
					}
					k++
				}
			}
			if k != n {
				t.Errorf("blocks hold %d of %d", k, n)
			}
		})
	}
}

func TestSteppingAllocatesNothing(t *testing.T) {
	w := ill(t)
	want, v := []physiology.Signal{physiology.SpO2, physiology.HR, physiology.NEWS2}, make([]float64, 3)
	if n := testing.AllocsPerRun(100, func() {
		w.Step(1)
		w.Observe(want, v)
	}); n > 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

func TestSnapshotsReuseTheirBuffer(t *testing.T) {
	w := ill(t)
	b := w.Snapshot(nil)
	if got := w.Snapshot(b[:0]); &got[0] != &b[0] {
		t.Error("a buffer that is long enough is not used")
	}
}

func BenchmarkStep(b *testing.B) {
	w := ill(b)
	b.ReportAllocs()
	for b.Loop() {
		w.Step(1)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	w := ill(b)
	buf := w.Snapshot(nil)
	b.SetBytes(int64(len(buf)))
	for b.Loop() {
		buf = w.Snapshot(buf[:0])
	}
}
