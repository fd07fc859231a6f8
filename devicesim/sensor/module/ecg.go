package module

import (
	"math/bits"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/detect"
)

// ECG is the module of one lead, in mV: it finds beats, tells fibrillation and runs of
// broad complexes, and sees stimuli. An amplifier's band takes stimuli out, so they are
// found apart: a stimulus of 0.5 ms and 5 mV is one sample or two that stand out.
func ECG(taps []Tap) (New, error) {
	qrs, err := detect.NewQRS(taps[0].Rate)
	if err != nil {
		return nil, err
	}
	shock, err := detect.NewShock(taps[0].Rate)
	return func() Module { return &ecg{tap: taps[0], qrs: qrs, shock: shock, beats: make([]detect.Beat, 0, 8)} }, err
}

// What counts as what.
const (
	broad     = 0.120 // s: a complex as broad is ventricular, paced or blocked
	runBeats  = 6     // broad complexes in a row are a run
	runRate   = 120.0 // /min, that it is faster than
	paceHigh  = 0.30  // mV that a stimulus stands out
	paceRough = 7     // times what is usual, that it stands out too
	paceFlat  = 0.15  // mV that samples beside it differ by, at most
	causes    = 0.22  // s before a peak in which a stimulus counts as its cause
	judged    = 32    // complexes of which the share that is paced is taken
	stimuli   = 16    // that are remembered
)

type ecg struct {
	tap     Tap
	qrs     detect.QRS
	shock   detect.Shock
	rhythm  detect.Rhythm
	beats   []detect.Beat
	rate    detect.Rate
	now     float64 // s
	run     int     // broad complexes in a row
	from    float64 // s, of the complex before the run
	last    float64 // s, of the last complex
	first   int64   // sample that the detector calls 0
	begun   bool
	stimuli [stimuli]float64 // s, of the last; they are known before their complexes are
	pulses  int
	rough   float32    // mV, how far samples usually stand out
	window  [6]float32 // samples, the newest last
	paced   uint32     // a bit for each of the last complexes, the newest lowest
	known   int
}

func (e *ecg) Hear(pieces []Piece, off bool, found *Found) {
	p := &pieces[0]
	if !e.begun {
		e.begun, e.first = true, p.First
	}
	e.spikes(p.First, p.Raw)
	e.rhythm = e.shock.Advance(p.Values)
	e.beats = e.qrs.Advance(p.Values, e.beats[:0])
	e.now = e.tap.seconds(p.First + int64(len(p.Values)))
	if off {
		e.run, e.known, e.paced, e.rate = 0, 0, 0, detect.Rate{}
		return
	}
	for _, b := range e.beats {
		at := e.tap.seconds(e.first + b.Sample)
		e.rate.Beat(at)
		e.beat(at, b.Width >= broad)
		found.Beats = append(found.Beats, Beat{Time: at, Broad: b.Width >= broad})
	}
}

// beat notes a complex.
func (e *ecg) beat(at float64, wide bool) {
	if wide {
		if e.run == 0 {
			e.from = e.last
		}
		e.run++
	} else {
		e.run = 0
	}
	e.paced <<= 1
	for _, s := range e.stimuli[:min(e.pulses, stimuli)] {
		if at >= s && at < s+causes {
			e.paced |= 1
		}
	}
	e.known = min(e.known+1, judged)
	e.last = at
}

// spikes looks at each sample whether it, or it and the next, stand out of level
// surroundings: a QRS complex is steep on both sides of its peak.
func (e *ecg) spikes(first int64, raw []float32) {
	a, b, c, d, f, g, rough := e.window[0], e.window[1], e.window[2], e.window[3], e.window[4], e.window[5], e.rough
	for i, x := range raw {
		a, b, c, d, f, g = b, c, d, f, g, x
		one, two := size(c-(b+d)/2), size(c+d-b-f)/2
		high := max(paceHigh, paceRough*rough)
		rough += (min(one, high) - rough) / 256
		if one <= high && two <= high/2 {
			continue
		}
		single := one > high && level(a, b) && level(b, d) && level(d, f)
		double := two > high/2 && level(a, b) && level(b, f) && level(f, g) && !level(b, c) && !level(d, f)
		if single || double {
			e.stimuli[e.pulses%stimuli] = e.tap.seconds(first + int64(i) - 3)
			e.pulses++
		}
	}
	e.window, e.rough = [6]float32{a, b, c, d, f, g}, rough
}

// level tells whether two samples differ by no more than what is no stimulus.
func level(a, b float32) bool { return size(a-b) < paceFlat }

func size(x float32) float32 { return max(x, -x) }

func (e *ecg) Value(q Quantity) (float64, bool) {
	switch q {
	case HeartRate:
		return e.rate.At(e.now)
	case Fibrillates:
		return flag(e.rhythm == detect.Fibrillation), e.rhythm != detect.Unsure
	case BroadRun:
		return flag(e.run >= runBeats && float64(e.run) > runRate/60*(e.last-e.from)), e.begun
	case Paced:
		return 100 * float64(bits.OnesCount32(e.paced)) / float64(e.known), e.known >= 4
	default:
		return 0, false
	}
}
