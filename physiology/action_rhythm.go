package physiology

import (
	"math/bits"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// rhythmActions put a rhythm of the catalogue into force.
func rhythmActions() []Action {
	var codes []string
	for _, info := range rhythm.Catalogue() {
		codes = append(codes, info.ID)
	}
	interval := func(name, doc string) Param {
		return quantityParam(name, doc+", asked of a sinus rhythm", 0, 300, "ms", "s")
	}
	return []Action{{
		kind: doRhythm, Name: "patient.rhythm", Title: "Change the rhythm",
		Doc: "A mechanism of the heart's conduction, or a shape of its complexes, by its code in the catalogue of rhythms, while in force. A pulseless rhythm without a duration stays until it is shocked, or until the heart is dead.",
		Params: []Param{
			required(Param{Name: "rhythm", Doc: "code of the catalogue, such as AFIB", Kind: Choice, Choices: codes}),
			quantityParam("rate", "of the ventricles, or of the sinus node where a block decides over the ventricles; the rhythm's usual one by default", 15, 350, "1/min"),
			interval("sdnn", "standard deviation of the intervals"),
			interval("rmssd", "root mean square of successive differences"),
			quantityParam("burden", "ectopic beats, where the rhythm has them", 0, 60, "1/min"),
			quantityParam("capture", "share of a pacemaker's stimuli that capture", 0, 100, "%"),
		},
		check: checkRhythm,
	}}
}

// checkRhythm refuses what the rhythm does not have.
func checkRhythm(a *Args) (errs []ArgError) {
	code, _, _ := a.get("rhythm")
	info := rhythm.Code(code).Info()
	for _, name := range []string{"sdnn", "rmssd"} {
		if _, _, given := a.get(name); given && !info.Sinus {
			errs = append(errs, ArgError{name, "only a sinus rhythm can have its variability asked; " + info.ID + " has its own"})
		}
	}
	return errs
}

// Order is the rhythm that a heart is made to have.
type Order struct {
	Serial   uint32      // of the action; 0 is the heart's own
	Code     rhythm.Code // rhythm.None is the heart's own
	Settings rhythm.Settings
}

// Rhythm is what actions in force and the state of the body make of the heart's
// rhythm: an arrested heart has that of its arrest.
func (in *Inputs) Rhythm(b *Body) (o Order) {
	for active := in.Active; active != 0; active &= active - 1 {
		s := &in.Slots[bits.TrailingZeros16(active)]
		if s.Args.Kind == doRhythm && s.Serial > o.Serial {
			o = Order{Serial: s.Serial, Code: rhythm.Code(s.Resolved[0]), Settings: s.settings()}
		}
	}
	if how := arrests(o.Code); b.Vital.Arrest && how != b.Vital.Pulseless || !b.Vital.Arrest && how != beating {
		o = Order{Code: b.Vital.rhythm()}
	}
	return o
}

// settings are what the arguments ask of the rhythm.
func (s *Slot) settings() rhythm.Settings {
	a := &s.Args
	return rhythm.Settings{
		Rate: a.or("rate", 0), SDNN: a.or("sdnn", 0) / 1000, RMSSD: a.or("rmssd", 0) / 1000,
		Burden: a.or("burden", 0), Capture: a.or("capture", 0) / 100,
	}
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
	}
	return beating
}

// rhythm is that of an arrest which nobody asked for by name. Fibrillation becomes fine
// as the heart's phosphates go.
func (v *Vital) rhythm() rhythm.Code {
	if !v.Arrest {
		return rhythm.None
	}
	switch v.Pulseless {
	case Fibrillation:
		if v.Energy < finer {
			return rhythm.VFF
		}
		return rhythm.VFC
	case Tachycardia:
		return rhythm.VTP
	case Dissociation:
		return rhythm.PEA
	}
	return rhythm.ASYS
}

// finer is the Energy under which fibrillation is fine, calibrated to some six minutes.
const finer = 0.45
