package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// waveFlags are the flags of simulate that say which waves are recorded and how.
type waveFlags struct {
	waves, noise string
	rate         float64
	format       int
}

// recorded tells whether a file name is that of a record of waves.
func recorded(name string) bool {
	ext := filepath.Ext(strings.TrimRight(name, "/"))
	return ext == ".wfdb" || ext == ".edf"
}

// wants are the waves that the flags name.
func (f *waveFlags) wants() ([]wave.Want, error) {
	var out []wave.Want
	for name := range strings.SplitSeq(f.waves, ",") {
		kinds, ok := wave.Set(strings.TrimSpace(name))
		if !ok {
			return nil, fail(scenarios.ExitInvalid, "--waves: there is no wave %q; known are %s and ecg12", name, strings.Join(waveNames(), ", "))
		}
		for _, k := range kinds {
			rate := k.Info().Rate
			if f.rate > 0 {
				rate = f.rate
			}
			out = append(out, wave.Want{Kind: k, Rate: rate})
		}
	}
	return out, nil
}

func waveNames() []string {
	var out []string
	for _, k := range wave.Kinds() {
		out = append(out, k.Info().ID)
	}
	return out
}

// alike gives all waves the highest of their rates, for formats that have only one.
func alike(wants []wave.Want) []wave.Want {
	rate := 0.0
	for _, w := range wants {
		rate = max(rate, w.Rate)
	}
	wants = slices.Clone(wants)
	for i := range wants {
		wants[i].Rate = rate
	}
	return wants
}

// recording is the file or files that one patient's waves go to.
type recording interface {
	// samples appends a chunk of the i-th wave.
	samples(i int, chunk []int16) error
	// mark appends an annotation. They come in order of time.
	mark(m mark) error
	// close finishes the files and tells how many samples did not fit the range.
	close() (clipped int64, err error)
}

// track is one patient who is being recorded.
type track struct {
	source  *wave.Source
	noise   []artefact.Noise // by wave
	out     recording
	marks   marker
	digits  []int16
	samples int64 // of the first wave so far
}

// recorder is a sink that records the waves of patients.
type recorder struct {
	wants   []wave.Want
	gains   []float64 // counts per unit, by wave
	noise   artefact.Settings
	patient string
	single  bool                     // the output holds one patient
	varies  func(cohort string) bool // its people differ from one another
	open    func(who *scenarios.RosterTwin, start time.Time, wants []wave.Want) (recording, error)
	roster  *scenarios.Roster
	tracks  []*track // by twin; nil is not recorded
	clipped int64
	err     error
}

// Begin is Sink's: it opens a record for each patient.
func (r *recorder) Begin(roster *scenarios.Roster) {
	r.roster, r.tracks = roster, make([]*track, len(roster.Twins))
	if r.patient != "" && !slices.ContainsFunc(roster.Twins, func(t scenarios.RosterTwin) bool { return t.ID == r.patient }) {
		r.err = fail(scenarios.ExitInvalid, "--patient %s: there is no such patient in the scenario; the first is %s", r.patient, firstTwin(roster))
		return
	}
	if r.single && r.patient == "" && len(roster.Twins) > 1 {
		r.err = fail(scenarios.ExitInvalid, "-o: a .edf file holds one patient and the scenario has %d; name one with --patient, or write a folder .wfdb", len(roster.Twins))
		return
	}
	for i := range roster.Twins {
		id := roster.Twins[i].ID
		if r.patient != "" && r.patient != id {
			continue
		}
		if r.tracks[i], r.err = r.begin(&roster.Twins[i]); r.err != nil {
			return
		}
	}
}

func (r *recorder) begin(who *scenarios.RosterTwin) (*track, error) {
	id := who.ID
	seed := uint64(0) // the reference person's waves
	if r.varies(who.Cohort) {
		seed = scenarios.Stream(r.roster.Seed, id, "waves")
	}
	source, err := wave.New(seed, 0, r.wants)
	if err != nil {
		return nil, fail(scenarios.ExitInvalid, "--rate: %v", err)
	}
	t := &track{source: source, marks: marker{rate: r.wants[0].Rate}}
	for i, w := range r.wants {
		settings := r.noise
		if info := w.Kind.Info(); info.Unit != "mV" {
			settings = settings.Scaled(math.MaxInt16 / info.Gain / 8) // of the range of a recording
		}
		t.noise = append(t.noise, artefact.NewNoise(scenarios.Stream(r.roster.Seed, id, fmt.Sprintf("noise-%d", i)), w.Rate, settings))
	}
	if t.out, err = r.open(who, r.roster.Start, r.wants); err != nil {
		return nil, fail(scenarios.ExitFile, "-o: %v", err)
	}
	return t, nil
}

// Tick is Sink's: it makes the samples of the tick.
func (r *recorder) Tick(f *scenarios.Frame) {
	for i, t := range r.tracks {
		if t == nil || r.err != nil {
			continue
		}
		tick, ok := f.Listen(i)
		if !ok {
			r.err = t.marks.begin(rhythmOf(f, i), t.out)
			continue
		}
		r.err = r.record(t, &tick)
	}
}

// rhythmOf is the rhythm of a patient's heart now.
func rhythmOf(f *scenarios.Frame, i int) rhythm.Code {
	var v [1]float64
	f.Observe(i, []physiology.Signal{physiology.Rhythm}, v[:])
	return rhythm.Code(v[0])
}

func (r *recorder) record(t *track, tick *wave.Tick) error {
	t.source.Advance(tick)
	for i := range r.wants {
		first, samples := t.source.Samples(i)
		if i == 0 {
			t.samples = first + int64(len(samples))
		}
		t.noise[i].Add(first, samples)
		t.digits = t.digits[:0]
		for _, x := range samples {
			d := math.RoundToEven(float64(x) * r.gains[i])
			if math.Abs(d) > math.MaxInt16 {
				r.clipped++
			}
			t.digits = append(t.digits, int16(min(max(d, -math.MaxInt16), math.MaxInt16)))
		}
		if err := t.out.samples(i, t.digits); err != nil {
			return fail(scenarios.ExitFile, "-o: %v", err)
		}
	}
	if err := t.marks.take(tick, t.out); err != nil {
		return fail(scenarios.ExitFile, "-o: %v", err)
	}
	return nil
}

// Happened is Sink's.
func (r *recorder) Happened(scenarios.LogEntry) {}

// End is Sink's.
func (r *recorder) End(*scenarios.Result) {}

// finish completes the records and tells what did not fit.
func (r *recorder) finish() error {
	for _, t := range r.tracks {
		if t == nil {
			continue
		}
		if err := t.marks.finish(t.samples, t.out); err != nil && r.err == nil {
			r.err = err
		}
		clipped, err := t.out.close()
		if r.clipped += clipped; err != nil && r.err == nil {
			r.err = fail(scenarios.ExitFile, "-o: %v", err)
		}
	}
	return r.err
}
