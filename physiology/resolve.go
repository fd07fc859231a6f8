package physiology

import (
	"errors"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/exertion"
)

// resolve turns arguments into the units of the models for one patient; lasting is
// how long the action will be in force, s, +Inf when that is open.
func (s *Slot) resolve(p *Patient, b *Body, lasting float64) error {
	a, x := &s.Args, &s.Resolved
	switch a.Kind {
	case doDrug:
		return s.resolveDrug(p, b)
	case doTarget:
		return s.resolveTarget(p, b)
	case doHemorrhage, doFluids:
		return s.resolveVolume(p, lasting)
	case doOxygen:
		x[0] = a.or("fio2", 50) / 100
	case doInspiredGas:
		*x = [4]float64{a.or("fio2", 100*airO2) / 100, a.or("fico2", 0) / 100, a.or("co", 0)}
	case doHypoxia:
		*x = [4]float64{a.or("target_spo2", 0) / 100, math.Max(a.or("ramp", 60), 1), b.Gas.SaO2}
	case doAltitude:
		// International standard atmosphere, ISO 2533.
		x[0] = 760 * math.Pow(1-2.25577e-5*a.or("altitude", 0), 5.25588)
	case doClimate:
		*x = [4]float64{a.or("temperature", 22), a.or("humidity", 50)}
	case doFever:
		rise := a.or("rise", 0)
		*x = [4]float64{rise, rise / math.Max(a.or("ramp", 3600), 1)}
	case doExercise:
		x[0], x[1] = a.exercise(p, b)
	case doPosture:
		x[0], x[1] = a.posture()
		if _, _, active := a.get("position"); active {
			b.Muscle.Rise(max(x[0]-b.Tilt, 0))
		}
	case doSepsis:
		b.Infection.Begin(a.or("severity", 0), a.or("to_shock", 0))
	case doApnoea:
		x[0] = a.or("severity", 1)
	case doBronchospasm, doCarbonMonoxide, doCough, doEmbolism, doInfection, doObstruction, doPneumothorax, doVentilate:
		s.resolveLungs(p, b)
	case doMeal, doBolus, doBasal, doGlucagon, doMetformin, doTherapy:
		s.resolveGlucose(lasting)
	case doTreatSepsis:
		x[0] = a.volume("fluids", p)
		x[1] = x[0] / math.Max(a.or("over", 3600), 1)
		x[3] = a.or("antibiotics", 1)
	default:
		return s.resolveWhole(p, b, lasting)
	}
	return nil
}

// resolveVolume finds volume and rate, mL and mL/s, of a bleed or an infusion.
func (s *Slot) resolveVolume(p *Patient, lasting float64) error {
	a := &s.Args
	total := math.Inf(1)
	var rate float64
	if _, _, ok := a.get("volume"); ok {
		total = a.volume("volume", p)
	}
	over, _, hasOver := a.get("over")
	flow, _, hasRate := a.get("rate")
	switch {
	case hasRate:
		rate = flow / 60
	case hasOver:
		rate = total / math.Max(over, 1)
	case !math.IsInf(lasting, 1) && lasting > 0:
		rate = total / lasting
	default:
		return errors.New(`how fast? give "over" with the volume, or "rate"`)
	}
	if kind, _, ok := a.get("kind"); ok {
		s.Resolved[2] = kind
	}
	s.Resolved[0], s.Resolved[1] = total, rate
	return nil
}

// volume is a volume in mL, whichever way it was said; 0 when it was not.
func (a *Args) volume(name string, p *Patient) float64 {
	v, unit, ok := a.get(name)
	switch {
	case !ok:
		return 0
	case unit == "%":
		return v / 100 * p.BloodVolume
	case unit == "mL/kg":
		return v * p.Weight
	}
	return v
}

// exercise is the uptake above rest, mL/min, and the work that leaves the body, W.
func (a *Args) exercise(p *Patient, b *Body) (work, watt float64) {
	if w, _, ok := a.get("power"); ok {
		return exertion.OfPower(w), w
	}
	if mets, _, ok := a.get("mets"); ok {
		work = max(mets*3.5*p.Weight-b.Rest.VO2, 0)
	}
	if share, _, ok := a.get("intensity"); ok {
		work = max(share/100*p.Exertion.VO2Max-b.Rest.VO2, 0)
	}
	return work, max(work-250, 0) / 10.3
}

// posture is the sine of the angle and the pool that gravity makes of it, mL of the
// reference adult: in sitting the legs hang, in active standing muscles hold some back.
func (a *Args) posture() (tilt, pool float64) {
	const hanging = 1000.0
	if deg, _, ok := a.get("angle"); ok {
		tilt = math.Sin(deg * math.Pi / 180)
		return tilt, hanging * tilt
	}
	switch at, _, _ := a.get("position"); int(at) {
	case posSitting:
		return 0.8, 0.5 * hanging
	case posStanding:
		return 1, 0.9 * hanging
	}
	return 0, 0
}
