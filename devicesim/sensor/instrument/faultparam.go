package instrument

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// read takes a parameter from JSON: a number in the parameter's own unit, or text
// with a unit, as scenarios write them: "50%", "30 s", "10/h".
func (p *param) read(raw json.RawMessage) (float64, error) {
	var x float64
	if err := json.Unmarshal(raw, &x); err == nil {
		return x, nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return 0, fmt.Errorf("%s: %s is neither a number nor text", p.name, raw)
	}
	compact := strings.ReplaceAll(text, " ", "")
	if p.unit == timespan {
		if d, err := time.ParseDuration(compact); err == nil {
			return d.Seconds(), nil
		}
	}
	end := strings.LastIndexAny(compact, "0123456789.") + 1
	x, err := strconv.ParseFloat(compact[:end], 64)
	factor, known := p.unit.factor(compact[end:])
	if err != nil || !known {
		return 0, fmt.Errorf("%s: %q is not understood; give %s", p.name, text, p.unit.example())
	}
	return x * factor, nil
}

// factor turns a number with the named unit into the parameter's own.
func (u unit) factor(name string) (factor float64, known bool) {
	if name == "" {
		return 1, true
	}
	switch u {
	case fraction:
		return 0.01, name == "%"
	case percent:
		return 1, name == "%"
	case percentPerHour:
		return 1, name == "%/h" || name == "/h"
	case timespan:
		return 1, name == "s"
	case perMinute:
		factor, known = map[string]float64{"/s": 60, "/min": 1, "/h": 1.0 / 60, "/day": 1.0 / 1440}[name]
		return factor, known
	case number:
	}
	return 0, false
}

func (u unit) example() string {
	switch u {
	case fraction, percent:
		return "text such as 50%"
	case percentPerHour:
		return "text such as 5 %/h"
	case timespan:
		return "a duration such as 30s"
	case perMinute:
		return "a rate such as 10/h"
	case number:
	}
	return "a number"
}
