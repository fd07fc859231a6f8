package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// wfdbRecording is one patient's record in a folder: NAME.hea, NAME.dat, NAME.atr.
type wfdbRecording struct {
	record *wfdb.Writer
	file   *os.File
	marks  *wfdb.AnnotationWriter
	chunk  [][]int16 // by wave; written when all of them have the tick's samples
}

// openWFDB begins a record that is named after its patient.
func openWFDB(folder string, format wfdb.Format, gains []float64) func(*scenarios.RosterTwin, time.Time, []wave.Want) (recording, error) {
	return func(who *scenarios.RosterTwin, start time.Time, wants []wave.Want) (recording, error) {
		id := who.ID
		h := wfdb.Header{Name: id, Rate: wants[0].Rate, Start: start, Comments: []string{fmt.Sprintf("patient %s, %.0f y, %s", id, who.Age, who.Sex)}}
		for i, w := range wants {
			info := w.Kind.Info()
			h.Signals = append(h.Signals, wfdb.Signal{Description: info.ID, Units: strings.ReplaceAll(info.Unit, "/", "_per_"), Gain: gains[i]})
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
		record, err := wfdb.Create(folder, h, format)
		if err != nil {
			return nil, err
		}
		file, err := os.Create(filepath.Join(folder, id+".atr"))
		if err != nil {
			return nil, err
		}
		marks, err := wfdb.NewAnnotationWriter(file, 0)
		return &wfdbRecording{record: record, file: file, marks: marks, chunk: make([][]int16, 0, len(wants))}, err
	}
}

// samples is recording's.
func (r *wfdbRecording) samples(i int, chunk []int16) error {
	if i >= len(r.chunk) {
		r.chunk = append(r.chunk, nil)
	}
	r.chunk[i] = append(r.chunk[i][:0], chunk...)
	if i < cap(r.chunk)-1 {
		return nil
	}
	return r.record.Write(r.chunk)
}

// mark is recording's.
func (r *wfdbRecording) mark(m mark) error {
	return r.marks.Write(wfdb.Annotation{Sample: m.sample, Code: m.code, Text: m.text})
}

// close is recording's.
func (r *wfdbRecording) close() (clipped int64, err error) {
	err = errors.Join(r.marks.Close(), r.file.Close())
	stats, closed := r.record.Close()
	for _, s := range stats {
		clipped += s.Clipped
	}
	if err = errors.Join(err, closed); err != nil {
		return clipped, fmt.Errorf("the record is not whole: %w", err)
	}
	return clipped, nil
}
