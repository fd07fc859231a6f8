package physiology

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/chemistry"
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/exertion"
	"github.com/vitalfleet/vitalfleet/physiology/fluid"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/respiration"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

// Patient is the parameter vector of every subsystem, a plain value.
type Patient struct {
	Age, Height, Weight, VO2Max float64 // y, cm, kg, mL/kg/min
	Sex                         Sex
	BSA                         float64 // m2, DuBois
	BloodVolume                 float64 // mL at rest
	BasalVO2                    float64 // mL/min at a core of 36.9 degC
	RQ                          float64 // CO2 made per O2 used
	Hb                          float64 // g/dL at rest
	Vessels                     float64 // size of the vascular bed: factor on unstressed volumes
	Conductance                 float64 // factor on systemic conductance
	HeartSize                   float64 // factor on ventricular volumes, divides elastance
	Contractility               float64 // factor on left elastance, 1 in health
	Innervation                 float64 // of the sinus node, 1 or 0
	Atria                       float64 // share of the stroke lost without atrial contraction
	GFR                         float64 // glomerular filtration, mL/min
	Treated                     Treated // what treatment holds back
	Circulation                 circulation.Params
	Reflex                      reflex.Params
	Respiration                 respiration.Params
	Thermo                      thermo.Params
	Fluid                       fluid.Params
	Exertion                    exertion.Params
	Blood                       chemistry.Params
	Diabetes                    Diabetes
	Pacemaker                   rhythm.Pacemaker // implanted; the zero value is none
	ICD                         rhythm.ICD       // implanted; the zero value is none
}

// The reference adult that the published constants describe.
const (
	refBSA   = 1.964 // m2, 180 cm and 77 kg
	refVol   = 5200  // mL
	refCore  = 36.9  // degC at which BasalVO2 is stated
	mchc     = 34.0  // g haemoglobin in a dL of red cells
	refEmax  = 2.9   // mmHg/mL of the resting left ventricle
	vuAtrium = 25    // mL, Ursino 1998 Vu,ra
)

// Reference is the patient of variability 0: what age, sex, size, fitness and
// conditions say and nothing else.
func Reference(p Person) (Patient, error) { return build(p, spread{}) }

// build makes the parameters of a person with a spread around the reference.
func build(p Person, z spread) (Patient, error) {
	p = p.weighed().trained()
	if err := p.Check(); err != nil {
		return Patient{}, err
	}
	q := Patient{Age: p.Age, Height: p.Height, Weight: p.Weight, Sex: p.Sex, VO2Max: p.VO2Max, RQ: 0.82, Contractility: 1, Innervation: 1}
	q.GFR = usualGFR(p.Age)
	fitness := 1.0
	usual := usualVO2Max(p.Age, p.Sex)
	if q.VO2Max == 0 {
		q.VO2Max = usual * z.factor(zFitness)
	} else {
		fitness = min(max(q.VO2Max/usual, 0.6), 2)
	}
	q.BSA = 0.007184 * math.Pow(p.Weight, 0.425) * math.Pow(p.Height, 0.725)
	q.Vessels = bloodOf(p) / nadler(Person{Sex: Male, Height: 180, Weight: 77}) * z.factor(zVolume)
	q.Conductance = q.BSA / refBSA
	q.HeartSize = math.Pow(q.Conductance, 1.2) * z.factor(zHeart) * heartOf(fitness)
	q.Conductance *= childFlow(p.Age)
	q.HeartSize *= childFlow(p.Age)
	q.BloodVolume = refVol * q.Vessels
	q.BasalVO2 = 1.03 * energy(p) / 4.86 / 1.440 * z.factor(zMetabolism)
	hct := 0.44
	if p.Sex == Female {
		hct = 0.40
	}
	hct -= 0.05 * (1 - grown(p.Age)) // WHO: 12.5 g/dL and more in children
	q.Hb = hct * mchc * z.factor(zHb)
	q.scaleCirculation(z)
	q.scaleReflex(z, fitness)
	q.scaleRest(z)
	q.young(p)
	for _, c := range p.Conditions {
		kind, ok := conditionByName(c.Name)
		if !ok || kind.apply == nil {
			return Patient{}, fmt.Errorf("person: condition %q: %s", c.Name, kind.refusal(c.Name))
		}
		if err := kind.apply(&q, c.Params); err != nil {
			return Patient{}, fmt.Errorf("person: condition %s: %w", c.Name, err)
		}
	}
	return q, nil
}

// nadler is the blood volume in L, Nadler 1962.
func nadler(p Person) float64 {
	m := p.Height / 100
	if p.Sex == Female {
		return 0.3561*m*m*m + 0.03308*p.Weight + 0.1833
	}
	return 0.3669*m*m*m + 0.03219*p.Weight + 0.6041
}

// mifflin is the resting energy expenditure in kcal a day, Mifflin 1990.
func mifflin(p Person) float64 {
	e := 10*p.Weight + 6.25*p.Height - 5*p.Age + 5
	if p.Sex == Female {
		e -= 166
	}
	return max(e, 600)
}

// usualVO2Max is the fitness of untrained people, mL/kg/min.
func usualVO2Max(age float64, sex Sex) float64 {
	v := 40 - 0.3*(age-40)
	if sex == Female {
		v *= 0.83
	}
	return max(v, 15)
}

// heartOf is the size of a trained heart: an endurance athlete of 1.6 times the
// usual VO2max has a third more stroke volume.
func heartOf(fitness float64) float64 { return math.Pow(fitness, 0.65) }

func (q *Patient) scaleCirculation(z spread) {
	v, h := q.Vessels, q.HeartSize
	stiff := math.Exp2(-(q.Age-40)/56) * z.factor(zCompliance)
	q.Circulation = circulation.Params{
		Csa: 4.0 * v, Csv: 142.4 * v, Cpa: 6.56 * v, Cpv: 44.6 * v,
		Vusa: 611 * v, Vupa: 123 * v, Vupv: 145 * v,
		Rp: 0.095 / q.Conductance, Rv: 0.0113 / q.Conductance,
		Recruit: 0.3, Qrest: 92 * q.Conductance,
		P0: 1.5, KElv: 0.014 / h, KErv: 0.011 / h, Vulv: 16.77 * h, Vurv: 40.8 * h,
		TauF: 0.10, Vheart: 185 * v,
		Cpp: 1.75 * q.Conductance * stiff, Zc: 0.4, Pref: 92, EmaxRef: refEmax / h,
	}
}

func (q *Patient) scaleReflex(z spread, fitness float64) {
	t0 := 0.58
	if q.Sex == Female {
		t0 = 0.53
	}
	t0 *= z.factor(zRate)
	t0 += 0.45 * max(fitness-1, 0) // the trained sinus node is slower
	q.Reflex = reflex.Params{
		Pn:   92 + 0.2*(min(q.Age, 65)-40) + z.sum(zPressure),
		Gain: min(max(1-0.011*(q.Age-40), 0.35), 1.25) * z.factor(zGain),
		T0:   t0, Gvol: 1.8, Gisch: 0.6, Gchemo: 20, Pisch: 62,
	}
	q.Conductance *= z.factor(zConductance)
}

// scaleRest sets lungs, heat, fluid and muscles.
func (q *Patient) scaleRest(z spread) {
	size := q.BSA / refBSA
	bmi := q.Weight / (q.Height * q.Height / 1e4)
	frc := 0.90 * (2.34*q.Height/100 + 0.01*q.Age - 1.09) * math.Exp(-0.022*max(bmi-25, 0))
	q.Respiration = respiration.Params{
		FRC: min(frc, 0.048*q.Weight), VtO2: 4 * q.Weight / 77, VtCO2: 15 * q.Weight / 77,
		Shunt: 0.03 * math.Exp(0.012*(q.Age-40)) * z.factor(zShunt), VD: 0.15 * size, Scale: size,
		VE0: 6.3, Gc: 1.0 * z.factor(zHCVR), Gp: 0.45 * z.factor(zHCVR), HVR: 0.8 * z.factor(zHVR), Kex: 0.0226,
		VT0: 0.35 * z.factor(zTidal), MVV: 140 * size * min(1, 1-0.006*(q.Age-40)), CO2Set: 40 + z.sum(zCO2),
	}
	q.scaleLungs(bmi)
	q.Thermo = thermo.Params{
		Area: q.BSA, Mass: q.Weight, CoreSet: 37.0 + z.sum(zCore), SkinSet: 33.7 + z.sum(zCore),
		Hc: 2.7, EffectiveArea: 0.86, Fat: 1 + 0.04*max(bmi-24, -4),
	}
	q.Fluid = fluid.Params{
		Kf: 5 * q.Weight / 77, Oncotic: 14, Cif: 400 * q.Weight / 77,
		UO0: 0.95 * q.Weight / 60 * z.factor(zUrine), Kr: 60 * q.Weight / 77, Hct: q.Hb / mchc,
		Water: 1000 * watson(q), Cellular: 600 * watson(q), Filtration: min(q.GFR/usualGFR(40), 1),
	}
	q.Exertion = exertion.Params{
		VO2Max: q.VO2Max * q.Weight, HRMax: 208 - 0.7*q.Age + z.sum(zMaxRate), Tau: 30,
		KG: 1.05, VuEx: 1400 * q.Vessels,
	}
}
