// Package respiration is gas exchange and the control of breathing: one alveolar
// and one tissue compartment for O2 and CO2 with a true shunt, and a central and a
// peripheral chemoreflex that set rate and tidal volume.
//
// Sources: Grodins 1967, Khoo 1982 and Timischl 1998 (two compartments);
// Severinghaus JW, J Appl Physiol 46:599, 1979, doi:10.1152/jappl.1979.46.3.599 (O2
// curve); Kelman 1966; Read 1967 and Rebuck 1974 (slopes of the chemoreflexes);
// Easton 1986 (hypoxic decline); Coburn, Forster, Kane 1965 (carbon monoxide).
//
// Equations used (V in L, Q and ventilation in L/min, P in mmHg, contents in mL/L):
//
//	V·dPA/dt = VA·(PI − PA) + 0.863·Q·(1 − s)·(Cv − Cc)       both gases
//	VT·dCv/dt = Q·(Ca − Cv) ∓ metabolism                     both gases
//	Ca = (1 − s)·Cc + s·Cv
//	VE = basal + Gc·(Pc − 40) + Gp·(1 + 0.06·(97 − S))·(PaCO2 − 40) + hypoxic + exercise
//
// Illness of airways, lungs and vessels is in lung.go, scatter and diffusion in
// scatter.go, the work of breathing in mechanics.go, acid-base in acidbase.go.
//
// Validity: adults awake, PO2 up to 700 mmHg. Limits: scatter is three units, not a
// distribution; lung vessels do not narrow with hypoxia; a closed airway keeps the
// lung's volume.
package respiration

// Params are the constants of one patient's lungs and their control.
//
//	symbol  reference adult  unit               source
//	FRC     2.9              L                  ECSC 1993 · 0.90 supine
//	VtO2    4                L                  Timischl 1998 order, calibrated
//	VtCO2   15               L                  calibrated to Eger 1961
//	s       0.03             1                  West, normal shunt with scatter
//	VD      0.15             L                  2.2 mL/kg
//	VE0     6.3              L/min              Guyton
//	Gc      1.0              L/min/mmHg         Read 1967: total slope 1.45
//	Gp      0.45             L/min/mmHg         the same
//	HVR     0.8              L/min per %        Rebuck 1974
//	kex     0.0226           L/min per mL/min   Wasserman, isocapnic exercise
//	Raw     2                cmH2O·s/L          Otis 1950, with the upper airway
//	Ers     10               cmH2O/L            Otis 1950; lungs 5, chest 5
//	Pmax    100              cmH2O              Black and Hyatt 1969
//	Dead    0.06             1                  EtCO2 2.5 mmHg under PaCO2
type Params struct {
	FRC, VtO2, VtCO2 float64 // stores, L
	Shunt            float64 // true shunt, 0..1
	VD               float64 // dead space, L
	Scale            float64 // size of all ventilation, 1
	VE0, Gc, Gp, HVR float64 // resting ventilation and the gains on it, per Scale
	Kex              float64 // exercise drive, L/min per mL/min of CO2
	VT0              float64 // tidal volume at no drive, L per Scale
	MVV              float64 // maximal voluntary ventilation, L/min
	CO2Set           float64 // PaCO2 at which the chemoreflexes are silent, mmHg
	Base             float64 // standard base excess that the kidneys hold, mmol/L
	Low, Dead        float64 // share of flow with little air; of alveolar ventilation without flow
	Released         float64 // dead space that oxygen adds by opening vessels elsewhere, 1
	Raw, Ers, Trap   float64 // airway resistance, cmH2O·s/L; elastance, cmH2O/L; trapped pressure, cmH2O
	Shallow          float64 // factor on tidal volume
	Pmax             float64 // strength of the inspiratory muscles, cmH2O
	Narrow           float64 // relative rise of the resistance of lung vessels
	Reactivity       float64 // of the bronchi to much air and infection; 0 in health
}

// State is what is integrated.
type State struct {
	PAO2, PACO2 float64    // alveolar, mmHg
	CvO2, CvCO2 float64    // mixed venous and tissue contents, mL/L
	Central     float64    // PCO2 at the central chemoreceptors, mmHg
	Decline     float64    // lagged desaturation of the hypoxic decline, %
	Drive       float64    // ventilation that the drive asks for, L/min
	COHb        float64    // fraction of haemoglobin
	Finger      [3]float64 // functional saturation on its way to the fingertip, 0..1
	Brain       float64    // base excess at the central chemoreceptors, off the patient's own, mmol/L
	Fatigue     float64    // of the inspiratory muscles, 0..1
	Insult      Insult     // as far as it has come
}

// Input is what the rest of the body and the airway give.
type Input struct {
	Q           float64 // blood flow, L/min
	Hb          float64 // g/dL
	Temperature float64 // core, degC
	Base        float64 // standard base excess, mmol/L
	PIO2, PICO2 float64 // inspired, mmHg
	Shunt       float64 // added to that of Params
	Open        float64 // 1 open airway, 0 closed
	LowPressure float64 // mmHg of arterial pressure missing, felt by the carotid bodies
	Stagnant    float64 // share of the delivery of oxygen that is missing, felt by the carotid bodies, 0..1
	VCO2Extra   float64 // CO2 above rest, mL/min: the exercise drive
	Asleep      float64 // depth of sleep, 0..1
	Alert       float64 // 1 working brain stem, 0 none
	Opioid      float64 // share of the drive that opioids take, 0..1
	Hypnotic    float64 // the same of hypnotics
	Insult      Insult  // that the lungs are on the way to
	Dilator     float64 // bronchodilatation by drugs, 0..1
	Tidal       float64 // L, of a ventilator
	Breaths     float64 // 1/min, of a ventilator; 0: the patient breathes
	PEEP        float64 // cmH2O, end-expiratory pressure of a ventilator
}

// Gas is the algebra of a State: arterial gases and the pattern of breathing.
type Gas struct {
	PaO2, PaCO2, PH, HCO3 float64
	SaO2                  float64 // functional, 0..1
	CaO2, CaCO2           float64 // mL/L
	CcO2, CcO2Slope       float64 // of blood that leaves ideal alveoli, mL/L, mL/L/mmHg
	CcCO2                 float64
	LowO2, LowPO2         float64 // of blood that leaves starved alveoli, mL/L, mmHg
	LowCO2                float64
	PvO2                  float64 // a guess of the mixed venous PO2, mmHg
	CapPH                 float64 // pH of the blood that leaves ideal alveoli
	Bound                 float64 // CO2 that the base excess binds, mL/L
	VE, RR, VT, VA        float64 // L/min, 1/min, L, L/min
	EtCO2                 float64 // mmHg; 0 without breaths
	Effort                float64 // share of the muscles' strength that a breath takes
	Peak                  float64 // airway pressure of a ventilator, cmH2O; 0 without one
	Lung                  Lung
	Blood                 Blood
}

// opioidDepth is how much deeper opioids make breaths that they make rarer (Mildh 2001:
// the rate falls at lower concentrations than the minute volume).
const opioidDepth = 0.7

const stpd = 0.863 // mmHg·L(BTPS) per mL(STPD)

// Derive solves arterial blood and breathing pattern of a state; last is a Gas near the
// answer, for speed, and may be the zero value.
func Derive(p *Params, s *State, in *Input, last *Gas) (g Gas) {
	g.CapPH, _ = PH(s.PACO2, in.Base, last.CapPH)
	g.Bound = boundCO2(in.Base)
	g.Blood = NewBlood(in.Hb, s.COHb, g.CapPH, in.Temperature)
	g.Lung = p.lung(s, in)
	g.breathe(p, s, in)
	g.ideal(p, s, in, last)
	l := &g.Lung
	ideal := 1 - l.Shunt - l.Low
	g.CaO2 = ideal*g.CcO2 + l.Shunt*s.CvO2
	g.CaCO2 = ideal*g.CcCO2 + l.Shunt*s.CvCO2
	if l.Low > 0 {
		v := starved * g.VA / max(in.Q, 0.05)
		g.LowPO2, g.LowO2 = g.Blood.Unit(v, in.PIO2, s.CvO2, last.LowPO2)
		g.LowCO2 = unitCO2(v, in.PICO2, s.CvCO2, g.Blood.Saturation(g.LowPO2), g.Bound)
		g.CaO2 += l.Low * g.LowO2
		g.CaCO2 += l.Low * g.LowCO2
	}
	g.PaO2 = g.Blood.PO2(g.CaO2, last.PaO2)
	g.SaO2 = g.Blood.Saturation(g.PaO2)
	g.PaCO2 = max(PCO2(g.CaCO2, g.SaO2, g.Bound), 1)
	g.PH, g.HCO3 = PH(g.PaCO2, in.Base, last.PH)
	return g
}

// ideal is the blood that leaves alveoli with air and blood.
func (g *Gas) ideal(p *Params, s *State, in *Input, last *Gas) {
	cc, slope := g.Blood.O2(s.PAO2)
	lack, pvo2 := p.notReached(g.Blood, s.PAO2, cc, s.CvO2, in.Q, last.PvO2)
	g.PvO2 = pvo2
	g.CcO2, g.CcO2Slope = cc-lack*(cc-s.CvO2), slope*(1-lack)
	g.CcCO2 = CO2(s.PACO2, (cc-o2Dissolve*s.PAO2)/g.Blood.Capacity, g.Bound)
}

// breathe finds the pattern of breathing, the patient's own or a ventilator's.
func (g *Gas) breathe(p *Params, s *State, in *Input) {
	l := &g.Lung
	switch {
	case in.Breaths > 0:
		g.RR, g.VT = in.Breaths*in.Open, in.Tidal*in.Open
		g.VE = g.RR * g.VT
		g.Peak = l.peak(in)
	default:
		g.RR, g.VT = p.Pattern(min(s.Drive, l.Capacity)*in.Open, l.Shallow*(1+opioidDepth*in.Opioid), in.Temperature, in.Stagnant)
		g.VE = g.RR * g.VT
		if l.R > 1.5*normalRaw {
			g.Effort = min(p.effort(l, g.VE, g.VT), 1)
		}
	}
	g.VA = max(g.VE-g.RR*p.VD, 0) * (1 - l.Dead) / (1 - normalDead)
	if g.RR > 0 {
		g.EtCO2 = s.PACO2*(1-l.Dead) + in.PICO2*l.Dead
	}
}

// Advance moves the gas stores by dt seconds: vo2 and vco2 are what the tissues
// take and give, mL/min. Each store is linearly implicit in itself.
func Advance(p *Params, s *State, g *Gas, in *Input, vo2, vco2, dt float64) {
	h := dt / 60
	l := &g.Lung
	q := stpd * in.Q * (1 - l.Shunt - l.Low)
	va := g.VA * (1 - starved*l.Low)
	flow := va*(in.PIO2-s.PAO2) + q*(s.CvO2-g.CcO2)
	pao2 := s.PAO2 + h*flow/(p.FRC+h*(va+q*g.CcO2Slope))
	flow = va*(in.PICO2-s.PACO2) + q*(s.CvCO2-g.CcCO2)
	paco2 := s.PACO2 + h*flow/(p.FRC+h*(va+q*co2Slope))
	s.CvO2 += h * (in.Q*(g.CaO2-s.CvO2) - vo2) / (p.VtO2 + h*in.Q)
	s.CvCO2 += h * (in.Q*(g.CaCO2-s.CvCO2) + vco2) / (p.VtCO2 + h*in.Q)
	s.PAO2, s.PACO2 = max(pao2, 0), max(paco2, 0)
	s.CvO2, s.CvCO2 = max(s.CvO2, 0), max(s.CvCO2, 0)
	p.control(s, g, in, dt)
	p.tire(s, g, in, dt)
	s.onset(p, g, in, dt)
	carry(s, g.SaO2, in.Q, dt)
}

// carry moves arterial blood to the fingertip: three equal lags of together
// fingerDelay at a resting flow, longer when less flows.
func carry(s *State, saturation, q, dt float64) {
	const fingerDelay, restingFlow = 21.0, 5.5 // s, L/min
	k := elapsed(dt * 3 / fingerDelay * min(q/restingFlow, 2))
	for i := range s.Finger {
		saturation, s.Finger[i] = s.Finger[i], s.Finger[i]+k*(saturation-s.Finger[i])
	}
}

// SpO2 is the functional saturation at the fingertip, 0..1.
func (s *State) SpO2() float64 { return s.Finger[2] }

// SvO2 is the functional saturation of mixed venous blood, 0..1.
func (s *State) SvO2(b Blood) float64 { return b.Saturation(b.PO2(s.CvO2, 40)) }
