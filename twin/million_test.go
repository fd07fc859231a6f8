package twin_test

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

// BenchmarkMillion steps 1,000,000 twins by a second of theirs, on all cores, once an
// iteration. Each has a Patient of its own in memory; 2,000 are sampled and the others
// are copies, so that it is built in seconds.
//
//	go test ./twin -run '^$' -bench Million -benchtime 5x
//
// It reports nanoseconds a patient-second of wall time, the bytes of the live heap, and the
// share of a second that a tick at 1 Hz takes: under 1 is real time.
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("takes several gigabytes")
	}
	const n, sampled = 1_000_000, 2_000
	before := heap()
	patients, twins := make([]physiology.Patient, n), make([]twin.Twin, n)
	seeds := sample(b, patients[:sampled])
	for i := range twins {
		patients[i] = patients[i%sampled]
		twins[i] = seeds[i%sampled].Fork()
		twins[i].Patient = &patients[i]
	}
	memory := heap() - before
	blocks := twin.Blocks(twins)
	stepAll(blocks)
	b.ReportAllocs()
	b.ResetTimer()
	start := time.Now()
	for range b.N {
		stepAll(blocks)
	}
	b.StopTimer()
	tick := time.Since(start).Seconds() / float64(b.N)
	b.ReportMetric(tick*1e9/n, "ns/patient-s")
	b.ReportMetric(tick, "s/tick")
	b.ReportMetric(float64(memory)/1e9, "GB")
	runtime.KeepAlive(patients)
}

// sample fills patients with healthy adults and puts each to rest.
func sample(b *testing.B, patients []physiology.Patient) []twin.Twin {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]twin.Twin, len(patients))
	for i := range patients {
		var err error
		if patients[i], err = physiology.Sample(physiology.SamplePerson(physiology.PersonKnown{}, rng), rng); err != nil {
			b.Fatal(err)
		}
		if out[i], err = twin.New("", &patients[i], physiology.DefaultEnvironment()); err != nil {
			b.Fatal(err)
		}
		for range i % 10 { // not all in the same phase of the slow step
			out[i].Step(1)
		}
	}
	return out
}

// stepAll steps every block by a second on all cores.
func stepAll(blocks []twin.Block) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(blocks) {
					return
				}
				blocks[i].Step(1)
			}
		})
	}
	all.Wait()
}

// heap is the bytes that live on it.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
