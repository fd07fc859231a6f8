package physiology

import (
	"fmt"
	"math"
)

// Condition is something that a person lives with, bound to its parameters in
// canonical units.
type Condition struct {
	Name   string
	Params map[string]float64
}

// ConditionInfo describes a condition; Refused is the plain reason why this version
// cannot model it, "" when it can.
type ConditionInfo struct {
	Name, Doc string
	Params    []Param
	Refused   string
	apply     func(q *Patient, with map[string]float64) error
}

// Conditions lists the registry by name.
func Conditions() []ConditionInfo {
	percent := []string{"%"}
	list := []ConditionInfo{
		{
			Name: "anaemia", Doc: "A low haemoglobin at a normal blood volume.", apply: applyAnaemia,
			Params: []Param{{Name: "hb", Doc: "haemoglobin", Units: []string{"g/dL"}, Min: 6, Max: 13, Required: true}},
		},
		{Name: "asthma", Doc: "Reactive airways: some obstruction, more in hard work and with an infection of the lungs.", apply: applyAsthma},
		{
			Name: "athlete", Doc: "Years of endurance training: the fitness, and the large heart and slow node that go with it.", apply: applyTraining,
			Params: []Param{{Name: "vo2max", Doc: "maximal oxygen uptake", Units: []string{"mL/kg/min"}, Min: 45, Max: 85, Default: "62 mL/kg/min"}},
		},
		{
			Name: "atrial-fibrillation", Doc: "Permanent atrial fibrillation: no atrial contraction, and irregular beats at the rate that the AV node lets through.", apply: applyFibrillation,
			Params: []Param{{Name: "rate_control", Doc: "share of the raised rate that drugs hold back", Units: percent, Min: 0, Max: 100, Default: "70%"}},
		},
		{
			Name: "ckd", Doc: "Chronic kidney disease: less filtration, so that water and salt are excreted slower, pressure is higher and haemoglobin lower.", apply: applyKidneyDisease,
			Params: []Param{{Name: "gfr", Doc: "glomerular filtration", Units: []string{"mL/min"}, Min: 8, Max: 90, Default: "30 mL/min"}},
		},
		{
			Name: "copd", Doc: "Chronic obstructive lung disease, by the share of FEV1 that is lost: obstruction, dead space, starved alveoli, and from 0.4 on chronic retention of CO2 with base that makes up for it.", apply: applyCOPD,
			Params: []Param{{Name: "severity", Doc: "FEV1 is 1 − 0.7·severity of the expected: GOLD 2 from 0.3, GOLD 3 from 0.7, GOLD 4 at 1", Kind: Number, Min: 0, Max: 1, Default: "0.5"}},
		},
		{Name: "denervated-heart", Doc: "A transplanted heart: no nerve reaches the sinus node.", apply: applyDenervated},
		{
			Name: "heart-failure", Doc: "A dilated left ventricle whose contractility is solved for the ejection fraction at rest, with retained volume.", apply: applyHeartFailure,
			Params: []Param{{Name: "ejection_fraction", Doc: "left ventricular ejection fraction at rest", Units: percent, Min: 20, Max: 50, Default: "35%"}},
		},
		{
			Name: "hypertension", Doc: "A raised set point of the baroreflex and narrowed arterioles.", apply: applyHypertension,
			Params: []Param{
				{Name: "rise", Doc: "rise of the set point of mean pressure without treatment", Units: []string{"mmHg"}, Min: 5, Max: 40, Default: "16 mmHg"},
				{Name: "control", Doc: "share of the rise that treatment holds back; it returns when doses are missed", Units: percent, Min: 0, Max: 100, Default: "0%"},
			},
		},
		{
			Name: "icd", Doc: "An implanted defibrillator with usual zones: it paces a ventricular tachycardia and shocks what does not end.", apply: applyDefibrillator,
		},
		{
			Name: "obesity", Doc: "A body mass index that the weight is raised to, with what it does to pressure; lungs, metabolism and blood follow the weight.", apply: applyObesity,
			Params: []Param{{Name: "bmi", Doc: "body mass index, kg/m2", Kind: Number, Min: 30, Max: 48, Default: "35"}},
		},
		{
			Name: "pacemaker", Doc: "An implanted pacemaker and what it is for: a slow sinus node (AAI), or complete AV block (VVI, DDD).", apply: applyPacemaker,
			Params: []Param{
				{Name: "mode", Doc: "chambers that it paces and senses", Kind: Choice, Choices: []string{"AAI", "VVI", "DDD"}, Default: "DDD"},
				{Name: "rate", Doc: "lower rate", Units: []string{"1/min"}, Min: 40, Max: 100, Default: "60 /min"},
				{Name: "capture", Doc: "share of its stimuli that capture", Units: percent, Min: 50, Max: 100, Default: "100%"},
			},
		},
		{Name: "pregnancy", Doc: "Pregnancy.", Refused: "the circulation of the placenta, and the blood volume and breathing that follow it, are not modelled"},
		{
			Name: "shunt", Doc: "A true right-to-left shunt in place of the normal one.", apply: applyShunt,
			Params: []Param{{Name: "fraction", Doc: "of cardiac output", Units: percent, Min: 0, Max: 60, Required: true}},
		},
		{Name: "type1-diabetes", Doc: "Diabetes without insulin of one's own, on the basal insulin that holds it; drawn from the cohort of the age.", apply: applyType1},
		{Name: "type2-diabetes", Doc: "Diabetes with resistance to insulin and a slow beta cell, untreated.", apply: applyType2},
	}
	data := measured()
	for i := range list {
		withData(data, list[i].Name, list[i].Params)
	}
	return list
}

func conditionByName(name string) (ConditionInfo, bool) {
	for _, c := range Conditions() {
		if c.Name == name {
			return c, true
		}
	}
	return ConditionInfo{}, false
}

func (c ConditionInfo) refusal(name string) string {
	if c.Name == "" {
		var names []string
		for _, k := range Conditions() {
			names = append(names, k.Name)
		}
		return "unknown condition" + meant(name, names)
	}
	return "not available: " + c.Refused
}

// BindCondition checks the parameters of a condition, every problem at once.
// Values are strings with a unit ("31%"), numbers or bools.
func BindCondition(name string, with map[string]any) (Condition, []ArgError) {
	kind, ok := conditionByName(name)
	if !ok || kind.apply == nil {
		return Condition{}, []ArgError{{Message: fmt.Sprintf("condition %q: %s", name, kind.refusal(name))}}
	}
	c := Condition{Name: name, Params: map[string]float64{}}
	bound, errs := bindParams(kind.Params, with)
	for i, p := range kind.Params {
		if bound[i].given {
			c.Params[p.Name] = bound[i].value
		}
	}
	return c, errs
}

func applyShunt(q *Patient, with map[string]float64) error {
	q.Respiration.Shunt = with["fraction"] / 100
	return nil
}

func applyAnaemia(q *Patient, with map[string]float64) error {
	q.Hb = with["hb"]
	q.Fluid.Hct = q.Hb / mchc
	return nil
}

func applyDenervated(q *Patient, _ map[string]float64) error {
	q.Innervation = 0
	return nil
}

// applyHypertension raises the set point and the resistance that holds it, and
// thickens the ventricle as far as the pressure rose.
func applyHypertension(q *Patient, with map[string]float64) error {
	rise, ok := with["rise"]
	if !ok {
		rise = 16
	}
	held := with["control"] / 100 * rise
	q.Treated.Pressure += held
	rise -= held
	share := rise / q.Reflex.Pn
	q.Reflex.Pn += rise
	q.Reflex.Pisch += 0.5 * rise // autoregulation of the brain moves up
	q.Conductance /= 1 + share
	q.Contractility *= 1 + 0.7*share
	q.Circulation.Pref += rise
	q.Circulation.Cpp /= 1 + share
	return nil
}

// applyHeartFailure dilates the left ventricle, retains volume and solves the
// contractility that gives the ejection fraction at rest, by bisection.
func applyHeartFailure(q *Patient, with map[string]float64) error {
	ef, ok := with["ejection_fraction"]
	if !ok {
		ef = 35
	}
	q.Treated.Salt, q.Treated.Nerves = 0.88, 2.2
	q.Circulation.Vulv *= 2.2
	q.Circulation.KElv *= 0.73
	q.BloodVolume *= 1.08
	low, high := math.Log(0.1), math.Log(3)
	for range 26 {
		mid := 0.5 * (low + high)
		q.Contractility = math.Exp(mid)
		b, err := New(q, DefaultEnvironment())
		if err != nil || 100*b.Flow.SV/b.Flow.EDV < ef {
			low = mid
		} else {
			high = mid
		}
	}
	b, err := New(q, DefaultEnvironment())
	if err != nil {
		return err
	}
	if got := 100 * b.Flow.SV / b.Flow.EDV; math.Abs(got-ef) > 0.5 {
		return fmt.Errorf("an ejection fraction of %g %% cannot be reached at rest, nearest is %.0f %%", ef, got)
	}
	return nil
}
