package pharma

import "math"

// Constants of Bouillon 2004 (Anesthesiology 100:1353) for propofol and remifentanil
// together, interaction 0: the concentrations relative to their C50 add up.
const (
	bisAwake = 97.4
	bisGamma = 1.43
)

// BIS is the bispectral index, 0..100, that the drugs leave.
//
//	BIS = 97.4·(1 − U^1.43/(1 + U^1.43)),  U = Σ Ce/C50
func (e *Effect) BIS() float64 {
	if e.Hypnosis == 0 {
		return bisAwake
	}
	return bisAwake / (1 + math.Pow(e.Hypnosis, bisGamma))
}

// asleepAt is the U at which half of consciousness is lost: 2.7 ug/mL of propofol at
// the effect site (Milne 2003 Br J Anaesth 90:623, to check; Unread).
const asleepAt = 0.60

// Awake is the share of consciousness that the drugs leave, 0..1.
func (e *Effect) Awake() float64 {
	if e.Hypnosis == 0 && e.Dissociation == 0 {
		return 1
	}
	x := e.Hypnosis/asleepAt + e.Dissociation
	x *= x
	return 1 / (1 + x*x)
}
