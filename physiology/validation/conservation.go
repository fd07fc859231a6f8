package validation

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// still makes the reference adult at rest.
func still() (physiology.Patient, physiology.Body, physiology.Inputs, error) {
	p := Plan{Who: adult()}
	q, b, err := p.subject()
	return q, b, physiology.NewInputs(physiology.DefaultEnvironment()), err
}

// waterBalance rests for 30 days, or those of the options, and gives the largest error of blood + interstitium
// + urine − intake + loss, mL.
func waterBalance(opt Options) (float64, error) {
	q, b, in, err := still()
	if err != nil {
		return 0, err
	}
	total := func() float64 {
		return b.Vessels.Volume(&q.Circulation) + b.Water.Interstitial + b.Water.Urine - b.Water.In + b.Water.Out
	}
	start, worst := total(), 0.0
	for range opt.Days * 24 {
		for range int(math.Round(hour / opt.Step)) {
			b.Step(&q, &in, opt.Step)
		}
		worst = max(worst, math.Abs(total()-start))
	}
	return worst, nil
}

// fick is the largest |VO2 − CO·(CaO2 − CvO2)|/VO2 of three steady states, %.
func fick(opt Options) (float64, error) {
	worst := 0.0
	for _, events := range [][]Event{
		nil,
		{{Do: "patient.altitude", With: with{"altitude": "3000 m"}}},
		{{Do: "patient.fever", With: with{"rise": "1.5 degC", "ramp": "1h"}}},
	} {
		p := Plan{Who: adult(), Events: events}
		bound, err := p.bind()
		if err != nil {
			return 0, err
		}
		q, b, in, err := still()
		if err != nil {
			return 0, err
		}
		for _, a := range bound {
			if _, err := in.Begin(&q, &b, a, math.Inf(1)); err != nil {
				return 0, err
			}
		}
		for range int(math.Round(8 * hour / opt.Step)) {
			b.Step(&q, &in, opt.Step)
		}
		carried := 0.06 * b.Flow.Ql * (b.Gas.CaO2 - b.Lungs.CvO2) // mL/min
		worst = max(worst, 100*math.Abs(carried-b.Need.VO2)/b.Need.VO2)
	}
	return worst, nil
}
