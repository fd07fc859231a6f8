package rundir

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// hashFiles returns the SHA-256 of every file under path but the manifest and temporary files.
func hashFiles(path string) (map[string]string, error) {
	sums := map[string]string{}
	err := filepath.WalkDir(path, func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		name, err := filepath.Rel(path, file)
		if err != nil || name == ManifestFile {
			return err
		}
		sums[filepath.ToSlash(name)], err = hashFile(file)
		return err
	})
	return sums, err
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// PatientSums hashes each patient's messages in order of production. The zero value is ready. It is not safe for concurrent
// use.
type PatientSums struct{ of map[string]hash.Hash }

// Add takes one capture line, without its line end, of a patient.
func (s *PatientSums) Add(patient string, line []byte) {
	h, ok := s.of[patient]
	if !ok {
		if s.of == nil {
			s.of = map[string]hash.Hash{}
		}
		h = sha256.New()
		s.of[patient] = h
	}
	h.Write(line)
	h.Write([]byte{'\n'})
}

// Sums returns every patient's SHA-256 in hex, of the lines so far.
func (s *PatientSums) Sums() map[string]string {
	sums := make(map[string]string, len(s.of))
	for patient, h := range s.of {
		sums[patient] = hex.EncodeToString(h.Sum(nil))
	}
	return sums
}
