package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Verification is what a run directory holds now, compared with its manifest.
type Verification struct {
	Complete   bool              `json:"complete"`
	Files      map[string]string `json:"files"`    // name to SHA-256, of the files as they are
	Patients   map[string]string `json:"patients"` // id to SHA-256; from the capture if there is one
	Mismatches []string          `json:"mismatches,omitempty"`
	Unlisted   []string          `json:"unlisted,omitempty"` // files that the manifest does not know, such as later reports
}

// OK reports whether the run is complete and every file is as it was written.
func (v Verification) OK() bool { return v.Complete && len(v.Mismatches) == 0 }

// Verify hashes a run directory again and compares it with its manifest. The error is of reading; what differs is in
// Mismatches.
func Verify(path string) (Verification, error) {
	m, err := ReadManifest(path)
	if err != nil {
		return Verification{}, err
	}
	v := Verification{Complete: m.Complete, Patients: m.Patients}
	if v.Patients == nil {
		v.Patients = map[string]string{}
	}
	if v.Files, err = hashFiles(path); err != nil {
		return v, fmt.Errorf("verify %s: %w", path, err)
	}
	if !m.Complete {
		v.Mismatches = append(v.Mismatches, "the run did not come to its end")
		return v, v.torn(path)
	}
	v.compare("file", m.Files, v.Files)
	for _, name := range slices.Sorted(maps.Keys(v.Files)) {
		if _, known := m.Files[name]; !known {
			v.Unlisted = append(v.Unlisted, name)
		}
	}
	v.patients(path, m)
	return v, nil
}

func (v *Verification) compare(what string, want, got map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch sum, ok := got[name]; {
		case !ok:
			v.Mismatches = append(v.Mismatches, fmt.Sprintf("%s %s is missing", what, name))
		case sum != want[name]:
			v.Mismatches = append(v.Mismatches, fmt.Sprintf("%s %s was changed: SHA-256 is %s, was %s", what, name, sum, want[name]))
		}
	}
}

// patients compares the capture with the manifest, patient by patient.
func (v *Verification) patients(path string, m Manifest) {
	if _, captured := v.Files[CaptureFile]; !captured || len(m.Devices) == 0 {
		return
	}
	sums, err := patientSums(path, m)
	v.Patients = sums
	v.compare("messages of patient", m.Patients, sums)
	if err != nil {
		v.Mismatches = append(v.Mismatches, err.Error())
	}
}

// patientSums hashes each patient's lines of the capture, which is empty for a run without one.
func patientSums(path string, m Manifest) (map[string]string, error) {
	var sums PatientSums
	err := eachLineOf(filepath.Join(path, CaptureFile), func(line []byte) error {
		var l struct{ Device string }
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		patient, ok := m.Devices[l.Device]
		if !ok {
			return fmt.Errorf("device %q is not in the manifest", l.Device)
		}
		sums.Add(patient, line)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return sums.Sums(), err
}

// torn notes the NDJSON files whose last line is torn.
func (v *Verification) torn(path string) error {
	for _, name := range slices.Sorted(maps.Keys(v.Files)) {
		if filepath.Ext(name) != ".ndjson" {
			continue
		}
		err := eachLineOf(filepath.Join(path, filepath.FromSlash(name)), func([]byte) error { return nil })
		if errors.Is(err, ErrTorn) {
			v.Mismatches = append(v.Mismatches, err.Error())
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func eachLineOf(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return EachLine(f, path, each)
}
