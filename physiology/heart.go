package physiology

import (
	"math"
	"math/bits"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// atrialKick is the share of the stroke that the atria add, a sixth (Naito M et al, Am J
// Cardiol 46:625, 1980: 15-20 %).
const atrialKick = 0.16

// NewHeart is the heart of a patient at rest. Its chance is keyed by seed;
// without variability it is regular and has no ectopic beats.
func NewHeart(p *Patient, seed uint64, variability float64) rhythm.Heart {
	params := rhythm.Typical(p.Age, p.Sex == Female)
	params.Variability = float32(variability)
	if p.Atria > 0 {
		params.Own = rhythm.AFIB
	}
	switch p.Pacemaker.Mode {
	case rhythm.AAI:
		params.Own = rhythm.SBRAD
	case rhythm.VVI, rhythm.DDD:
		params.Own = rhythm.AVB3
	default:
	}
	h := rhythm.New(seed, params)
	h.Pacemaker, h.ICD = p.Pacemaker, p.ICD
	return h
}

// Beat lets the heart live through the dt seconds that the body has just lived, breath
// after breath from the time of the last one's onset on, and appends its events to dst
// unless that is nil. What the circulation feels of the heart is in force for the next
// step. It allocates only when dst has no room.
func (in *Inputs) Beat(p *Patient, b *Body, h *rhythm.Heart, breath, dt float64, dst []rhythm.Event) []rhythm.Event {
	in.conduct(p, b, h)
	in.Drive = in.driven(p, b, breath)
	if dst == nil {
		h.Step(&in.Drive, dt)
	} else {
		dst = h.Advance(&in.Drive, dt, dst)
	}
	in.Beating = h.Beating()
	return dst
}

// conduct gives the heart the rhythms and shapes of the actions in force, the pacemaker
// that is at work, and the rhythm of its arrest, whenever they have changed.
func (in *Inputs) conduct(p *Patient, b *Body, h *rhythm.Heart) {
	var slots [maxSlots]uint8
	n, asked, pacer := 0, uint64(0), p.Pacemaker
	for active := in.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros16(active)
		s := &in.Slots[i]
		switch s.Args.Kind {
		case doRhythm:
			slots[n] = uint8(i)
			n++
		case doPace:
			pacer = rhythm.Pacing(rhythm.VVI, s.Resolved[0])
		default:
			continue
		}
		asked = asked*31 + uint64(s.Serial)
	}
	code := b.Vital.rhythm()
	asked = asked<<8 | uint64(code)
	if asked == in.Asked {
		return
	}
	in.Asked = asked
	h.Clear()
	h.Pacemaker = pacer
	for _, i := range slots[:n] {
		s := &in.Slots[i]
		asks := rhythm.Code(s.Resolved[0])
		switch how := arrests(asks); {
		case how == beating && (code == rhythm.Own || asks.Info().Layer):
			h.Set(asks, s.settings())
		case how != beating && how == b.Vital.Pulseless:
			h.Set(asks, s.settings())
			code = rhythm.Own // it has its name
		}
	}
	if code != rhythm.Own {
		h.Set(code, rhythm.Settings{})
	}
}

// arrested tells whether the heart was last given the rhythm of an arrest.
func (in *Inputs) arrested() bool { return rhythm.Code(in.Asked&0xff) != rhythm.Own }

// rhythm is that of an arrest, for one that nobody asked for by name.
func (v *Vital) rhythm() rhythm.Code {
	if !v.Arrest {
		return rhythm.Own
	}
	switch v.Pulseless {
	case Fibrillation:
		return rhythm.VFC
	case Tachycardia:
		return rhythm.VTP
	case Dissociation:
		return rhythm.PEA
	default:
		return rhythm.ASYS
	}
}

// driven is what the body makes of its heart now.
func (in *Inputs) driven(p *Patient, b *Body, breath float64) rhythm.Drive {
	d := rhythm.Drive{
		Sinus:       60 * b.Tone.Sinus,
		Vagal:       min(b.Reflex.VagalHz/restVagal, 3),
		Sympathetic: min(math.Exp(b.Reflex.LnT-b.Rest.Drive), 10),
		Breath:      breath, Breathing: b.Gas.RR, Tidal: 1000 * b.Gas.VT,
		Potassium: b.Blood.Potassium, Saturation: b.Gas.SaO2 * (1 - b.Lungs.COHb), Core: b.Heat.Core,
		Ischaemia: max(b.Vital.Blocked, b.Vital.Infarct*0.3, b.Vital.Injury*0.5),
		Energy:    b.Vital.Energy, Pulseless: b.Vital.Arrest, AV: 1, QT: 1,
	}
	if p.Innervation == 0 {
		d.Vagal, d.Sympathetic = 0, 1
	}
	if b.Vital.Arrest {
		d.Sinus, d.Compressions = b.Rest.Rate, 60*b.Tone.PressRate // the node may go on
	}
	if b.Drugs.Active != 0 {
		e := b.Drugs.Effect()
		d.AV = nodal(&e)
		d.Vagal *= 1 - e.Vagolysis
	}
	return d
}

// nodal is the factor of drugs on the times of the AV node: beta blockade lengthens the
// refractory time by a fifth (Wiener I, Lown B, 1981, to check), drive shortens it.
func nodal(e *pharma.Effect) float64 {
	blocked := e.BlockBeta1 / (1 + e.BlockBeta1)
	return (1 + 0.2*blocked) * (1 - 0.2*e.Beta1)
}

// restVagal is the firing of the vagus at the set point of pressure, 1/s (Ursino 1998).
const restVagal = 4.75

// or is x, or fallback where x is 0.
func or(x, fallback float64) float64 {
	if x == 0 {
		return fallback
	}
	return x
}

// beats is the rate at which the ventricles beat, 1/min: the sinus node's, unless the
// heart has another rhythm or is paced from outside.
func (n *influence) beats(p *Patient, sinus float64, v *Vital) float64 {
	switch {
	case v.Arrest:
		return 0
	case n.beating.Own:
		return max(n.beating.Rate, n.paced)
	case p.Pacemaker.Mode == rhythm.VVI: // at rest, of which the heart has not told yet
		return float64(p.Pacemaker.Lower)
	}
	return max(sinus, float64(p.Pacemaker.Lower), n.paced)
}

// unfilled is the share of the stroke that the rhythm takes: atria that do not contract
// or not in time, ventricles that contract early or one after the other.
func (n *influence) unfilled(p *Patient) float64 {
	if !n.beating.Own {
		return p.Atria
	}
	return 1 - (1-max(p.Atria, atrialKick*n.beating.Atria))*min(n.beating.Stroke, 1)
}
