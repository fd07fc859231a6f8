package physiology

import (
	"math"
	"math/bits"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/thermo"
)

// influence is what all actions in force do to causes during one step. Of two
// actions on the same cause the later begun wins; bleeds and infusions add up.
type influence struct {
	fio2, pio2, pico2, ico float64 // 0..1, mmHg, mmHg, mmHg
	air                    thermo.Air
	open                   float64 // airway, 0..1
	tilt, pool             float64 // sine of the angle; mL of the reference adult
	work, watt             float64 // mL/min above rest; W that leave the body
	fever, feverRate       float64 // degC, degC/s
	target                 float64 // saturation of the servo, 0: none
	antibiotics, exchange  bool
	oxygen                 bool
	given                  bool          // drugs are being given
	drug                   pharma.Effect // of all drugs in the body
	beating                rhythm.Beating
	whole
	breath
}

// tauShunt is the recovery of lungs that an insult shunted, s, and servoLag the
// speed of the servo that shunts them.
const tauShunt, servoLag = 60.0, 4.0

// gather ends the actions whose time is over and sums up the others.
func (in *Inputs) gather(b *Body, dt float64) (n influence) {
	env := &in.Environment
	n.open, n.fio2 = 1, airO2
	if b.Vital.Arrest || !in.arrested() { // else the heart has not heard yet that it beats again
		n.beating = in.Beating
	}
	n.air = thermo.Air{Temperature: env.Temperature, Humidity: env.Humidity, Clothing: env.Clothing}
	pressure, fico2, gasCO := env.Pressure, 0.0, 0.0
	var order [12]uint32 // serial of the action that set a cause last
	for active := in.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros16(active)
		s := &in.Slots[i]
		if b.Time >= s.Until-1e-9 || s.ended(b) {
			in.release(b, i)
			continue
		}
		cause := causeOf[s.Args.Kind]
		if cause != 0 && order[cause] > s.Serial {
			continue
		}
		order[cause] = s.Serial
		x := &s.Resolved
		switch s.Args.Kind {
		case doHemorrhage, doFluids:
			n.exchange = true
		case doOxygen:
			n.fio2, fico2, gasCO, n.oxygen = x[0], 0, 0, x[0] > airO2+0.005
		case doInspiredGas:
			n.fio2, fico2, gasCO, n.oxygen = x[0], x[1], x[2], x[0] > airO2+0.005
		case doHypoxia:
			n.target = x[2] + (x[0]-x[2])*min((b.Time+dt-s.Start)/x[1], 1)
		case doAltitude:
			pressure = x[0]
		case doClimate:
			n.air.Temperature, n.air.Humidity = x[0], x[1]
		case doFever:
			n.fever, n.feverRate = x[0], x[1]
		case doExercise:
			n.work, n.watt = x[0], x[1]
		case doPosture:
			n.tilt, n.pool = x[0], x[1]
		case doApnoea:
			n.open = min(n.open, 1-x[0])
		case doTreatSepsis:
			n.antibiotics = n.antibiotics || x[3] != 0
			n.exchange = true
		case doDrug, doTarget:
			n.given = n.given || x[2] != noCabinet
		default:
			n.act(b, s)
			n.lungs(b, s)
		}
	}
	if n.press > 0 && n.breaths && n.rate == 0 && b.Vital.Arrest {
		n.tidal, n.rate = rescueTidal, rescueRate
	}
	if n.insult.Upper > closed {
		n.open = 0
	}
	if n.tube {
		n.open, n.insult.Upper = 1, 0
	}
	if n.vented > 0 {
		n.fio2, fico2, gasCO, n.oxygen = n.vented, 0, 0, n.vented > airO2+0.005
	}
	dry := pressure - vapour37
	around := (env.CO + n.monoxide) * min((1-n.fio2)/(1-airO2), 1) // oxygen takes the place of air
	n.pio2, n.pico2, n.ico = n.fio2*dry, fico2*dry, (around+gasCO)*1e-6*dry
	return n
}

// causeOf groups the kinds that exclude each other; 0 adds up.
var causeOf = [kindCount]uint8{
	doOxygen: 1, doInspiredGas: 1, doHypoxia: 2, doAltitude: 3, doClimate: 4,
	doFever: 5, doExercise: 6, doPosture: 7, doTreatSepsis: 0,
	doHeat: 4, doCold: 4, doImmersion: 4, doPace: 8, doCPR: 9, doFall: 7, doVentilate: 10, doCough: 11,
}

// exchange bleeds and infuses for dt seconds and returns the net volume, mL, that
// enters the veins. Bleeding fades when the pressure that drives it is gone and never
// takes more than a tenth of the venous blood a second.
func (in *Inputs) exchange(p *Patient, b *Body, blood, dt float64) (net float64) {
	most := 0.1 * b.Vessels.Vsv * dt
	for active := in.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros16(active)
		s := &in.Slots[i]
		ml := min(s.Resolved[1]*dt, s.Resolved[0]-s.Done)
		switch s.Args.Kind {
		case doHemorrhage:
			ml = min(ml*min(max(b.Flow.Psa/25, 0), 1), most)
			most -= ml
			b.Water.Bleed(ml, blood)
			net -= ml
		case doFluids, doTreatSepsis:
			c := infusates[int(s.Resolved[2])]
			b.Water.Infuse(ml, c.cells, c.protein, &b.Rest.Fluid)
			net += ml
		case doDrink:
			b.Water.Drink(ml, s.Resolved[2])
		case doDehydration:
			p.Fluid.Lose(&b.Water, ml, s.Resolved[2])
		default:
			continue
		}
		if s.Done += ml; s.Done >= s.Resolved[0]-1e-9 && s.Args.Kind != doTreatSepsis && s.Args.Kind != doDehydration {
			in.release(b, i)
		}
	}
	return net
}

// infusates are what fluids are made of, in the order of the choices: red cells as a
// share and protein relative to plasma's. Blood is whole blood of haematocrit 0.40.
var infusates = [...]struct{ cells, protein float64 }{{0, 0}, {0, 1}, {0.40, 1}}

// servo moves the shunt that an insult made: to where arterial saturation meets the
// target, or, without a target, back to health.
func (n *influence) servo(b *Body, dt float64) {
	if n.target == 0 {
		if b.ShuntDamage != 0 {
			b.ShuntDamage *= math.Exp(-dt / tauShunt)
		}
		return
	}
	g := &b.Gas
	want := g.Blood.Capacity*n.target + 0.03*g.PaO2
	own := g.Lung.Shunt - b.ShuntDamage
	need := (g.CcO2-want-g.Lung.Low*(g.CcO2-g.LowO2))/max(g.CcO2-b.Lungs.CvO2, 5) - own
	const most = 0.75
	b.ShuntDamage += (1 - math.Exp(-dt/servoLag)) * (min(max(need, 0), most) - b.ShuntDamage)
}
