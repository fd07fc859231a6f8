package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// Breathing as electrodes, a pneumotachograph and a spirometer see it. The impedance of
// the chest rises with the air in it and falls with the blood that each beat moves out
// of it:
//
//	ΔZ = kz·V − 0.05 ohm·stroke·g(t)
//
// Sources: Geddes LA, Baker LE, Principles of Applied Biomedical Instrumentation, 1989
// (ohm per litre); Grenvik A et al, Chest 62:439, 1972 (all to check). Validity: adults
// and children who breathe 4 to 60 times a minute. Limits: the change of the impedance from that of
// the resting lung alone, without that of the tissues; no paradoxical movement.
//
//	symbol   value                    unit   source
//	kz       2·(70 kg/weight)^0.7     ohm/L  Geddes 1989: 1 to 6; larger bodies less, calibrated
//	stroke   0.05 at 80 mL            ohm    calibrated: 0.02 to 0.2 seen
//	I:E      1:2                      1      convention
//	g(t)     top 0.16 after ejection  s      calibrated

// Resp is the impedance of the chest; RespFlow the flow into the airway; RespVolume
// the volume of air above the resting lung's.
const (
	Resp Kind = firstResp + iota
	RespFlow
	RespVolume
)

const firstResp Kind = 72

var respInfos = [...]Info{
	{"resp", "Respiration, change of thoracic impedance", "ohm", 2000, 62.5, 10, 1000, 151780, ""},
	{"resp_flow", "Flow into the airway", "L/s", 3000, 62.5, 10, 1000, 0, ""},
	{"resp_volume", "Volume of air above the resting lung's", "L", 5000, 62.5, 10, 1000, 0, ""},
}

const (
	ohmPerLitre = 2.0  // of a person of 70 kg
	cardiogenic = 0.05 // ohm of a resting stroke
	pressed     = 0.6  // ohm of a full compression of the chest
)

type resp struct {
	sheet
	chest  chest
	canvas canvas
	amp    [1]float32
	heart  strokes
}

func newResp(_ uint64, from int64, rate float64, kinds []Kind) *resp {
	return &resp{sheet: newSheet(rate, kinds), chest: newChest(rate), canvas: newCanvas(1, from, rate, 2)}
}

// advance makes the samples of an interval.
func (g *resp) advance(t *Tick, first, last int64, out [][]float32) {
	g.begin(first, last)
	g.canvas.turn(first, last)
	now := observe(t)
	for k := range t.Heart {
		if e := &t.Heart[k]; e.Kind == rhythm.Ventricular {
			g.dip(e.Time, e.Time+now.systole(e).pep, cardiogenic*g.heart.relative(e)*now.stroke)
		}
	}
	if press := &t.Body.Tone; press.Rate == 0 && press.Press > 0 {
		for at := nextPress(t.From, press.PressRate); at <= t.To; at = nextPress(at, press.PressRate) {
			g.dip(at, at, pressed*press.Press)
		}
	}
	gain := ohmPerLitre * math.Pow(70/t.Patient.Weight, 0.7)
	blood := g.canvas.rows[0]
	for n := first; n < last; n++ {
		g.chest.next(t, n)
		k := n - first
		for i, kind := range g.kinds {
			switch kind {
			case Resp:
				g.rows[i][k] = float32(gain*g.chest.volume) + blood[k]
			case RespFlow:
				g.rows[i][k] = float32(g.chest.flow)
			case RespVolume:
				g.rows[i][k] = float32(g.chest.volume)
			}
		}
	}
	g.chest.finish(t, last)
	copy(out, g.rows)
}

// dip is what blood or a hand moves out of the chest, ohm, from a time on.
func (g *resp) dip(cause, from, height float64) {
	g.amp[0] = float32(-height)
	g.canvas.draw(index(cause, g.rate), &stroke{top: from + 0.16, rise: 0.05, fall: 0.11}, g.amp[:])
}
