package physiology

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/reflex"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// whole is what the actions on heart, person and water do to causes during one step.
type whole struct {
	arrest           Pulseless // rhythm that holds the heart still
	press, pressRate float64   // force of compressions 0..1, and their rate, 1/s
	breaths          bool      // rescue breaths with them
	paced            float64   // 1/min
	node             float64   // rate that the sinus node reaches at most, 1/min; 0 is healthy
	crisis           float64   // mmHg of systolic pressure that vessels are driven to; 0 is none
	blocked          float64   // share of the left ventricle without blood
	sleep            float64   // depth, 0..1
	chest, belly     float64   // pressure in the chest and on the veins outside it, mmHg
	stress, pain     float64   // 0..1; 0..10
	icy              bool      // a hand in ice water
	immersed         bool
	loss, lossSodium float64 // mL/s and mmol/L that leave the body
	withheld         bool    // drinks no more than the urine
	dry, saltless    bool    // no water, no salt
	diet             float64 // salt eaten relative to the usual
	missed           float64 // of the treatment, 0..1
	avid             float64 // avidity for salt that comes with it, in anybody, 0..1
	load, loading    float64 // of potassium, mmol/L, and its rate, mmol/L/s
	loop             float64 // effect of loop diuretics: urine, multiples of the resting flow
}

// act adds what one action in force does.
func (n *influence) act(b *Body, s *Slot) {
	x := &s.Resolved
	switch s.Args.Kind {
	case doArrest:
		n.arrest = Pulseless(x[0])
	case doRhythm:
		if x[1] != 0 {
			n.arrest = Pulseless(x[2])
		}
		if rhythm.Code(x[0]) == rhythm.CPR {
			n.press, n.pressRate = 1, or(x[3], 110)/60
		}
	case doCPR:
		n.press, n.pressRate, n.breaths = x[0], x[1], x[2] != 0
	case doPace:
		n.paced = x[0]
	case doBradycardia:
		n.node = x[0] + (x[2]-x[0])*max(1-(b.Time-s.Start)/x[1], 0)
	case doCrisis:
		n.crisis = x[0] + (x[2]-x[0])*max(1-(b.Time-s.Start)/x[1], 0)
	case doCoronary:
		n.blocked = x[0]
		n.pain = max(n.pain, 2+6*x[0])
	case doHyperkalaemia:
		n.load += x[0] * min((b.Time-s.Start)/x[1], 1)
		if b.Time < s.Start+x[1] {
			n.loading += x[0] / x[1]
		}
	case doHeat, doCold:
		n.air.Temperature, n.air.Humidity = x[0], x[1]
	case doImmersion:
		n.air.Temperature, n.air.Humidity, n.air.Water, n.immersed = x[0], 100, true, true
	case doSleep:
		n.sleep = max(n.sleep, x[0])
	case doValsalva:
		n.chest, n.belly, n.open = x[0], 0.8*x[0], 0
	case doStress:
		n.stress = max(n.stress, x[0])
	case doPain:
		n.pain = max(n.pain, x[0])
	case doFall:
		n.tilt, n.pool, n.pain = 0, 0, max(n.pain, x[0])
	case doColdPressor:
		n.icy, n.pain = true, max(n.pain, 5)
	default:
		n.drinkOrLose(s)
	}
}

// drinkOrLose adds what actions do to water, salt and treatment.
func (n *influence) drinkOrLose(s *Slot) {
	x := &s.Resolved
	switch s.Args.Kind {
	case doDehydration:
		n.withheld = true
		if s.Done < x[0] {
			n.loss, n.lossSodium = n.loss+x[1], x[2]
			n.exchange = true
		}
	case doDrink:
		n.exchange = true
	case doFast:
		n.saltless, n.dry = true, n.dry || x[0] == 0
	case doDecompensation:
		n.diet = max(n.diet, x[0])
		n.missed, n.avid = max(n.missed, x[1]), 0.5
	case doStopTreatment, doNonAdherence:
		n.missed = max(n.missed, x[0])
	}
}

// resolveWhole turns the arguments of these actions into units of the models; what
// happens in an instant happens here.
func (s *Slot) resolveWhole(p *Patient, b *Body, lasting float64) error {
	a, x := &s.Args, &s.Resolved
	switch a.Kind {
	case doArrest:
		x[0] = a.or("rhythm", 0) + 1
		b.Vital.stop(Pulseless(x[0]))
		if x[1] = 1; math.IsInf(lasting, 1) {
			x[1], s.Until = 0, b.Time
		}
	case doRhythm:
		s.resolveRhythm(b, math.IsInf(lasting, 1))
	case doDefibrillate:
		b.shock(a.or("energy", 200))
		s.Until = b.Time
	case doBradycardia:
		*x = [4]float64{a.or("target_hr", 38), max(a.or("ramp", 60), 1), max(60*b.Tone.Rate, a.or("target_hr", 38))}
	case doCrisis:
		sbp := b.pressure(p, SBP)
		*x = [4]float64{max(a.or("target_sbp", 210), sbp), max(a.or("ramp", 600), 1), sbp}
	case doCPR:
		s.resolveCPR()
	case doPace:
		x[0] = a.or("rate", 0)
	case doCoronary:
		x[0] = a.or("severity", 0)
	case doHyperkalaemia:
		rise := max(a.or("level", 0)-b.Blood.Potassium, 0) + a.or("rise", 0)
		*x = [4]float64{rise, max(a.or("over", 1800), 1)}
	case doHeat, doCold, doImmersion:
		*x = [4]float64{a.or("temperature", 22), a.or("humidity", 50)}
	case doSleep:
		x[0] = a.or("depth", 0.8)
	case doValsalva:
		x[0] = a.or("pressure", 40)
		if math.IsInf(lasting, 1) {
			s.Until = b.Time + 15
		}
	case doStress:
		x[0] = a.or("level", 0.5)
	case doPain:
		x[0] = a.or("score", 0)
	case doFall:
		x[0] = math.Min(2+0.5*a.or("impact", 4), 8)
		b.Fall = Fall{At: b.Time, Impact: a.or("impact", 4), Count: b.Fall.Count + 1}
	case doEndotoxin:
		b.Infection.Inject(a.or("dose", 0))
		s.Until = b.Time
	default:
		s.resolveWater(p)
	}
	return nil
}

func (s *Slot) resolveCPR() {
	a := &s.Args
	rate, depth := a.or("rate", 110), a.or("depth", 5)
	// Five centimetres are full force; above 125 a minute the chest does not refill.
	force := math.Min(depth/5, 1.1) * a.or("quality", 1) * math.Min(1, 125/rate)
	s.Resolved = [4]float64{force, rate / 60, a.or("breaths", 1)}
}

func (s *Slot) resolveWater(p *Patient) {
	a, x := &s.Args, &s.Resolved
	switch a.Kind {
	case doDehydration:
		total := a.or("deficit", 0) / 100 * p.Weight * 1000
		*x = [4]float64{total, total / math.Max(a.or("over", day), 1), a.or("sodium", 70)}
	case doDrink:
		total := a.or("volume", 0)
		*x = [4]float64{total, total / math.Max(a.or("over", 1800), 1), a.or("sodium", 0)}
	case doFast:
		x[0] = a.or("water", 1)
	case doDecompensation:
		*x = [4]float64{a.or("salt", 2), 1 - a.or("diuretic", 0)}
	case doStopTreatment:
		x[0] = 1
	case doNonAdherence:
		x[0] = a.or("missed", 0) / 100
	}
}

// Fall is the last fall of the person, for accelerometers.
type Fall struct {
	At     float64 // s, body time
	Impact float64 // g
	Count  uint16  // falls since the start
}

// arousal is what stress, pain and sleep make of the reflexes. The sizes are
// calibrated: a laboratory stressor raises pressure by 15/8 mmHg and the heart rate by
// 10-25 /min (Herd JA, Physiol Rev 71:305, 1991; Wilkinson DJ, 1998), the cold
// pressor test by 15-25 mmHg mostly by resistance (Victor RG, Hypertension 9:429,
// 1987); sleep lowers pressure by 10-20 % and rate by 5-15 /min (Trinder J, J Sleep
// Res 10:253, 2001; Bloomfield D, Park A, 2015).
func (b *Body) arousal(p *Patient) reflex.Arousal {
	awake := 1 - b.Mood.Sleep
	up := b.Mood.aroused() * awake * b.Vital.stem()
	return reflex.Arousal{
		Sympathetic: 1.5*up - 1.2*b.Mood.Sleep + p.Treated.Nerves*b.Mood.Missed,
		Vagal:       9.0*up - 1.5*b.Mood.Sleep + 5*p.Treated.Nerves*b.Mood.Missed,
		Reset:       12*up - 13*b.Mood.Sleep + 6*p.Treated.Nerves*b.Mood.Missed,
	}
}

// aroused is stress and pain together, 0..1 and a little more.
func (m *Mood) aroused() float64 { return m.Stress + 0.07*m.Pain }

// Mood is how awake, stressed and in pain the person is, lagged.
type Mood struct {
	Sleep, Stress, Pain, Icy float64 // 0..1, 0..1, 0..10, 0..1
	Missed                   float64 // share of the treatment's effect that wore off, 0..1
	Crisis                   float64 // logarithm of the resistance that a crisis adds, 0..1.4
}

// advance follows what is asked for within seconds, minutes for sleep and days for
// treatment.
func (m *Mood) advance(n *influence, dt float64) {
	const tauSleep, tauStress, tauPain, tauTreat = 600.0, 20.0, 8.0, 1.0 * day
	if n.sleep == 0 && m.Sleep > 0 { // waking is quicker than falling asleep
		m.Sleep *= math.Exp(-dt / 120)
	} else if n.sleep != m.Sleep {
		m.Sleep += (1 - math.Exp(-dt/tauSleep)) * (n.sleep - m.Sleep)
	}
	approach(&m.Stress, n.stress, dt/tauStress)
	approach(&m.Pain, n.pain, dt/tauPain)
	icy := 0.0
	if n.icy {
		icy = 1
	}
	approach(&m.Icy, icy, dt/tauStress)
	approach(&m.Missed, n.missed, dt/tauTreat)
}

// constrict moves the resistance of a crisis to where systolic pressure meets its target.
func (m *Mood) constrict(target, sbp, dt float64) {
	const tauServo, tauOpen, most = 25.0, 300.0, 1.4
	switch {
	case target > 0:
		m.Crisis = min(max(m.Crisis+dt/tauServo*2*(target-sbp)/target, 0), most)
	case m.Crisis > 1e-9:
		m.Crisis *= math.Exp(-dt / tauOpen)
	default:
		m.Crisis = 0
	}
}

// approach is a first-order lag over h time constants that comes to rest.
func approach(x *float64, goal, h float64) {
	switch d := goal - *x; {
	case d == 0:
	case math.Abs(d) < 1e-9:
		*x = goal
	default:
		*x += (1 - math.Exp(-h)) * d
	}
}
