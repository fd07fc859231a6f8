package pulsatile

import "math"

// Grid is the step of the state, s.
const Grid = 0.002

const (
	settle     = 60   // beats until means and parameters have settled
	atrialLead = 0.14 // s from the contraction of the atria to that of the ventricles
)

// Rest is a state whose beats agree with package circulation now: the chambers are
// filled by its pressures and then run over regular beats until the nudging has
// nothing left to do. The last beat was half a period ago, the next is due in half a
// period; a heart that stands still has its pressures and no beat.
func Rest(p *Params, d *Drive) State {
	s := filled(p, d)
	if d.Tone.Rate <= 0 {
		return s
	}
	period := 1 / d.Tone.Rate
	lead := min(atrialLead, 0.3*period)
	s.N = -int64(math.Ceil(settle * period / Grid))
	for k := settle; s.N < 0; {
		at := (0.5 - float64(k)) * period
		if k > 0 && at-lead < float64(s.N+1)*Grid {
			if d.Tone.Atria == 0 {
				s.Atrium(at-lead, 1)
			}
			s.Beat(at, 1)
			k--
		}
		s.Step(p, d, Grid)
	}
	return s
}

// filled has the pressures of package circulation everywhere.
func filled(p *Params, d *Drive) State {
	f, a, chest := &d.Flow, &p.Mean, d.Tone.Chest
	pra, pla := max(f.Pra-chest, 0), max(f.Ppv-chest, 0)
	s := State{
		Psa: max(f.Psa-aortaInChest*chest, 0), Psp: max(f.Psa-aortaInChest*chest, 0),
		Vrv: diastolic(pra, a.P0, a.KErv), Vlv: diastolic(pla, a.P0, a.KElv),
		Ppa: max(f.Ppa-chest, 0), Ppp: (max(f.Ppa-chest, 0) + pla) / 2, Ppv: pla,
		Cycle: 1, Hold: Hold{Left: 1, Right: 1, Stiff: 1},
	}
	if d.Tone.Rate > 0 {
		s.Cycle = min(max(1/d.Tone.Rate, 0.2), 2)
	}
	u := d.Tone.Vusv - p.Vura
	s.Vsv = max(splanchnicV*u+p.Csv*max(f.Psv-d.Tone.Belly, 0), 0)
	s.Vev = max((1-splanchnicV)*u+p.Cev*max(f.Psv-d.Tone.Belly, 0), 0)
	s.Vra = max(p.Vura+p.Cra*pra-plane*(s.Vrv-p.Vrv), 0)
	s.Vla = max(p.Vula+p.Cla*pla-plane*(s.Vlv-p.Vlv), 0)
	s.Limb.still(f.Psa)
	s.prepare(p, d, Grid)
	s.Hold.open()
	return s
}
