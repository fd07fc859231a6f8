package glucose

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Spreads of people around the two subjects of Dalla Man 2007, standard deviations of
// the logarithm. The paper gives none that can be drawn from, so these are choices:
// wide enough that fasting glucose of a drawn group spreads as clinics see it.
const (
	spreadInsulin  = 0.25 // what insulin does on uptake (Vmx) and on the liver (kp3)
	spreadBetaCell = 0.30 // response of the beta cell, static and dynamic
	spreadGut      = 0.30 // absorption and emptying
	spreadUptake   = 0.06 // Vm0
)

// Draw is a person around a subject of Dalla Man 2007: his weight (kg), and constants
// spread by normal scores of rng; nil is the subject himself. Draws whose fasting
// glucose is outside low..high mg/dL are thrown away.
func Draw(of func() (Params, Secretion), weight, low, high float64, rng *rand.Rand) (Patient, error) {
	for range 1000 {
		p, q := of()
		p.BW = weight
		if rng != nil {
			z := func(sd float64) float64 { return math.Exp(sd * min(max(rng.NormFloat64(), -2.5), 2.5)) }
			sensitivity := z(spreadInsulin)
			p.Vmx *= sensitivity
			p.Kp3 *= sensitivity
			p.Vm0 *= z(spreadUptake)
			response := z(spreadBetaCell)
			q.Beta *= response
			q.K *= response
			p.Kabs *= z(spreadGut)
			emptying := z(spreadGut)
			p.Kmax *= emptying
			p.Kmin *= emptying
		}
		out, ok := SecretingPatient(p, q)
		if gb := out.Params.Gb; ok && gb >= low && gb <= high {
			return out, nil
		}
		if rng == nil {
			break
		}
	}
	return Patient{}, fmt.Errorf("glucose: no steady state with a fasting glucose of %g..%g mg/dL", low, high)
}
