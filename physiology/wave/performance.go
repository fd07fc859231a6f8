package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Waves that test monitors rather than show a heart: generator waves, and the
// rhythms, tall T waves and pacemaker pulses with which IEC 60601-2-27 has a monitor
// tested. They depend on no twin and no seed. The complexes are ours; rates and
// amplitudes are
//
//	3a ventricular bigeminy             80/min          read in manuals that quote the standard
//	3b slow alternating bigeminy        60/min          the same
//	3c rapid alternating bigeminy       120/min         the same
//	3d bidirectional systoles           90/min          the same
//	4a ventricular tachycardia          206/min, 1 mV   the same
//	4b ventricular tachycardia          195/min, 2 mV   the same
//	tall T                              QRS 1 mV, 100 ms; T 1.2 mV, 180 ms; QT 350 ms   the same
//	pace pulses                         2..700 mV, 0.1..2 ms   the same; their order is ours
//	intervals within a pair             ours, after the figures' names; K: to check against them
const (
	TestSquare   = firstTest + iota // 2 Hz, 1 mV peak to peak
	TestSine                        // 10 Hz, 1 mV peak to peak
	TestTriangle                    // 2 Hz, 1 mV peak to peak
	TestPulse                       // 60/min, 1 mV for 100 ms
	IEC3a
	IEC3b
	IEC3c
	IEC3d
	IEC4a
	IEC4b
	TallT
	PacePulses // 60/min without any complex
)

var testInfos = [...]Info{
	{"test_square", "Square wave 2 Hz, 1 mV", "mV", 200, 250, 50, 32000, 0, ""},
	{"test_sine", "Sine wave 10 Hz, 1 mV", "mV", 200, 250, 50, 32000, 0, ""},
	{"test_triangle", "Triangular wave 2 Hz, 1 mV", "mV", 200, 250, 50, 32000, 0, ""},
	{"test_pulse", "Pulses of 1 mV and 100 ms, 60/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_3a", "IEC 60601-2-27 3a: ventricular bigeminy, 80/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_3b", "IEC 60601-2-27 3b: slow alternating bigeminy, 60/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_3c", "IEC 60601-2-27 3c: rapid alternating bigeminy, 120/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_3d", "IEC 60601-2-27 3d: bidirectional systoles, 90/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_4a", "IEC 60601-2-27 4a: ventricular tachycardia, 206/min, 1 mV", "mV", 200, 250, 50, 32000, 0, ""},
	{"iec_4b", "IEC 60601-2-27 4b: ventricular tachycardia, 195/min, 2 mV", "mV", 200, 250, 50, 32000, 0, ""},
	{"tall_t", "Tall T wave: QRS 1 mV, T 1.2 mV, 80/min", "mV", 200, 250, 50, 32000, 0, ""},
	{"pace_pulses", "Pacemaker pulses of 2..700 mV and 0.1..2 ms, 60/min", "mV", 40, 2000, 50, 32000, 0, ""},
}

// performance makes test waves.
type performance struct{ players []player }

// player makes one of them: a formula of time, or a program that a heart plays.
type player struct {
	rate    float64
	formula func(t float64) float64
	row     []float32
	program program
	heart   *ecg
	next    int64 // event of the program
	shown   [1][]float32
}

func newPerformance(from int64, rate float64, kinds []Kind) *performance {
	g := &performance{}
	for _, k := range kinds {
		p := player{rate: rate, formula: formulaOf(k)}
		if p.formula == nil {
			p.program = programOf(k)
			p.heart = newECG(0, from, rate, []Kind{ECGII})
			p.heart.person.qrs, p.heart.person.t = p.program.gain, p.program.gain
			for p.program.time(p.next) < float64(from)/rate {
				p.next++
			}
		}
		g.players = append(g.players, p)
	}
	return g
}

func (g *performance) advance(t *Tick, first, last int64, out [][]float32) {
	for i := range g.players {
		out[i] = g.players[i].play(t.To, first, last)
	}
}

// play makes samples first..last-1.
func (p *player) play(to float64, first, last int64) []float32 {
	if p.formula == nil {
		p.heart.canvas.turn(first, last)
		for ; p.program.time(p.next) <= to; p.next++ {
			p.program.draw(p.heart, p.next, p.program.time(p.next))
		}
		p.heart.show(int(last-first), p.shown[:])
		return p.shown[0]
	}
	if n := int(last - first); cap(p.row) < n {
		p.row = make([]float32, n)
	}
	p.row = p.row[:last-first]
	for i := range p.row {
		p.row[i] = float32(p.formula(float64(first+int64(i)) / p.rate))
	}
	return p.row
}

// formulaOf is a generator's wave, mV at a time in s; nil for a wave that is played.
func formulaOf(k Kind) func(t float64) float64 {
	cycle := func(t, hertz float64) float64 { return t*hertz - math.Floor(t*hertz) }
	switch k {
	case TestSquare:
		return func(t float64) float64 {
			if cycle(t, 2) < 0.5 {
				return 0.5
			}
			return -0.5
		}
	case TestSine:
		return func(t float64) float64 { return 0.5 * math.Sin(2*math.Pi*cycle(t, 10)) }
	case TestTriangle:
		return func(t float64) float64 { return 2*math.Abs(cycle(t+0.125, 2)-0.5) - 0.5 }
	case TestPulse:
		return func(t float64) float64 {
			if cycle(t, 1) < 0.1 {
				return 1
			}
			return 0
		}
	}
	return nil
}

// program is a cycle of events.
type program struct {
	period float64   // s
	at     []float64 // of the events in a cycle, s
	gain   float64   // factor on the reference heart's amplitudes
	draw   func(e *ecg, n int64, at float64)
}

// time is that of the n-th event, s.
func (p *program) time(n int64) float64 {
	many := int64(len(p.at))
	return float64(n/many)*p.period + p.at[n%many]
}

// programOf is what a heart plays for a wave.
func programOf(k Kind) program {
	switch k {
	case IEC3a:
		return program{1.5, []float64{0.2, 0.34, 0.80}, 1, bigeminy}
	case IEC3b:
		return program{2, []float64{0.2, 0.34, 0.90}, 1, bigeminy}
	case IEC3c:
		return program{1, []float64{0.2, 0.34, 0.75}, 1, bigeminy}
	case IEC3d:
		return program{4.0 / 3, []float64{0.2, 0.2 + 2.0/3}, 1, func(e *ecg, n int64, at float64) {
			e.event(&rhythm.Event{Time: at, Kind: rhythm.Ventricular, Origin: rhythm.Ventricle, Focus: uint8(n & 1), Width: 0.12, QT: 0.38, RR: 2.0 / 3})
		}}
	case IEC4a:
		return program{60.0 / 206, []float64{0.2}, 0.551, tachycardia}
	case IEC4b:
		return program{60.0 / 195, []float64{0.2}, 1.102, tachycardia}
	case TallT:
		return program{0.75, []float64{0.2}, 1, tallT}
	}
	return program{1, []float64{0.2}, 1, pacePulse}
}

// bigeminy draws a P wave, the complex that it leads to and one of a ventricular focus.
func bigeminy(e *ecg, n int64, at float64) {
	switch n % 3 {
	case 0:
		e.event(&rhythm.Event{Time: at, Kind: rhythm.Atrial, Width: 0.1})
	case 1:
		e.event(&rhythm.Event{Time: at, Kind: rhythm.Ventricular, Width: 0.09, QT: 0.36, RR: 0.8})
	case 2:
		e.event(&rhythm.Event{Time: at, Kind: rhythm.Ventricular, Origin: rhythm.Ventricle, Focus: 1, Width: 0.13, QT: 0.40, RR: 0.6})
	}
}

func tachycardia(e *ecg, _ int64, at float64) {
	e.event(&rhythm.Event{Time: at, Kind: rhythm.Ventricular, Origin: rhythm.Ventricle, Width: 0.14, QT: 0.27, RR: 0.3})
}

// tallT draws a complex of 100 ms and a T wave of 180 ms that ends 350 ms after its
// onset; a Gaussian is six standard deviations wide.
func tallT(e *ecg, _ int64, at float64) {
	onset := index(at, e.canvas.rate)
	e.paste(onset, &stroke{top: at + 0.05, rise: 0.1 / 6, fall: 0.1 / 6}, alongII(1))
	e.paste(onset, &stroke{top: at + 0.35 - 0.09, rise: 0.03, fall: 0.03}, alongII(1.2))
}

// pacePulse draws one pulse of a sequence that goes through all widths and amplitudes,
// of either polarity.
func pacePulse(e *ecg, n int64, at float64) {
	widths := [...]float64{0.0001, 0.0002, 0.0005, 0.001, 0.002}
	sizes := [...]float64{2, -2, 20, -20, 200, -200, 700, -700}
	e.pulse(at, widths[n/int64(len(sizes))%int64(len(widths))], sizes[n%int64(len(sizes))])
}
