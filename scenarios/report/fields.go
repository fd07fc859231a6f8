package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteFields lists the fields of an accounting or a detection, one a line, by the names and in the order of their JSON.
// The first line says that the data were simulated, or at least compared with a simulator's truth.
func WriteFields(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("list fields: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil { // the opening brace
		return fmt.Errorf("list fields: %w", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-28s  %s\n", "simulated", "true")
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return fmt.Errorf("list fields: %w", err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return fmt.Errorf("list fields: %w", err)
		}
		fmt.Fprintf(&b, "%-28s  %s\n", name, fieldText(value))
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// fieldText prints a JSON value for people.
func fieldText(value json.RawMessage) string {
	var interval []float64
	switch {
	case string(value) == "null":
		return "n/a"
	case json.Unmarshal(value, &interval) == nil && len(interval) == 2:
		return fmt.Sprintf("%g to %g", interval[0], interval[1])
	}
	return string(value)
}
