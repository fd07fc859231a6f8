package rhythm

import "math"

// Morphology and repolarisation. The QT interval follows the RR intervals of the last
// minute (hysteresis: Pueyo E et al, Ann Noninvasive Electrocardiol 8:267, 2003, to
// check) by Fridericia's formula, QT = QTc·RR^(1/3), with a quarter of the last beat's
// own RR. Potassium above 6.5 mmol/L widens P waves and complexes, below 3.5 lengthens
// QT; cold does too. The slopes are assumptions that meet the catalogue's ranges.

// Territory is the wall of the left ventricle that an injury current comes from.
type Territory uint8

// The territories, by the leads that face them.
const (
	Anterior  Territory = iota // V1 to V4
	Inferior                   // II, III, aVF
	Lateral                    // I, aVL, V5, V6
	Diffuse                    // the inner layer all around: V4 to V6 and II, aVR against them
	Posterior                  // behind the chest leads: V1 to V3 against it
)

// Shape is the layer of morphology that goes with any rhythm.
type Shape struct {
	Layer      Code       // the last that was set; Own is none
	Bundle     Conduction // LeftBlock, RightBlock or NormalConduction
	Preexcited bool       // an accessory pathway conducts from atria to ventricles
	Territory  Territory  // of ST
	ST         float32    // mV at J + 60 ms in the leads over the territory
	QTc        float32    // s; 0 is the person's own
	Potassium  float32    // mmol/L that the electrocardiogram shows; 0 is the body's
}

// layer adds a layer of morphology.
func (h *Heart) layer(c Code, s Settings) {
	h.Shape.Layer = c
	switch c {
	case LBBB:
		h.Shape.Bundle = LeftBlock
	case RBBB:
		h.Shape.Bundle = RightBlock
	case WPW:
		h.Shape.Preexcited = true
	case STEMI:
		h.Shape.ST, h.Shape.Territory = float32(or(s.ST, 0.3)), s.Territory
	case STDEP:
		h.Shape.ST, h.Shape.Territory = float32(or(s.ST, -0.15)), Diffuse
	case LQT:
		h.Shape.QTc = float32(or(s.QTc, 0.51))
	case HYPERK:
		h.Shape.Potassium = float32(or(s.Potassium, 7.5))
	case HYPOK:
		h.Shape.Potassium = float32(or(s.Potassium, 2.5))
	}
}

// or is x, or usual where x is zero.
func or(x, usual float64) float64 {
	if x == 0 || math.IsNaN(x) {
		return usual
	}
	return x
}

// potassium that the heart's electricity feels, mmol/L.
func (h *Heart) potassium(d *Drive) float64 {
	if k := h.Shape.Potassium; k > 0 {
		return float64(k)
	}
	return clamp(d.Potassium, 1, 12)
}

// widening is the factor of slow conduction in muscle.
func (h *Heart) widening(d *Drive) float64 {
	k := h.potassium(d)
	if k <= 6.5 {
		return 1
	}
	return min(1+0.45*(k-6.5), 2.2)
}

// corrected is the QT interval at an RR interval of a second, s.
func (h *Heart) corrected(d *Drive) float64 {
	qtc := float64(h.Shape.QTc)
	if qtc == 0 {
		qtc = float64(h.Params.QTc) * clamp(d.QT, 0.5, 2)
	}
	if h.Shape.Potassium == 0 {
		qtc *= 1 + 0.05*clamp(3.5-h.potassium(d), 0, 2)
	}
	return qtc * (1 + 0.015*clamp(36-d.Core, 0, 15))
}

// qt is the QT interval of a complex of a width now, s.
func (h *Heart) qt(d *Drive, width float64) float64 {
	rr := 0.75*float64(h.felt.qt) + 0.25*clamp(float64(h.felt.last), 0.25, 2)
	return h.corrected(d)*math.Cbrt(rr) + 0.8*max(width-0.11, 0)
}
