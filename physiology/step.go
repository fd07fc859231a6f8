package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/circulation"
	"github.com/vitalfleet/vitalfleet/physiology/exertion"
	"github.com/vitalfleet/vitalfleet/physiology/fluid"
	"github.com/vitalfleet/vitalfleet/physiology/infection"
	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/respiration"
	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

const (
	slowStep = 10.0 // s between steps of heat, carbon monoxide and infection
	tauTilt  = 1.5  // s
	tauPool  = 20.0 // s

	breathlessBelow = 75.0 // mmHg, pressure under which the carotid bodies drive breathing
)

// Step advances the body by dt seconds, 0.05..1, under the inputs. It allocates
// nothing and never fails: what a body cannot survive is a state, not an error.
func (b *Body) Step(p *Patient, in *Inputs, dt float64) {
	in.shocked(b)
	now := in.gather(b, dt)
	if now.given || b.Drugs.Active != 0 {
		now.medicate(in, b, dt)
	}
	blood := b.Vessels.Volume(&p.Circulation)
	venous := b.exchange(p, in, &now, blood, dt)
	b.metabolise(p, &now, dt)
	b.react(p, &now, dt)
	b.breathe(p, &now, dt)
	b.regulate(p, &now, dt)
	circulation.Advance(&p.Circulation, &b.Vessels, &b.Tone, &b.Flow, venous, dt)
	b.Time += dt
	if b.Slow += dt; b.Slow >= slowStep-1e-9 {
		b.slow(p, in, &now, b.Slow)
		b.Slow = 0
		b.settle()
	}
	b.Vital.advance(b, p, &now, dt)
	b.Tone = b.tone(p, &now)
	b.Flow = circulation.Derive(&p.Circulation, &b.Vessels, &b.Tone)
	air := b.airway(p, &now)
	b.Gas = respiration.Derive(&p.Respiration, &b.Lungs, &air, &b.Gas)
	if b.incompatible() {
		b.Vital.stop(Asystole)
		b.Tone = b.tone(p, &now)
		b.Flow = circulation.Derive(&p.Circulation, &b.Vessels, &b.Tone)
	}
	b.Given = Given{FiO2: now.fio2, Oxygen: now.oxygen, PICO2: float32(now.pico2)}
}

// exchange is all fluid that enters and leaves: bleeding, infusions, filtration,
// urine, drink. It returns the net flow into the veins, mL/s.
func (b *Body) exchange(p *Patient, in *Inputs, now *influence, blood, dt float64) float64 {
	leak := infection.Derive(&b.Infection).Leak
	b.Kidney = b.kidney(p, now)
	f := fluid.Derive(&p.Fluid, &b.Water, &b.Rest.Fluid, &fluid.Input{Blood: blood, Psa: b.beyond(), Psv: b.Flow.Psv, Leak: leak, Kidney: b.Kidney})
	venous := fluid.Advance(&p.Fluid, &b.Water, &f, &b.Rest.Fluid, blood, dt)
	if now.exchange {
		venous += in.exchange(p, b, blood, dt) / dt
	}
	return venous
}

// metabolise finds what tissues burn: basal, shivering and exercise, as far as the
// blood brings it.
func (b *Body) metabolise(p *Patient, now *influence, dt float64) {
	exertion.Advance(&p.Exertion, &b.Muscle, now.work*b.Vital.stem()*(1-b.Vital.Glucopenia)*b.unspent(), b.Rest.VO2, dt)
	basal := p.basal(b.Heat.Core) * b.wakefulness() * now.asleep()
	b.Need.Demand = basal + b.Need.Shiver + b.Muscle.VO2
	b.Need.VO2 = b.Need.Demand * b.reach(b.Muscle.VO2/b.Need.Demand)
	b.Need.VCO2 = b.Need.VO2 * p.RQ
}

// airway is what the lungs are given.
func (b *Body) airway(p *Patient, now *influence) respiration.Input {
	blood := max(b.Vessels.Volume(&p.Circulation), 1)
	ill := infection.Derive(&b.Infection)
	return respiration.Input{
		Q:  b.Flow.Ql * 0.06,
		Hb: max(b.Water.Cells/blood*mchc, 0.01), Temperature: b.Heat.Core,
		PIO2: now.pio2, PICO2: now.pico2,
		Shunt: b.ShuntDamage + ill.Shunt + b.Water.Flooded(), Open: now.open,
		LowPressure: max(breathlessBelow-b.Flow.Psa, 0),
		Stagnant:    b.stagnant(),
		VCO2Extra:   b.Need.VCO2*ill.Drive - b.Rest.VCO2 + arousedDrive*b.Mood.aroused(),
		Alert:       b.Vital.stem(),
		Asleep:      b.Mood.Sleep,
		Base:        b.Blood.Base(p.Respiration.Base),
		Insult:      now.insult,
		Dilator:     now.drug.Bronchodilation,
		Opioid:      now.drug.Opioid,
		Hypnotic:    now.drug.Hypnotic,
		Tidal:       now.tidal, Breaths: now.rate, PEEP: now.peep,
	}
}

// breathe advances gas exchange and the drive to breathe.
func (b *Body) breathe(p *Patient, now *influence, dt float64) {
	air := b.airway(p, now)
	now.servo(b, dt)
	respiration.Advance(&p.Respiration, &b.Lungs, &b.Gas, &air, b.Need.VO2, b.Need.VCO2, dt)
}

// regulate advances posture and the reflexes.
func (b *Body) regulate(p *Patient, now *influence, dt float64) {
	b.Tilt += (1 - math.Exp(-dt/tauTilt)) * (now.tilt - b.Tilt)
	b.Pool += (1 - math.Exp(-dt/tauPool)) * (now.pool*p.Vessels - b.Pool)
	work := exertion.Derive(&p.Exertion, &b.Muscle, b.Rest.VO2)
	reflex.Advance(&p.Reflex, &b.Reflex, reflex.Input{
		P:       b.Flow.Psa - hydrostatic(p)*b.Tilt,
		Shift:   work.Reset + 40*b.Mood.Crisis + p.relapse(b.Mood.Missed) + b.pressureShift(p, &now.drug) - infection.Derive(&b.Infection).Blunt,
		Empty:   b.Rest.CVP - b.Flow.Pra + b.Tone.Chest,
		SaO2:    b.Gas.SaO2,
		Damped:  now.drug.ReflexLoss,
		Arousal: b.suffocating(b.arousal(p), &now.drug),
	}, dt)
	b.Mood.advance(now, dt)
	if now.crisis > 0 || b.Mood.Crisis > 0 {
		b.Mood.constrict(now.crisis, b.pressure(p, SBP), dt)
	}
	if b.Fever < now.fever {
		b.Fever = min(b.Fever+now.feverRate*dt, now.fever)
	} else {
		b.Fever = max(b.Fever-defervescence*dt, now.fever)
	}
}

const (
	defervescence = 1.0 / 3600 // degC/s
	sweatSodium   = 45.0       // mmol/L
	efficiency    = 0.3        // of muscle at most: what leaves as work was burnt
	arousedDrive  = 60.0       // mL/min of CO2 whose exercise drive a stressor's equals
)

// slow advances heat, carbon monoxide and infection by dt seconds.
func (b *Body) slow(p *Patient, in *Inputs, now *influence, dt float64) {
	alive := 1.0
	if b.Vital.Arrest {
		alive = 0
	}
	infection.Advance(&b.Infection, now.antibiotics, dt)
	ill := infection.Derive(&b.Infection)
	offset, leak := (b.Fever+ill.SetPoint+pneumonic*b.Lungs.Insult.Consolidation)*(1-now.drug.Antipyresis), ill.Leak
	warmth := (b.Need.VO2 - b.Need.Shiver) * wattPerVO2 / p.Thermo.Area
	b.Phase = in.Environment.phase(b.Time) * alive
	h := thermo.Derive(&p.Thermo, &b.Heat, &now.air, max(warmth, 0), min(now.watt, efficiency*b.Muscle.VO2*wattPerVO2)/p.Thermo.Area, offset, b.Phase, alive)
	thermo.Advance(&b.Heat, &h, dt)
	b.Skin = h.SkinBlood
	if sweat := h.Sweat - b.Rest.Sweat; sweat > 0 { // what rest sweats is drunk
		p.Fluid.Lose(&b.Water, sweat*p.Thermo.Area*dt/3600, sweatSodium)
	}
	b.Water.Congest(b.Flow.Ppv-b.Tone.Chest, b.Rest.Wedge, leak, dt)
	b.Need.Shiver = h.Shiver * p.Thermo.Area / wattPerVO2
	hb := b.Water.Cells * mchc / 100 // g
	respiration.AdvanceCO(&b.Lungs, b.Gas.VA, now.ico, max(hb, 1), dt)
}

// settle ends decays that nobody can see, before they become denormal numbers, which
// are slow.
func (b *Body) settle() {
	for _, x := range [...]*float64{&b.Tilt, &b.Pool, &b.Muscle.VO2, &b.Muscle.Opened, &b.ShuntDamage, &b.Vital.Injury, &b.Infection.Inflammation, &b.Infection.Leak} {
		if math.Abs(*x) < 1e-15 {
			*x = 0
		}
	}
}
