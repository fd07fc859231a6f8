package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/circulation/pulsatile"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Pressures in arteries, veins and the pulmonary artery are those of package pulsatile,
// run at 500 Hz beside the body and driven by the heart's events and by the pressure
// that breathing makes in the chest. A wave of another rate is interpolated between
// two steps; a sample shows them 2 ms late, when both are known.

// The pressures, as catheters with perfect transducers read them.
const (
	ABP       Kind = firstPressure + iota // radial artery
	ABPAortic                             // root of the aorta
	CVP                                   // right atrium
	PAP                                   // pulmonary artery
)

const firstPressure Kind = 56

var pressureInfos = [...]Info{
	{"abp", "Arterial pressure, radial", "mmHg", 100, 125, 25, 1000, 150032, ""},
	{"abp_aortic", "Arterial pressure, root of the aorta", "mmHg", 100, 125, 25, 1000, 150012, ""},
	{"cvp", "Central venous pressure", "mmHg", 100, 125, 25, 1000, 150084, ""},
	{"pap", "Pulmonary artery pressure", "mmHg", 100, 125, 25, 1000, 150044, ""},
}

const (
	stepRate = 500.0          // Hz
	pleural  = 5.0 * 0.7356   // mmHg/L of the lungs, and of the chest wall
	meanOver = 8.0 * stepRate // steps over which the mean of breathing is taken
	coupling = 0.040          // s from the onset of excitation to that of contraction
)

type pressure struct {
	sheet
	chest   chest
	from    int64 // step of the state's time 0
	step    int64 // that was made last
	state   pulsatile.State
	params  pulsatile.Params
	pending []rhythm.Event
	done    int // of pending
	last    [2]pulsatile.Out
	mean    float64 // of the chest's volume, L
}

func newPressure(_ uint64, from int64, rate float64, kinds []Kind) *pressure {
	step := int64(math.Floor(float64(from) / rate * stepRate))
	return &pressure{sheet: newSheet(rate, kinds), chest: newChest(stepRate), from: step, step: step, pending: make([]rhythm.Event, 0, 64)}
}

// advance makes the samples of an interval.
func (g *pressure) advance(t *Tick, first, last int64, out [][]float32) {
	g.begin(first, last)
	drive := t.Body.Pulsatile()
	if g.state.Load == (pulsatile.Load{}) {
		g.params = physiology.PulsatileParams(t.Patient)
		g.state = pulsatile.Rest(&g.params, &drive)
		g.from = g.step - g.state.N
		g.run(t, &drive)
		g.last[0] = g.last[1]
	}
	if g.done > 0 {
		g.pending, g.done = g.pending[:copy(g.pending, g.pending[g.done:])], 0
	}
	g.pending = append(g.pending, t.Heart...)
	for n := first; n < last; n++ {
		at := float64(n)/g.rate*stepRate + slack
		for float64(g.step) <= at-1 {
			g.run(t, &drive)
		}
		share := at - float64(g.step)
		for i, kind := range g.kinds {
			a, b := reading(&g.last[0], kind), reading(&g.last[1], kind)
			g.rows[i][n-first] = float32(a + share*(b-a))
		}
	}
	for float64(g.step+1) <= t.To*stepRate+slack {
		g.run(t, &drive)
	}
	g.chest.finish(t, g.step+1)
	copy(out, g.rows)
}

// run makes the next step.
func (g *pressure) run(t *Tick, drive *pulsatile.Drive) {
	g.step++
	now, zero := float64(g.step)/stepRate, float64(g.from)/stepRate
	for ; g.done < len(g.pending) && g.pending[g.done].Time <= now; g.done++ {
		e := &g.pending[g.done]
		at := e.Time - zero + coupling
		switch {
		case e.Kind == rhythm.Atrial:
			g.state.Atrium(at, 1)
		case e.Kind == rhythm.Ventricular && e.Stroke > 0:
			if e.Conduction == rhythm.LeftBlock || e.Conduction == rhythm.Slow {
				at += latePEP
			}
			g.state.Beat(at, e.Synchrony())
		}
	}
	c := &g.chest
	c.next(t, g.step)
	g.mean += (c.volume - g.mean) / meanOver
	drive.Breath = pleural * (g.mean - c.volume) // muscles draw, a ventilator pushes
	if c.pushed {
		drive.Breath = -drive.Breath
	}
	g.last[0] = g.last[1]
	g.last[1] = g.state.Step(&g.params, drive, 1/stepRate)
}

// reading is what a catheter reads of a step.
func reading(o *pulsatile.Out, k Kind) float64 {
	switch k {
	case ABPAortic:
		return o.Aorta
	case CVP:
		return o.RA
	case PAP:
		return o.PA
	}
	return o.Radial
}
