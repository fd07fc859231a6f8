package physiology

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/chemistry"
	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/exertion"
	"github.com/vitalfleet/vitalfleet/physiology/fluid"
	"github.com/vitalfleet/vitalfleet/physiology/infection"
	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/respiration"
	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

// Body is the state of one patient's body, a plain value: assigning it forks it.
// The first part is integrated; the second is the algebra of the first, kept so that
// a frame is read from the same pressures and flows that the next step uses.
type Body struct {
	Time        float64 // s since the start
	Vessels     circulation.State
	Reflex      reflex.State
	Lungs       respiration.State
	Blood       chemistry.State
	Heat        thermo.State
	Water       fluid.State
	Muscle      exertion.State
	Infection   infection.State
	Drugs       pharma.Cabinet
	Vital       Vital
	Tilt        float64 // sine of the body's angle, lagged
	Pool        float64 // blood pooled by posture, mL of unstressed volume
	Fever       float64 // offset of the temperature set point, degC
	ShuntDamage float64 // shunt that an insult made, 0..1
	Slow        float64 // s since the slow subsystems were stepped
	Rest        Rest
	Mood        Mood
	Fall        Fall
	Phase       float64       // of the body's clock, degC of set point
	Skin        float64       // blood flow of the skin, L/h/m2
	Kidney      fluid.Control // of the last step

	Tone  circulation.Tone
	Flow  circulation.Flow
	Gas   respiration.Gas
	Need  Metabolism
	Given Given
}

// Rest is the point that slow regulators hold to: the steady state of New.
type Rest struct {
	Fluid     fluid.Rest
	Blood     chemistry.State
	Flow      float64 // cardiac output, L/min
	PaCO2     float64 // mmHg
	Effort    float64 // of breathing
	PAP       float64 // mean pulmonary arterial pressure, mmHg
	Drive     float64 // sympathetic, logarithm of firing
	CVP       float64 // mmHg
	VO2, VCO2 float64 // mL/min
	Core      float64 // degC
	Rate      float64 // 1/min
	Wedge     float64 // mmHg
	Sweat     float64 // g/h/m2
	Skin      float64 // blood flow of the skin, L/h/m2
}

// Metabolism is what the tissues burn now.
type Metabolism struct {
	VO2, VCO2 float64 // mL/min, used and made
	Demand    float64 // mL/min, what they would use if they got it
	Shiver    float64 // mL/min, part of Demand
}

// Given is what the airway was given in the last step.
type Given struct {
	FiO2   float64 // 0..1 of dry gas
	PICO2  float32 // mmHg of carbon dioxide inspired
	Oxygen bool    // supplementary oxygen
}

// New is a body at rest, supine, awake and in steady state in an environment. Each
// subsystem's steady equations are solved: heat first, which fixes metabolism, then
// circulation and gas exchange in turn until they agree.
func New(p *Patient, env Environment) (Body, error) {
	if err := env.Check(); err != nil {
		return Body{}, err
	}
	var b Body
	b.Phase = env.phase(0)
	if err := b.restHeat(p, env); err != nil {
		return Body{}, fmt.Errorf("resting state at %g degC: %w", env.Temperature, err)
	}
	b.Water = fluid.State{Cells: p.Fluid.Hct * p.BloodVolume, Protein: 1}
	b.Vital = Vital{Awake: 1, Energy: 1}
	b.Vessels.Vsv = p.BloodVolume - p.Circulation.Vheart // all blood, not yet distributed
	if err := b.restFlow(p, env); err != nil {
		return Body{}, fmt.Errorf("resting state of %s, %g y, %g cm, %g kg: %w", p.Sex, p.Age, p.Height, p.Weight, err)
	}
	b.Vital.Awake = b.supplied(p)
	b.Rest.CVP, b.Rest.Wedge = b.Flow.Pra, b.Flow.Ppv
	b.Rest.Rate = 60 * b.Tone.Rate
	b.Rest.Fluid = fluid.Rest{
		Pcap: b.Flow.Psv + 0.15*(b.Flow.Psa-b.Flow.Psv), MAP: b.Flow.Psa, Plasma: p.BloodVolume - b.Water.Cells,
	}
	b.Given = Given{FiO2: airO2}
	b.Need = Metabolism{VO2: b.Rest.VO2, VCO2: b.Rest.VCO2, Demand: b.Need.Demand, Shiver: b.Need.Shiver}
	b.restBlood(p)
	return b, nil
}

// restHeat solves temperatures and the resting metabolism.
func (b *Body) restHeat(p *Patient, env Environment) error {
	air := thermo.Air{Temperature: env.Temperature, Humidity: env.Humidity, Clothing: env.Clothing}
	var err error
	b.Heat, err = thermo.Rest(&p.Thermo, air, b.Phase, func(core float64) float64 {
		return p.basal(core) * b.wakefulness() * wattPerVO2 / p.Thermo.Area
	})
	if err != nil {
		return err
	}
	h := thermo.Derive(&p.Thermo, &b.Heat, &air, p.basal(b.Heat.Core)*b.wakefulness()*wattPerVO2/p.Thermo.Area, 0, 0, b.Phase, 1)
	b.Need.Shiver = h.Shiver * p.Thermo.Area / wattPerVO2
	b.Rest.Sweat, b.Rest.Skin, b.Skin = h.Sweat, h.SkinBlood, h.SkinBlood
	b.Need.Demand = p.basal(b.Heat.Core)*b.wakefulness() + b.Need.Shiver
	b.Rest.Core = b.Heat.Core
	b.Rest.VO2 = b.Need.Demand
	b.Rest.VCO2 = b.Need.Demand * p.RQ
	return nil
}

// restFlow solves circulation and gas exchange together.
func (b *Body) restFlow(p *Patient, env Environment) error {
	in := respiration.Input{
		Q: 5.6 * p.Conductance, Hb: p.Hb, Temperature: b.Heat.Core, Open: 1, Alert: 1,
		PIO2: airO2 * (env.Pressure - vapour37),
	}
	ico := env.CO * 1e-6 * (env.Pressure - vapour37)
	saturation, bound := 0.97, 1.0                       // functional and fractional
	var before, gave float64                             // the last saturation but one, and what it gave
	b.Rest.PAP, b.Rest.Effort, b.Rest.Drive = 1e3, 1, 10 // nothing is above rest while rest is sought
	b.Gas.Lung.Narrow, b.Gas.PH, in.Base = p.Respiration.Narrow, 7.4, p.Respiration.Base
	for range 40 {
		b.Gas.SaO2 = saturation
		psa, err := b.restVessels(p, saturation)
		if err != nil {
			return err
		}
		in.Q, in.LowPressure = b.Flow.Ql*0.06, max(breathlessBelow-psa, 0)
		if b.Lungs, err = respiration.Rest(&p.Respiration, in, b.Lungs, b.Rest.VO2, b.Rest.VCO2, ico); err != nil {
			return err
		}
		b.Gas = respiration.Derive(&p.Respiration, &b.Lungs, &in, &b.Gas)
		b.Reflex = reflex.Rest(&p.Reflex, reflex.Input{P: psa, SaO2: b.Gas.SaO2})
		now := b.Gas.SaO2 * (1 - b.Lungs.COHb)
		uptake := b.Need.Demand * b.reach(0)
		short := math.Abs(uptake-b.Rest.VO2) > 1e-9*uptake
		b.Rest.VO2, b.Rest.VCO2 = uptake, uptake*p.RQ
		if !short && (math.Abs(now-bound) < 1e-9 && math.Abs(b.Gas.SaO2-saturation) < 1e-9 || min(now, bound, saturation) > 0.95) {
			return nil // nothing in the circulation depends on more saturation than that
		}
		next := b.Gas.SaO2
		if slope := (next - gave) / (saturation - before); gave > 0 && math.Abs(slope) < 0.9 {
			next = saturation + (next-saturation)/(1-slope) // secant
		}
		before, gave = saturation, b.Gas.SaO2
		saturation, bound = min(max(next, 0.01), 1), now
	}
	return nil
}

// restVessels solves the circulation for a saturation and gives its arterial pressure.
func (b *Body) restVessels(p *Patient, saturation float64) (float64, error) {
	tone := func(psa float64) circulation.Tone {
		b.Reflex = reflex.Rest(&p.Reflex, reflex.Input{P: psa, SaO2: saturation})
		return b.tone(p, &influence{})
	}
	pressure, flow := p.Reflex.Pn, 92*p.Conductance
	if b.Flow.Ql > 0 { // solved before, for another saturation
		pressure, flow = b.Flow.Psa, b.Flow.Ql
	}
	s, err := circulation.Rest(&p.Circulation, p.BloodVolume, pressure, flow, tone)
	if err != nil {
		return 0, err
	}
	b.Vessels = s
	psa := (s.Vsa - p.Circulation.Vusa) / p.Circulation.Csa
	b.Tone = tone(psa)
	b.Flow = circulation.Derive(&p.Circulation, &b.Vessels, &b.Tone)
	return psa, nil
}

const (
	airO2      = 0.2093
	vapour37   = 47.0        // mmHg of water in the airway
	wattPerVO2 = 20.3 / 60.0 // W per mL/min at an RQ of 0.82
)

// basal is the metabolism at rest without shivering, mL/min, at a core temperature:
// 11 % a degree.
func (p *Patient) basal(core float64) float64 {
	return p.BasalVO2 * math.Exp(0.1044*(core-refCore))
}
