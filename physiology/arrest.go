package physiology

import "math"

// Pulseless is how a heart stands still.
type Pulseless uint8

// The rhythms of arrest, in the order of the choices of patient.cardiac-arrest.
const (
	beating      Pulseless = iota
	Fibrillation           // ventricular fibrillation
	Tachycardia            // pulseless ventricular tachycardia
	Asystole               // nothing
	Dissociation           // electrical activity without a beat
)

// Arrest is a state that can be left. The heart lives on its phosphates: they fall in
// three phases (electrical to 4 min, circulatory to 10 min, metabolic after it:
// Weisfeldt ML, Becker LB, JAMA 288:3035, 2002, doi:10.1001/jama.288.23.3035) and
// rise only with coronary flow, which compressions give when the diastolic pressure
// exceeds that of the right atrium by some 15 mmHg (Paradis NA et al, JAMA 263:1106,
// 1990, doi:10.1001/jama.1990.03440080084029). Drugs that narrow vessels act
// through that pressure and through nothing else.
//
//	dE/dt = supply·(1 − E)/τr − pace·E/τd,   supply = (CPP − 8)/18·CaO2/195 in 0..1
//
// Fibrillation is ended by a shock of 100 J or more; the heart then beats when
// E > 0.45 and stands still otherwise; a standing heart starts when E > 0.66 (0.55
// where its electrical activity goes on) and blood has flowed for minutes. Under E 0.06 (about 22 min warm and untouched) it is dead. Cold slows all
// of it by a factor of 2.2 for 10 degC. Limits: one heart for all; a shock always finds
// its vector; the limits of E are calibrated to times, not measured.
const (
	tauSpend, tauRefill  = 480.0, 120.0 // s
	shockThreshold       = 100.0        // J, biphasic
	beatsAgain           = 0.45         // of Energy, after a shock
	restarts, restartsEA = 0.66, 0.55   // of Energy, from standstill
	finest               = 0.20         // of Energy, under which fibrillation fades
	tauRecover           = 90.0         // s of full coronary flow
	lifeless             = 0.06         // of Energy
)

// pace is the speed of metabolism at a temperature relative to 37 degC.
func pace(core float64) float64 { return math.Pow(2.2, (core-37)/10) }

// stop arrests the heart.
func (v *Vital) stop(how Pulseless) {
	v.Arrest, v.Pulseless, v.Injury = true, how, 1
}

// restart is the return of circulation: a stunned heart beats.
func (v *Vital) restart() {
	v.Arrest, v.Pulseless = false, beating
	v.Injury = 0.5 * (1 - v.Energy)
}

// arrested advances a heart that stands still.
func (v *Vital) arrested(b *Body, now *influence, dt float64) {
	if v.Dead {
		return
	}
	supply := min(max((b.coronary()-8)/18, 0), 1) * min(b.Gas.CaO2/195, 1)
	v.Energy += dt * (supply*(1-v.Energy)/tauRefill - pace(b.Heat.Core)*v.Energy/tauSpend)
	v.Energy = min(max(v.Energy, 0), 1)
	v.Injury *= math.Exp(-dt * supply / tauRecover)
	if v.Energy < lifeless {
		v.Dead, v.Pulseless = true, Asystole
		return
	}
	warm := b.Heat.Core > 28 && b.Heat.Core < 43
	switch v.Pulseless {
	case Fibrillation, Tachycardia:
		if v.Energy < finest {
			v.Pulseless = Asystole // fine fibrillation fades
		}
	default:
		enough := restarts
		if v.Pulseless == Dissociation {
			enough = restartsEA
		}
		flows := now.press > 0 && v.Injury < 0.5 && v.Energy > enough
		paced := now.paced > 0 && v.Pulseless == Asystole && v.Energy > beatsAgain
		if warm && b.Blood.Potassium < standstill && now.arrest == beating && (flows || paced) {
			v.restart()
		}
	}
}

// coronary is the perfusion pressure of the arrested heart, mmHg.
func (b *Body) coronary() float64 { return b.Flow.Psa - 0.3*max(b.Flow.Psa-b.Flow.Pra, 0) - b.Flow.Pra }

// shock gives a heart the energy of a defibrillator, J. On a beating heart it is
// taken as synchronised and does nothing.
func (b *Body) shock(joule float64) {
	v := &b.Vital
	if !v.Arrest || v.Dead || joule < shockThreshold || v.Pulseless != Fibrillation && v.Pulseless != Tachycardia {
		return
	}
	if v.Energy > beatsAgain && b.Heat.Core > 28 {
		v.restart()
		return
	}
	v.Pulseless = Asystole
}

// convert ends an arrest that was held: the heart beats again if it is alive.
func (v *Vital) convert() {
	if v.Arrest && !v.Dead && v.Energy > beatsAgain {
		v.restart()
	}
}

// sick is the rate of a node that reaches no more than n.node, 1/min.
func (n *influence) sick(rate float64) float64 {
	if n.node > 0 {
		return min(rate, n.node)
	}
	return rate
}

// occlude moves what a closed coronary artery stops and kills: the muscle behind it
// stops within a minute, dies as a wave front over hours and is stunned for an hour
// when it is opened in time (Reimer KA, Jennings RB, Lab Invest 40:633, 1979).
func (v *Vital) occlude(share, dt float64) {
	const tauStop, tauStunned, tauDie = 30.0, 3600.0, 3 * 3600.0
	if share == 0 && v.Blocked == 0 {
		return
	}
	tau := tauStop
	if share < v.Blocked {
		tau = tauStunned
	}
	v.Blocked += (1 - math.Exp(-dt/tau)) * (share - v.Blocked)
	if v.Blocked < 1e-9 {
		v.Blocked = 0
	}
	if share > v.Infarct {
		v.Infarct += (1 - math.Exp(-dt/tauDie)) * (share - v.Infarct)
	}
}

// working is the share of the left ventricle's contractility that injury, closed
// arteries and scars leave.
func (v *Vital) working() float64 {
	return (1 - 0.7*v.Injury) * (1 - 0.85*max(v.Blocked, v.Infarct))
}
