package circulation

import (
	"errors"
	"math"
)

// ErrNoRest says that no steady state was found.
var ErrNoRest = errors.New("circulation: no steady state with this volume and tone")

// Rest solves the steady state of a blood volume, mL, with a tone that depends on
// the arterial pressure: all four flows are equal and the reservoirs hold the blood.
// Newton's method on arterial pressure and flow; start is a flow near the answer.
func Rest(p *Params, volume, pressure, start float64, tone func(psa float64) Tone) (State, error) {
	x := [2]float64{pressure, start}
	s, r := steady(p, volume, x, tone)
	for range 60 {
		if math.Abs(r[0]) < 1e-9 && math.Abs(r[1]) < 1e-7 {
			return s, nil
		}
		const hp, hq = 1e-4, 1e-4
		_, a := steady(p, volume, [2]float64{x[0] + hp, x[1]}, tone)
		_, b := steady(p, volume, [2]float64{x[0], x[1] + hq}, tone)
		j00, j01 := (a[0]-r[0])/hp, (b[0]-r[0])/hq
		j10, j11 := (a[1]-r[1])/hp, (b[1]-r[1])/hq
		det := j00*j11 - j01*j10
		dp := (r[0]*j11 - r[1]*j01) / det
		dq := (r[1]*j00 - r[0]*j10) / det
		shrink := 1 / math.Max(1, math.Max(math.Abs(dp)/15, math.Abs(dq)/15))
		x[0] = math.Max(x[0]-dp*shrink, 20)
		x[1] = math.Max(x[1]-dq*shrink, 5)
		s, r = steady(p, volume, x, tone)
	}
	if math.Abs(r[0]) < 1e-4 && math.Abs(r[1]) < 1e-2 {
		return s, nil
	}
	return State{}, ErrNoRest
}

// steady walks once around the circulation at arterial pressure x[0] and flow x[1]:
// the residuals are the pulmonary pressure drop that is left over and the blood.
func steady(p *Params, volume float64, x [2]float64, tone func(float64) Tone) (State, [2]float64) {
	psa, q := x[0], x[1]
	t := tone(psa)
	share := filled(p, &t) * (1 - t.Atria)
	sv := q / t.Rate
	psv := psa - t.R*q
	pra := psv - p.Rv*q
	// Below the vein's floor the filling curve goes on as its tangent, to guide Newton back.
	eqR := math.Log(1+math.Max(pra, 0)/p.P0)/p.KErv + math.Min(pra, 0)/(p.KErv*p.P0)
	ppa := (eqR - sv/share - p.Vurv) * t.EmaxR / pesR
	eqL := p.Vulv + pesL*psa/t.EmaxL + sv/share
	ppv := p.P0 * (math.Exp(math.Min(p.KElv*eqL, 6)) - 1)
	s := State{
		Vsa: p.Vusa + p.Csa*psa,
		Vsv: t.Vusv + p.Csv*psv,
		Vpa: p.Vupa + p.Cpa*(ppv+recruited(p, q)*(1+t.Narrow)*q),
		Vpv: p.Vupv + p.Cpv*ppv,
	}
	return s, [2]float64{ppa - ppv - recruited(p, q)*(1+t.Narrow)*q, s.Volume(p) - volume}
}
