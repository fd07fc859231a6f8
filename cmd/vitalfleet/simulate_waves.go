package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func (f *waveFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.waves, "waves", "ecg_ii", "waves of a record: ids, or ecg12")
	flags.Float64Var(&f.rate, "rate", 0, "samples per second (default: the usual rate; the highest of the waves' in a .wfdb)")
	flags.IntVar(&f.format, "format", 16, "of a .wfdb record: 16 or 212")
	flags.StringVar(&f.noise, "noise", "none", "artefacts of the recording: none, clinical or motion")
}

// simulateWaves records the waves of a scenario's patients.
func (a *app) simulateWaves(ctx context.Context, s *spec.Scenario, f simulateFlags) error {
	wants, err := f.wants()
	if err != nil {
		return err
	}
	noise, ok := artefact.Named(f.noise)
	if !ok {
		return fail(scenarios.ExitInvalid, "--noise %s: it is one of none, clinical, motion", f.noise)
	}
	rec := &recorder{noise: noise, patient: f.patient, varies: func(name string) bool {
		cohort, _ := s.Fleet.Get(name)
		return cohort.Variability == nil || *cohort.Variability > 0
	}}
	name := strings.TrimRight(f.output, "/")
	if filepath.Ext(name) == ".wfdb" {
		if f.format != int(wfdb.Format16) && f.format != int(wfdb.Format212) {
			return fail(scenarios.ExitInvalid, "--format %d: a record is written in format 16 or 212", f.format)
		}
		rec.wants = alike(wants)
		rec.gains = gains(rec.wants, f.format)
		rec.open = openWFDB(name, wfdb.Format(f.format), rec.gains)
	} else {
		rec.single = true
		rec.wants, rec.gains = wants, gains(wants, 16)
		rec.open = openEDF(name, rec.gains)
	}
	r, err := scenarios.Prepare(s, scenarios.Env{Version: version(), Bare: true, Precise: f.precise, Log: a.logger(), Sinks: []scenarios.Sink{rec}})
	if err != nil {
		return err
	}
	for _, text := range r.Extrapolated() {
		if !slices.ContainsFunc(s.Problems(), func(p spec.Problem) bool { return strings.HasSuffix(text, p.Message) }) {
			a.note("warning: %s", text)
		}
	}
	res, err := r.Run(ctx)
	if err != nil {
		return err
	}
	if err := rec.finish(); err != nil {
		return err
	}
	if rec.clipped > 0 {
		a.note("warning: %d samples lie outside of what the format can hold and were clipped", rec.clipped)
	}
	if res.Reason != "" {
		return fail(scenarios.ExitInterrupted, "%s", res.Reason)
	}
	return nil
}

// gains are the counts per unit of each wave in a record of 16 bits, or of 12, which
// holds a sixteenth of the range; the potentials of the heart fit in both.
func gains(wants []wave.Want, format int) []float64 {
	out := make([]float64, len(wants))
	for i, w := range wants {
		info := w.Kind.Info()
		out[i] = info.Gain
		if format == 212 && info.Unit != "mV" {
			out[i] = info.Gain / 16
		}
	}
	return out
}
