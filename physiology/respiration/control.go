package respiration

import "math"

const (
	tauCentral, tauDrive, tauDecline = 90.0, 12.0, 480.0 // s
	declineShare                     = 0.3               // of the hypoxic response that fades
	peripheralGain                   = 0.06              // per % below 97
	desaturationFrom                 = 97.0              // %
	lowPressure                      = 0.18              // L/min/mmHg: shock breathes faster
)

// Target is the ventilation that the chemoreflexes ask for, L/min.
func (p *Params) Target(central, paco2, sao2, decline float64, in *Input) float64 {
	low := max(desaturationFrom-100*sao2, 0)
	ve := p.VE0 + p.Gc*(central-p.CO2Set) + p.Gp*(1+peripheralGain*low)*(paco2-p.CO2Set) +
		p.HVR*(low-declineShare*decline)
	return min(max(ve*p.Scale+p.Kex*in.VCO2Extra+p.Scale*lowPressure*in.LowPressure, 0), p.MVV) * in.Alert
}

// control advances the chemoreflexes and the drive.
func (p *Params) control(s *State, g *Gas, in *Input, dt float64) {
	s.Central += (1 - math.Exp(-dt/tauCentral)) * (g.PaCO2 - s.Central)
	s.Decline += (1 - math.Exp(-dt/tauDecline)) * (max(desaturationFrom-100*g.SaO2, 0) - s.Decline)
	s.Drive += (1 - math.Exp(-dt/tauDrive)) * (p.Target(s.Central, g.PaCO2, g.SaO2, s.Decline, in) - s.Drive)
}

// Pattern splits a ventilation, L/min, into rate, 1/min, tidal volume, L, and
// alveolar ventilation, L/min. Tidal volume rises with the drive up to a limit;
// fever speeds the rate.
func (p *Params) Pattern(ve, temperature float64) (rr, vt, va float64) {
	const gasp = 0.3 // L/min, under which no breath is taken
	if ve < gasp {
		return 0, 0, 0
	}
	vt = min(p.VT0*p.Scale+0.022*ve, 2.6*p.Scale) / (1 + 0.05*max(temperature-37, 0))
	rr = ve / vt
	return rr, vt, max(ve-rr*p.VD, 0)
}
