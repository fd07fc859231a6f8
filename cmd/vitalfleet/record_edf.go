package main

import (
	"os"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/edf"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// edfRecording is one patient's EDF+ file.
type edfRecording struct {
	file *os.File
	out  *edf.Writer
	rate float64 // of the samples that annotations are told in, Hz
}

// openEDF begins a file. It appears under its name when it is whole.
func openEDF(name string, gains []float64) func(*scenarios.RosterTwin, time.Time, []wave.Want) (recording, error) {
	return func(who *scenarios.RosterTwin, start time.Time, wants []wave.Want) (recording, error) {
		h := edf.Header{
			Patient: edf.Patient{Code: who.ID, Sex: sexes()[who.Sex]}, Recording: edf.Recording{Equipment: "vitalfleet"}, Start: start,
		}
		for i, w := range wants {
			info := w.Kind.Info()
			h.Signals = append(h.Signals, edf.Signal{Label: info.ID, Unit: info.Unit, Rate: w.Rate}.AtGain(1/gains[i], 0))
		}
		file, err := os.Create(name + ".part")
		if err != nil {
			return nil, err
		}
		out, err := edf.NewWriter(file, h, 256)
		return &edfRecording{file: file, out: out, rate: wants[0].Rate}, err
	}
}

// samples is recording's.
func (r *edfRecording) samples(i int, chunk []int16) error { return r.out.Append(i, chunk) }

// mark is recording's: a beat by its code, a rhythm by its name.
func (r *edfRecording) mark(m mark) error {
	text := m.text
	if m.code != wfdb.Rhythm {
		text = m.code.String()
	}
	return r.out.Annotate(edf.Annotation{Onset: float64(m.sample) / r.rate, Text: text})
}

// close is recording's.
func (r *edfRecording) close() (clipped int64, err error) {
	stats, err := r.out.Close()
	for _, s := range stats {
		clipped += s.Clipped
	}
	part := r.file.Name()
	if closed := r.file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(part) // what is half written is no recording
		return clipped, err
	}
	return clipped, os.Rename(part, part[:len(part)-len(".part")])
}

// sexes are those of EDF+.
func sexes() map[string]string { return map[string]string{"male": "M", "female": "F"} }
