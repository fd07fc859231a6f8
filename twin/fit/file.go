package fit

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// Write writes a twin file.
func (t *Twin) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(t); err != nil {
		return fmt.Errorf("twin file: %w", err)
	}
	return nil
}

// Read reads a twin file of this version and checks that its patients can be stepped.
func Read(r io.Reader) (*Twin, error) {
	var t Twin
	if err := json.NewDecoder(r).Decode(&t); err != nil {
		return nil, fmt.Errorf("twin file: %w", err)
	}
	if t.Format != Format {
		return nil, fmt.Errorf("twin file: its format is %q, a twin file's is %q: fit writes one", t.Format, Format)
	}
	if t.Version != Version {
		return nil, fmt.Errorf("twin file: it has version %d, this program reads %d: fit the twin again", t.Version, Version)
	}
	if len(t.Members) == 0 && len(t.Vitals) == 0 {
		return nil, fmt.Errorf("twin file: it has neither members nor vital signs")
	}
	for i := range t.Vitals {
		if v := &t.Vitals[i]; !(v.SD >= 0 && !math.IsInf(v.SD, 0) && !math.IsNaN(v.Baseline) && !math.IsInf(v.Baseline, 0)) {
			return nil, fmt.Errorf("twin file: vital sign %s: a baseline of %g, SD %g", v.Signal, v.Baseline, v.SD)
		}
	}
	if !(t.Noise.Phi >= 0 && t.Noise.Phi < 1 && math.Abs(t.Noise.Second) < 1 && t.Noise.SD >= 0) {
		return nil, fmt.Errorf("twin file: noise of correlation %g and %g mg/dL is none", t.Noise.Phi, t.Noise.SD)
	}
	for k := range t.Members {
		if _, err := t.Members[k].params(); err != nil {
			return nil, fmt.Errorf("twin file: member %d: %w", k, err)
		}
	}
	return &t, nil
}
