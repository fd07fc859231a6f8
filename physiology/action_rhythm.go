package physiology

import "github.com/vitalfleet/vitalfleet/physiology/rhythm"

// rhythmActions put a rhythm of the catalogue into force.
func rhythmActions() []Action {
	var ids []string
	for _, code := range rhythm.Catalogue() {
		ids = append(ids, code.String())
	}
	interval := func(name, doc string) Param {
		return quantityParam(name, doc+" of a sinus rhythm", 0, 200, "ms", "s")
	}
	return []Action{{
		kind: doRhythm, Name: "patient.rhythm", Title: "Change the rhythm",
		Doc: "A mechanism of the heart's conduction, or a shape of its complexes, by its code in the catalogue of rhythms, while in force; shapes go with any rhythm. A pulseless rhythm without a duration stays until it is shocked, or until the heart is dead.",
		Params: []Param{
			required(Param{Name: "rhythm", Doc: "code of the catalogue, such as AFIB", Kind: Choice, Choices: ids}),
			quantityParam("rate", "of the ventricles, or of the sinus node for ectopic beats and shapes; the rhythm's usual one by default", 15, 350, "1/min"),
			interval("sdnn", "standard deviation of the intervals"),
			interval("rmssd", "root mean square of successive differences of the intervals"),
			quantityParam("burden", "ectopic beats or pauses, where the rhythm has them", 0, 60, "1/min"),
			quantityParam("capture", "share of a pacemaker's stimuli that capture, or of beats that it senses", 1, 99, "%"),
		},
		check: checkRhythm,
	}}
}

// checkRhythm refuses what the rhythm does not have.
func checkRhythm(a *Args) (errs []ArgError) {
	i, _, _ := a.get("rhythm")
	code := codeOf(i)
	for _, name := range []string{"sdnn", "rmssd"} {
		if _, _, given := a.get(name); given && !sinus(code) {
			errs = append(errs, ArgError{name, "only a sinus rhythm (NSR, SBRAD, STACH, SARR) can have it asked; " + code.String() + " has its own"})
		}
	}
	return errs
}

// codeOf is the code of a choice.
func codeOf(choice float64) rhythm.Code { return rhythm.Code(choice) + rhythm.NSR }

func sinus(c rhythm.Code) bool {
	return c == rhythm.NSR || c == rhythm.SBRAD || c == rhythm.STACH || c == rhythm.SARR
}

// resolveRhythm stops the heart at once where the rhythm is pulseless.
func (s *Slot) resolveRhythm(b *Body, open bool) {
	x := &s.Resolved
	code := codeOf(s.Args.or("rhythm", 0))
	how := arrests(code)
	*x = [4]float64{float64(code), 0, float64(how), s.Args.or("rate", 0)}
	if how == beating {
		return
	}
	b.Vital.stop(how)
	if !open {
		x[1] = 1 // held until the end
	}
}

// settings are what the arguments ask of the rhythm.
func (s *Slot) settings() rhythm.Settings {
	a := &s.Args
	return rhythm.Settings{
		Rate: a.or("rate", 0), SDNN: a.or("sdnn", 0) / 1000, RMSSD: a.or("rmssd", 0) / 1000,
		Burden: a.or("burden", 0), CaptureShare: a.or("capture", 0) / 100,
	}
}

// ended tells whether a pulseless rhythm that nothing holds is over: the heart beats.
func (s *Slot) ended(b *Body) bool {
	return s.Args.Kind == doRhythm && s.Resolved[2] != 0 && s.Resolved[1] == 0 && !b.Vital.Arrest
}

// arrests is how a rhythm stands the heart still, beating when it does not.
func arrests(c rhythm.Code) Pulseless {
	switch c {
	case rhythm.VFC, rhythm.VFF, rhythm.VFL:
		return Fibrillation
	case rhythm.VTP:
		return Tachycardia
	case rhythm.ASYS, rhythm.VSTAND, rhythm.CPR:
		return Asystole
	case rhythm.PEA:
		return Dissociation
	default:
		return beating
	}
}
