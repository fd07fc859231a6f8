package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Clock turns the times of foreign records, RFC 3339 or seconds, into seconds. RFC 3339 is counted from Start; if Start is
// zero, from the hour of the first time that is read, which is enough when every time is of this kind. One Clock must read
// all files that are compared with each other.
type Clock struct {
	Start time.Time // simulated time of the run's first instant

	absolute, relative bool // kinds of times read
	guessed            bool // Start was taken from the first time
}

// errMixed refuses times that cannot be compared.
var errMixed = errors.New("times in RFC 3339 and in seconds cannot be compared without the start of the run: give --start")

// seconds reads one JSON value.
func (c *Clock) seconds(raw json.RawMessage) (float64, error) {
	if len(raw) == 0 {
		return 0, errors.New("is missing")
	}
	if raw[0] != '"' {
		return c.number(string(raw))
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return 0, err
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		return c.number(text)
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, fmt.Errorf("%q is neither RFC 3339 (2026-01-15T08:00:00Z) nor seconds", text)
	}
	if c.Start.IsZero() {
		c.Start, c.guessed = t.UTC().Truncate(time.Hour), true
	}
	c.absolute = true
	if c.guessed && c.relative {
		return 0, errMixed
	}
	d := t.Sub(c.Start)
	if d == math.MaxInt64 || d == math.MinInt64 {
		return 0, fmt.Errorf("%s is more than 292 years from the start %s", text, c.Start.Format(time.RFC3339))
	}
	return float64(d) / float64(time.Second), nil
}

func (c *Clock) number(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%s is neither RFC 3339 (\"2026-01-15T08:00:00Z\") nor seconds", text)
	}
	c.relative = true
	if c.absolute && (c.guessed || c.Start.IsZero()) {
		return 0, errMixed
	}
	return v, nil
}
