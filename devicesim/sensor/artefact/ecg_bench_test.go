//go:build unix

package artefact_test

import (
	"syscall"
	"testing"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// bed is a patient with an electrocardiograph.
type bed struct {
	tick   wave.Tick
	heart  rhythm.Heart
	source *wave.Source
	noise  []artefact.Noise
	lead   []float32
	counts []int16
}

// mark is an annotation of a beat.
// resting is a healthy body.
var resting = rhythm.Resting(75)

type mark struct {
	sample int64
	code   byte
}

// second makes a second of counts of all leads, and the annotations.
func (p *bed) second(events []rhythm.Event, marks []mark) ([]rhythm.Event, []mark) {
	from := p.heart.Time
	events = p.heart.Advance(&resting, 1, events[:0])
	p.tick = wave.Tick{From: from, To: from + 1, Heart: events}
	p.source.Advance(&p.tick)
	for i := range events {
		if e := &events[i]; e.Kind == rhythm.Ventricular {
			marks = append(marks, mark{int64(e.Peak()*250 + 0.5), e.Code})
		}
	}
	convert := artefact.Converter{Gain: 200}
	for i := range p.noise {
		first, samples := p.source.Samples(i)
		p.lead = append(p.lead[:0], samples...)
		p.noise[i].Add(first, p.lead)
		convert.Convert(p.counts[:len(samples)], p.lead)
	}
	return events, marks
}

// cpu is the time that the process has used a processor for, s.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)*1e-6
}

// benchmarkECG records 10,000 patients in turn, a second at a time: rhythm, wave, white
// noise, mains, wander, quantisation to 16 bits and the annotation of beats.
func benchmarkECG(b *testing.B, set string) {
	const patients = 10000
	kinds, _ := wave.Set(set)
	wants := make([]wave.Want, len(kinds))
	for i, k := range kinds {
		wants[i] = wave.Want{Kind: k, Rate: 250}
	}
	clinical, _ := artefact.Named("clinical")
	clinical.Muscle = 0
	beds := make([]bed, patients)
	counts := make([]int16, 256)
	lead := make([]float32, 0, 256)
	for i := range beds {
		source, err := wave.New(uint64(i+1), 0, wants)
		if err != nil {
			b.Fatal(err)
		}
		beds[i] = bed{heart: rhythm.New(uint64(i+1), rhythm.Typical(40, false)), source: source, counts: counts, lead: lead}
		for k := range wants {
			beds[i].noise = append(beds[i].noise, artefact.NewNoise(uint64(i*12+k), 250, clinical))
		}
	}
	events, marks := make([]rhythm.Event, 0, 32), make([]mark, 0, 32)
	for n := range 2 * patients { // rows grow and forms are fitted once
		events, marks = beds[n%patients].second(events, marks[:0])
	}
	b.ReportAllocs()
	begin := cpu()
	b.ResetTimer()
	for n := range b.N {
		events, marks = beds[n%patients].second(events, marks[:0])
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N*len(wants))*250/(cpu()-begin)/1e6, "Msamples/cpu-s")
}

func BenchmarkECG(b *testing.B)   { benchmarkECG(b, "ecg_ii") }
func BenchmarkECG12(b *testing.B) { benchmarkECG(b, "ecg12") }
