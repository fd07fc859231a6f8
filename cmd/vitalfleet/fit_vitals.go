package main

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/twin/fit"
)

// ofVitals reports whether a text is a table of vital signs, by its first row.
func ofVitals(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return fit.HasVitals(strings.Split(strings.TrimRight(string(line), "\r"), ","))
}

// fitVitals fits vital signs.
func (a *app) fitVitals(data *fitData, f fitFlags) error {
	who, err := f.person()
	if err != nil {
		return err
	}
	seed, err := a.seedFlag()
	if err != nil {
		return err
	}
	twin, err := fit.VitalSigns(data.vitals, who, fit.Options{Seed: seed})
	if err != nil {
		return fail(scenarios.ExitInvalid, "%s: %v", data.source, err)
	}
	twin.Provenance.Program = "vitalfleet " + version()
	twin.Provenance.Source, twin.Provenance.SHA256 = data.source, data.sum
	if f.output != "" {
		if err := a.writeWhole(f.output, twin.Write); err != nil {
			return err
		}
	}
	if a.flags.json {
		return a.printJSON(twin)
	}
	a.printNotes(data.notes)
	a.printVitals(twin)
	return nil
}

// person reads the flags that say who a recording is of.
func (f *fitFlags) person() (who physiology.PersonKnown, err error) {
	for _, q := range []struct {
		flag, text, unit string
		to               *float64
	}{{"--age", f.age, "y", &who.Age}, {"--height", f.height, "cm", &who.Height}, {"--weight", f.weight, "kg", &who.Weight}} {
		if q.text == "" {
			continue
		}
		if *q.to, err = quantityIn(q.text, q.unit); err != nil {
			return who, fail(scenarios.ExitInvalid, "%s %s: %v", q.flag, q.text, err)
		}
	}
	switch f.sex {
	case "":
	case "female", "male":
		who.SexKnown = true
		if f.sex == "female" {
			who.Sex = physiology.Female
		}
	default:
		return who, fail(scenarios.ExitInvalid, "--sex %s: write female or male", f.sex)
	}
	return who, nil
}

func (a *app) printVitals(t *fit.Twin) {
	a.printf("data      %.1f h, %d readings, %.1f %% gaps; prior: people of the model%s\n\n",
		float64(t.Data.Minutes)/60, t.Data.Readings, t.Data.Gaps, of(t.Person))
	a.printf("%-10s %-6s %9s %7s %18s %8s %8s  %s\n", "vital", "unit", "baseline", "SD", "prior", "per MET", "RMSE", "posterior/prior SD")
	for i := range t.Vitals {
		v := &t.Vitals[i]
		told := "learned"
		if !v.Told {
			told = "not learned: the population's, not the patient's"
		}
		a.printf("%-10s %-6s %9.2f %7.2f %9.1f ± %-6.1f %8.2f %8.2f  %.2f %s\n", v.Signal, v.Unit, v.Baseline, v.SD, v.Prior[0], v.Prior[1], v.Gain[0], v.RMSE, v.Ratio, told)
		if v.Refused > 0 {
			a.note("%s: %d readings that no sensor shows were left out", v.Signal, v.Refused)
		}
	}
}

// of says whom a prior is of.
func of(p *fit.Person) string {
	if p == nil || p.Age == 0 && p.Sex == "" {
		return ""
	}
	out := " like this one:"
	if p.Sex != "" {
		out += " " + p.Sex
	}
	if p.Age > 0 {
		out += " of " + strconv.FormatFloat(p.Age, 'g', -1, 64) + " y"
	}
	return out
}
