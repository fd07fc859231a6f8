package spec

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// scalar is a value written as one text with a grammar of its own.
type scalar interface{ parse(text string) error }

// Grammars of scalars, shared by the schema and the parsers.
const (
	durationPattern  = `(?:[0-9]+(?:\.[0-9]+)?(?:us|ms|s|m|h|d))+`
	percentPattern   = `[0-9]+(\.[0-9]+)?%`
	ratePattern      = `[0-9]+(\.[0-9]+)?/((patient|device|gateway)/)?(s|min|h|day)`
	pointPattern     = durationPattern + `|[a-z][a-z0-9-]*(?:[+-]` + durationPattern + `)?`
	quantityPattern  = `[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)? ?[A-Za-z%µ°/·][A-Za-z0-9%µ°/·²^ ]*`
	bandwidthPattern = `[0-9]+(\.[0-9]+)?(bit|kbit|Mbit|Gbit)|none`
	namePattern      = `^[a-z0-9][a-z0-9-]*$`
	paramPattern     = `^[a-z][a-z0-9_]*$`
)

var (
	durationPart = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)(us|ms|s|m|h|d)`)
	wholeDur     = regexp.MustCompile(`^(?:` + durationPattern + `)$`)
	wholePoint   = regexp.MustCompile(`^(?:(` + durationPattern + `)|([a-z][a-z0-9-]*?)(?:([+-])(` + durationPattern + `))?)$`)
	wholeRate    = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)/(?:(patient|device|gateway)/)?(s|min|h|day)$`)
	wholeBand    = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(bit|kbit|Mbit|Gbit)$`)
	wholeQty     = regexp.MustCompile(`^([-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?) ?([A-Za-z%µ°/·][^\s].*|[A-Za-z%µ°])?$`)
)

// ParseDuration reads a length of time: 250ms, 30s, 5m, 2h, 3d, 1h30m. It is
// an error when there is no unit or the value does not fit in 290 years.
func ParseDuration(s string) (time.Duration, error) {
	if !wholeDur.MatchString(s) {
		return 0, fmt.Errorf("%q is not a duration such as 250ms, 30s, 5m, 2h, 3d", s)
	}
	unit := map[string]time.Duration{"us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	total := 0.0
	for _, part := range durationPart.FindAllStringSubmatch(s, -1) {
		v, err := strconv.ParseFloat(part[1], 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration: %w", s, err)
		}
		total += v * float64(unit[part[2]])
	}
	if total > math.MaxInt64/2 {
		return 0, fmt.Errorf("%q is longer than 146 years", s)
	}
	return time.Duration(math.Round(total)), nil
}

func (d *Duration) parse(s string) error {
	v, err := ParseDuration(s)
	*d = Duration(v)
	return err
}

// String is the duration as the language writes it.
func (d Duration) String() string {
	if d != 0 && d%Duration(24*time.Hour) == 0 {
		return strconv.FormatInt(int64(d/Duration(24*time.Hour)), 10) + "d"
	}
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

func (p *Percent) parse(s string) error {
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || !strings.HasSuffix(s, "%") || math.IsNaN(v) {
		return fmt.Errorf("%q is not a percentage such as 5%%", s)
	}
	if v < 0 || v > 100 {
		return fmt.Errorf("%s is outside 0%% to 100%%", s)
	}
	*p = Percent(v / 100)
	return nil
}

// String is the percentage with its sign.
func (p Percent) String() string { return strconv.FormatFloat(float64(p)*100, 'g', 10, 64) + "%" }

func (b *Bandwidth) parse(s string) error {
	if s == "none" {
		*b = 0
		return nil
	}
	m := wholeBand.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("%q is not a bandwidth such as 500kbit or 2Mbit", s)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	*b = Bandwidth(v * map[string]float64{"bit": 1, "kbit": 1e3, "Mbit": 1e6, "Gbit": 1e9}[m[2]])
	if err == nil && *b <= 0 {
		err = errors.New("a bandwidth of 0 lets nothing through; use network.outage, or none for no limit")
	}
	return err
}

func (i *Instant) parse(s string) error {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("%q is not an RFC 3339 time such as 2026-01-15T08:00:00Z", s)
	}
	i.Time = t.UTC()
	return nil
}

func (r *Rate) parse(s string) error {
	m := wholeRate.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("%q is not a rate such as 10/s, 2/patient/day", s)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return fmt.Errorf("%q is not a rate: %w", s, err)
	}
	every := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour, "day": 24 * time.Hour}
	*r = Rate{Count: v, Per: m[2], Every: every[m[3]]}
	return nil
}

func (f *FlushRate) parse(s string) error {
	if f.Max = s == "max"; f.Max {
		f.Rate = Rate{}
		return nil
	}
	return f.Rate.parse(s)
}

func (w *Workers) parse(s string) error {
	if s == "auto" {
		*w = 0
		return nil
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < 1 || v > 4096 {
		return fmt.Errorf("%q is neither auto nor a whole number from 1 to 4096", s)
	}
	*w = Workers(v)
	return nil
}

func (t *TimePoint) parse(s string) error {
	m := wholePoint.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("%q is not a time such as 10m, steady+5m or outage+2m", s)
	}
	const base, sign, after = 2, 3, 4 // groups
	*t = TimePoint{Base: m[base]}
	offset := m[1] + m[after]
	if offset == "" {
		return nil
	}
	v, err := ParseDuration(offset)
	if m[sign] == "-" {
		v = -v
	}
	t.Offset = v
	return err
}

// String is the point as the language writes it.
func (t TimePoint) String() string {
	switch {
	case t.Base == "":
		return Duration(t.Offset).String()
	case t.Offset == 0:
		return t.Base
	case t.Offset < 0:
		return t.Base + "-" + Duration(-t.Offset).String()
	}
	return t.Base + "+" + Duration(t.Offset).String()
}

// ParseQuantity reads a number with its unit: 500 mL, 30mL/kg, 5%. Unit is "" for a plain number.
func ParseQuantity(s string) (Quantity, error) {
	m := wholeQty.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Quantity{}, fmt.Errorf("%q is not a number with a unit such as 500 mL", s)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil || math.IsInf(v, 0) {
		return Quantity{}, fmt.Errorf("%q is too large", s)
	}
	return Quantity{Value: v, Unit: strings.TrimSpace(m[2]), Text: s}, nil
}

func (q *Quantity) parse(s string) (err error) {
	*q, err = ParseQuantity(s)
	return err
}

//nolint:unparam // A condition's own parser reports its problems; here it is a scalar like the others.
func (c *Condition) parse(s string) error { c.Text = s; return nil }

//nolint:unparam // Any text is a secret, which is a scalar like the others.
func (s *Secret) parse(t string) error { s.text = t; return nil }
