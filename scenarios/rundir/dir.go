package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Names of the files in a run directory.
const (
	ManifestFile  = "manifest.json"
	PlanFile      = "plan.json"        // deterministic
	TruthFile     = "truth.ndjson"     // deterministic
	EventsFile    = "events.ndjson"    // deterministic
	InputsFile    = "inputs.ndjson"    // deterministic
	CaptureFile   = "capture.ndjson"   // deterministic; only with --capture
	DeliveredFile = "delivered.ndjson" // labels of the delivered layer
	AlertsFile    = "alerts.ndjson"    // what the platform raised
	WireFile      = "wire.ndjson"      // only with --wire
	MetricsFile   = "metrics.json"
	ReportFile    = "report.json"
	JUnitFile     = "junit.xml"
	SentFile      = "sent.ledger"
	SeenFile      = "seen.ledger"
)

// Dir is a run directory that is being written. Its methods may be called from several goroutines.
type Dir struct {
	path string

	mu    sync.Mutex
	first error // the first write error
}

// Create makes the directory path for a new run. It is an error if the path holds anything already, or cannot be written.
func Create(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, fmt.Errorf("run directory %s: %w; choose another with --out", path, err)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("run directory %s: %w; choose another with --out", path, err)
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("run directory %s already holds %s: remove it or choose another with --out", path, entries[0].Name())
	}
	probe, err := os.CreateTemp(path, ".probe-*")
	if err != nil {
		return nil, fmt.Errorf("run directory %s cannot be written: %w; choose another with --out", path, err)
	}
	return &Dir{path: path}, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Path returns the directory's path.
func (d *Dir) Path() string { return d.path }

// File returns the path of a file in the directory.
func (d *Dir) File(name string) string { return filepath.Join(d.path, name) }

// Err returns the first error of any write to the directory.
func (d *Dir) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.first
}

// failed notes a write error and makes it readable.
func (d *Dir) failed(name string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("write %s: %w; free space or choose another directory with --out, then run again", d.File(name), err)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.first == nil {
		d.first = err
	}
	return err
}

// WriteJSON writes v as an indented JSON document; the file appears whole or not at all.
func (d *Dir) WriteJSON(name string, v any) error {
	return d.WriteFile(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}

// WriteFile writes a file by calling write; the file appears whole or not at all.
func (d *Dir) WriteFile(name string, write func(io.Writer) error) error {
	return d.failed(name, writeWhole(d.File(name), write))
}

// writeWhole writes to a temporary file beside path and renames it when everything is on disk.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
