package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FormatVersion is the version of the run directory's layout that this program writes and reads.
const FormatVersion = 1

// Manifest says what a run was and proves what it recorded.
type Manifest struct {
	Format    int               `json:"format"`
	Complete  bool              `json:"complete"`  // the run came to its end and every file was written
	Simulated bool              `json:"simulated"` // always true: no patient existed
	Name      string            `json:"name"`
	Scenario  string            `json:"scenario"` // text, with ${env.…} unexpanded
	Params    map[string]string `json:"params,omitempty"`
	Seed      uint64            `json:"seed"`
	Version   string            `json:"version"` // of the program
	Mode      string            `json:"mode,omitempty"`
	Start     string            `json:"start,omitempty"`         // simulated time of the first instant, RFC 3339
	Duration  float64           `json:"duration,omitempty"`      // simulated seconds
	Plugins   map[string]string `json:"plugins,omitempty"`       // name to SHA-256 of the executable
	Host      map[string]string `json:"host,omitempty"`          // os, arch, processors
	Notes     []string          `json:"notes,omitempty"`         // what voids a promise, such as a quarantined plugin
	Inputs    map[string]string `json:"patient_files,omitempty"` // files that patients came from, name to SHA-256
	Devices   map[string]string `json:"devices,omitempty"`       // device to patient, for the capture
	Files     map[string]string `json:"files"`                   // name to SHA-256 in hex
	Patients  map[string]string `json:"patients"`                // id to SHA-256 of the patient's capture lines
}

// Begin writes the manifest of a run that starts: it is not complete, so that a crash is noticed.
func (d *Dir) Begin(m Manifest) error {
	m.Format, m.Simulated, m.Complete = FormatVersion, true, false
	return d.WriteJSON(ManifestFile, m)
}

// Seal hashes every file, and every patient's lines of the capture if m does not hold their sums, and writes the final
// manifest. Ledgers must be closed. The run is complete if m says so and no write to the directory failed.
func (d *Dir) Seal(m Manifest) error {
	m.Format, m.Simulated = FormatVersion, true
	m.Complete = m.Complete && d.Err() == nil
	var err error
	if m.Files, err = hashFiles(d.path); err != nil {
		return d.failed(ManifestFile, err)
	}
	if m.Patients == nil {
		if m.Patients, err = patientSums(d.path, m); err != nil {
			return d.failed(ManifestFile, err)
		}
	}
	return d.WriteJSON(ManifestFile, m)
}

// ReadManifest reads the manifest of a run directory.
func ReadManifest(path string) (Manifest, error) {
	var m Manifest
	text, err := os.ReadFile(filepath.Join(path, ManifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s is no run directory: it has no %s", path, ManifestFile)
	}
	if err != nil {
		return m, fmt.Errorf("read manifest: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("read manifest %s: %w", filepath.Join(path, ManifestFile), err)
	}
	if m.Format != FormatVersion {
		return m, fmt.Errorf("run directory %s has format %d, this program reads format %d: use the version that wrote it (%s)", path, m.Format, FormatVersion, m.Version)
	}
	return m, nil
}
