package respiration

const (
	sleepSet                         = 5.0               // mmHg that deep sleep lets PaCO2 rise (Douglas 1982: 3-6)
	tauCentral, tauDrive, tauDecline = 90.0, 12.0, 480.0 // s
	tauBrain                         = 3 * 3600.0        // s, bicarbonate into the brain's fluid
	declineShare                     = 0.3               // of the hypoxic response that fades
	peripheralGain                   = 0.06              // per % below 97
	desaturationFrom                 = 97.0              // %
	wakeful                          = 4.0               // L/min, drive of the awake brain, that drugs take first
	lowPressure                      = 0.18              // L/min/mmHg: shock breathes faster
	stagnant, panting                = 10.0, 1.3         // L/min and relative rate for all oxygen delivery that is missing
)

// Target is the ventilation that the chemoreflexes and the urge from the chest ask for,
// L/min, up to the maximal voluntary one. Work doubles the answer to hypoxia (Weil JV et
// al, J Appl Physiol 33:813, 1972).
func (p *Params) Target(central, paco2, sao2, decline, brain, urge float64, in *Input) float64 {
	set := p.CO2Set + sleepSet*in.Asleep
	low := max(desaturationFrom-100*sao2, 0)
	left := (1 - in.Opioid) * (1 - in.Hypnotic)
	ve := p.VE0 - wakeful*(1-left) + p.Gc*(central-set-compensation(brain)) +
		p.Gp*(1+peripheralGain*low)*(paco2-set-compensation(in.Base-p.Base)) +
		p.HVR*(low-declineShare*decline)*(1+min(max(in.VCO2Extra/1000, 0), 1)) + urge
	return min(max(ve*p.Scale+p.Kex*in.VCO2Extra+p.Scale*(lowPressure*in.LowPressure+stagnant*in.Stagnant), 0), p.MVV) * in.Alert * left
}

// elapsed is the share 1 − e^−x of a first order lag that is over after x time constants,
// by a Padé approximation: within 0.1 % for x under 1, and a fifth of the time.
func elapsed(x float64) float64 { return x / (1 + x*(0.5+x/12)) }

// control advances the chemoreflexes and the drive.
func (p *Params) control(s *State, g *Gas, in *Input, dt float64) {
	s.Central += elapsed(dt/tauCentral) * (g.PaCO2 - s.Central)
	s.Decline += elapsed(dt/tauDecline) * (max(desaturationFrom-100*g.SaO2, 0) - s.Decline)
	s.Brain += dt / (tauBrain + dt) * (in.Base - p.Base - s.Brain)
	target := p.Target(s.Central, g.PaCO2, g.SaO2, s.Decline, s.Brain, g.urge(), in)
	s.Drive += elapsed(dt/tauDrive) * (target - s.Drive)
}

// urge is the drive, L/min of the reference adult, from the lungs' receptors and from
// the load that muscles feel.
func (g *Gas) urge() float64 {
	const felt, whole, most = 0.10, 0.30, 4.0 // shares of the strength; L/min
	return g.Lung.Irritant + most*min(max((g.Effort-felt)/whole, 0), 1)
}

// Pattern splits a ventilation, L/min, into rate, 1/min, and tidal volume, L. Tidal
// volume rises with the drive up to a limit and is smaller in a loaded chest; fever
// speeds the rate, and so does shock, at a cost of dead space (classes II and III of ATLS
// breathe 20-30 and 30-40 a minute). No rate is higher than 60 a minute.
func (p *Params) Pattern(ve, shallow, temperature, stagnant float64) (rr, vt float64) {
	const gasp, fastest = 0.3, 60.0 // L/min, under which no breath is taken; 1/min
	if ve < gasp {
		return 0, 0
	}
	vt = min(p.VT0*p.Scale+0.022*ve, 2.6*p.Scale) * shallow / ((1 + 0.05*max(temperature-37, 0)) * (1 + panting*stagnant))
	return min(ve/vt, fastest), vt
}
