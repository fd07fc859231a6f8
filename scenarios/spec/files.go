package spec

import (
	"errors"
	"fmt"
)

// ReadFile reads a file that the scenario names. It must lie inside the scenario's
// folder, also after links are followed.
func (s *Scenario) ReadFile(name string) ([]byte, error) {
	text, err := (&reader{dir: s.source.Dir}).open(name)
	switch {
	case errors.Is(err, errNoFolder):
		return nil, fmt.Errorf("%s: a scenario that is not a file cannot name files", name)
	case err != nil:
		return nil, fmt.Errorf("%s: it must be a file inside the scenario's folder: %w", name, err)
	case len(text) > maxBytes:
		return nil, fmt.Errorf("%s: it has more than %d bytes", name, maxBytes)
	}
	return text, nil
}
