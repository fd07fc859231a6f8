package physiology

import (
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/fluid"
	"github.com/vitalfleet/vitalfleet/physiology/infection"
	"github.com/vitalfleet/vitalfleet/physiology/score"
)

// Observe writes the wanted signals into dst, which is at least as long. All of them
// are read from one state, so a frame is consistent in itself; it never writes to
// the body. Units are those of Signals.
func (b *Body) Observe(p *Patient, want []Signal, dst []float64) {
	for i, s := range want {
		dst[i] = b.value(p, s)
	}
}

// value is one signal: circulation here, the rest by subsystem.
func (b *Body) value(p *Patient, s Signal) float64 {
	f := &b.Flow
	switch s {
	case HR:
		return 60 * b.Tone.Rate
	case MAP:
		return f.Psa
	case SBP, DBP, PulsePressure, ShockIndex:
		return b.pressure(p, s)
	case CO, SV, EF, CompressionFlow:
		return b.output(s)
	case CVP:
		return f.Pra
	case PAPMean:
		return f.Ppa
	case PCWP:
		return f.Ppv
	case SVR:
		return b.resistance()
	case PulseRate:
		return b.pulseRate(p)
	case NEWS2, NEWS2Any3, NEWS2Scale2, MEWS, QSOFA, SIRS:
		return b.score(p, s)
	case Consciousness:
		return acvpu(b.alert())
	case GCS:
		return gcs(b.alert())
	case BISEffect:
		e := b.Drugs.Effect()
		return e.BIS()
	case Pain:
		return b.Mood.Pain
	case WBC:
		return b.Infection.WhiteCells()
	case Falls:
		return float64(b.Fall.Count)
	case Activity:
		return 1 + b.Muscle.VO2/b.Rest.VO2
	case Rhythm:
		return float64(b.Vital.rhythm())
	case Age:
		return p.Age
	case Lactate, BaseExcess, Potassium, Sodium, PeakPressure, ShuntFraction, DeadSpace, BreathingEffort:
		return b.chemical(p, s)
	}
	if s <= VCO2 {
		return b.breathing(s)
	}
	return b.house(p, s)
}

// breathing reads gas exchange.
func (b *Body) breathing(s Signal) float64 {
	g := &b.Gas
	switch s {
	case RR:
		return g.RR
	case VT:
		return 1000 * g.VT
	case VE:
		return g.VE
	case FiO2:
		return 100 * b.Given.FiO2
	case EtCO2:
		if g.RR == 0 {
			return 0
		}
		return g.EtCO2
	case PaO2:
		return g.PaO2
	case PaCO2:
		return g.PaCO2
	case PH:
		return g.PH
	case HCO3:
		return g.HCO3
	case SaO2:
		return 100 * g.SaO2 * (1 - b.Lungs.COHb)
	case SvO2:
		return 100 * b.Lungs.SvO2(g.Blood) * (1 - b.Lungs.COHb)
	case SpO2:
		return 100 * b.Lungs.SpO2()
	case COHb:
		return 100 * b.Lungs.COHb
	case VO2:
		return b.Need.VO2
	}
	return b.Need.VCO2
}

// house reads heat, water and blood.
func (b *Body) house(p *Patient, s Signal) float64 {
	blood := b.Vessels.Volume(&p.Circulation)
	hct := b.Water.Cells / max(blood, 1)
	switch s {
	case TempCore:
		return b.Heat.Core
	case TempSkin:
		return b.Heat.Skin
	case MetabolicRate:
		return b.Need.VO2 * wattPerVO2
	case UrineFlow:
		f := fluid.Derive(&p.Fluid, &b.Water, &b.Rest.Fluid, &fluid.Input{
			Blood: blood, Psa: b.beyond(), Psv: b.Flow.Psv, Leak: infection.Derive(&b.Infection).Leak, Kidney: b.Kidney,
		})
		return 60 * f.Urine
	case UrineVolume:
		return b.Water.Urine
	case Hct:
		return 100 * hct
	case Hb:
		return mchc * hct
	case BloodVolume:
		return blood
	case PlasmaVolume:
		return blood - b.Water.Cells
	case Weight:
		return p.Weight + (b.Water.In-b.Water.Out-b.Water.Urine)/1000
	}
	return 0
}

func (b *Body) pressure(p *Patient, s Signal) float64 {
	sbp, dbp := circulation.Pulse(&p.Circulation, &b.Flow, b.Tone.EmaxL)
	switch s {
	case SBP:
		return sbp
	case DBP:
		return dbp
	case PulsePressure:
		return sbp - dbp
	}
	if b.pulseRate(p) == 0 {
		return 0
	}
	return score.ShockIndex(60*b.Tone.Rate, sbp)
}

// resistance is (MAP − CVP)/CO, mmHg·min/L: the resistance that the flow of this
// frame meets; 0 when nothing flows.
func (b *Body) resistance() float64 {
	if b.Flow.Ql < 1e-6 || b.Tone.Rate == 0 {
		return 0
	}
	return (b.Flow.Psa - b.Flow.Pra) / (0.06 * b.Flow.Ql)
}

// pulseRate is the rate of beats that can be felt: a stroke of some millilitres.
func (b *Body) pulseRate(p *Patient) float64 {
	const palpable = 4.0 // mmHg of pulse pressure
	sbp, dbp := circulation.Pulse(&p.Circulation, &b.Flow, b.Tone.EmaxL)
	if sbp-dbp < palpable {
		return 0
	}
	return 60 * b.Tone.Rate
}
