package physiology

import (
	"fmt"
	"math"
)

// Baseline is vital signs at rest that were measured on a person; 0 is not known.
type Baseline struct {
	HR   float64 // 1/min
	MAP  float64 // mmHg
	SpO2 float64 // %
	RR   float64 // 1/min
	Core float64 // degC
}

// Personalised is the patient with the set points that give a baseline at rest in an
// environment: the period of the sinus node, the pressure that the baroreflex holds (and
// with it the resistance that keeps the flow), the shunt, the tidal volume and the set
// point of heat. What each signal follows from is moved until it agrees; a baseline that
// no set point reaches is an error that says which.
func (p Patient) Personalised(want Baseline, env Environment) (Patient, error) {
	var is Baseline
	for range 60 {
		b, err := New(&p, env)
		if err != nil {
			return p, fmt.Errorf("personalise: %w", err)
		}
		is = b.baseline(&p)
		if want.misses(is) == "" {
			return p, nil
		}
		p.toward(want, is)
	}
	return p, fmt.Errorf("personalise: %s", want.misses(is))
}

// baseline is what the body shows of it now.
func (b *Body) baseline(p *Patient) Baseline {
	var v [5]float64
	b.Observe(p, []Signal{HR, MAP, SpO2, RR, TempCore}, v[:])
	return Baseline{v[0], v[1], v[2], v[3], v[4]}
}

// misses names the first sign that is off, "" when none is.
func (want *Baseline) misses(is Baseline) string {
	for _, x := range []struct {
		name, unit       string
		want, is, within float64
	}{
		{"hr", "/min", want.HR, is.HR, 0.05},
		{"map", " mmHg", want.MAP, is.MAP, 0.1},
		{"spo2", " %", want.SpO2, is.SpO2, 0.05},
		{"rr", "/min", want.RR, is.RR, 0.05},
		{"temp_core", " degC", want.Core, is.Core, 0.1},
	} {
		if x.want != 0 && math.Abs(x.want-x.is) > x.within {
			return fmt.Sprintf("%s of %.4g%s at rest: the nearest that these bodies come to is %.4g", x.name, x.want, x.unit, x.is)
		}
	}
	return ""
}

// toward moves each set point by what its sign is off.
func (p *Patient) toward(want, is Baseline) {
	if want.HR > 0 && is.HR > 0 {
		p.Reflex.T0 = max(p.Reflex.T0+0.8*(60/want.HR-60/is.HR), 0.15)
	}
	if want.MAP > 0 {
		rise := 0.8 * (want.MAP - is.MAP)
		share := rise / p.Reflex.Pn
		p.Reflex.Pn += rise
		p.Reflex.Pisch += 0.5 * rise
		p.Conductance /= 1 + share
		p.Circulation.Pref += rise
	}
	if want.SpO2 > 0 {
		lacking := max(100-want.SpO2, 0.05) / max(100-is.SpO2, 0.05)
		p.Respiration.Shunt = min(max(p.Respiration.Shunt*math.Pow(lacking, 0.7), 0.001), 0.4)
	}
	if want.RR > 0 && is.RR > 0 {
		p.Respiration.VT0 *= math.Pow(is.RR/want.RR, 0.8)
	}
	if want.Core > 0 {
		// Within the zone of comfort the balance of heat says more than the set point.
		rise := min(max(want.Core-is.Core, 36-p.Thermo.CoreSet), 38.5-p.Thermo.CoreSet)
		p.Thermo.CoreSet += rise
		p.Thermo.SkinSet += rise
	}
}
