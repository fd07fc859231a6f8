package wave_test

import (
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// benchmarkECG makes the waves of many hearts in turn, a second at a time, with the
// events of their rhythm.
func benchmarkECG(b *testing.B, set string, patients int) {
	kinds, _ := wave.Set(set)
	var wants []wave.Want
	for _, k := range kinds {
		wants = append(wants, wave.Want{Kind: k, Rate: 250})
	}
	type bed struct {
		heart  rhythm.Heart
		source *wave.Source
	}
	beds := make([]bed, patients)
	for i := range beds {
		s, err := wave.New(uint64(i+1), 0, wants)
		if err != nil {
			b.Fatal(err)
		}
		beds[i] = bed{rhythm.New(uint64(i+1), rhythm.Typical(40, false)), s}
	}
	events := make([]rhythm.Event, 0, 32)
	drive := rhythm.Resting(75)
	var sum float32
	var told wave.Tick
	step := func(p *bed) {
		from := p.heart.Time
		events = p.heart.Advance(&drive, 1, events[:0])
		told = wave.Tick{From: from, To: from + 1, Heart: events}
		p.source.Advance(&told)
	}
	for n := range 2 * patients { // warm-up
		step(&beds[n%patients])
	}
	b.ReportAllocs()
	b.ResetTimer()
	for n := range b.N {
		p := &beds[n%patients]
		step(p)
		for i := range wants {
			_, v := p.source.Samples(i)
			sum += v[0]
		}
	}
	b.ReportMetric(float64(b.N*len(wants))*250/b.Elapsed().Seconds()/1e6, "Msamples/s")
	_ = sum
}

func BenchmarkLeadII(b *testing.B) { benchmarkECG(b, "ecg_ii", 10000) }
func BenchmarkECG12(b *testing.B)  { benchmarkECG(b, "ecg12", 10000) }
