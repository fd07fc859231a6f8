package agp

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// clock reads the cells of a time column, all of one kind.
type clock struct {
	factor float64 // s in a unit, for numbers; 0: dates
	first  time.Time
}

// newClock is the clock of a column by its name; a column of no unit has dates.
func newClock(column string) *clock {
	switch strings.TrimSpace(column) {
	case "time_s", "t_s":
		return &clock{factor: 1}
	case "t_min", "time_min":
		return &clock{factor: 60}
	}
	return &clock{}
}

// seconds is a cell as seconds since the midnight of the first row's day.
func (c *clock) seconds(cell string) (float64, error) {
	if cell == "" {
		return 0, fmt.Errorf("a reading without a time")
	}
	if c.factor > 0 {
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil || math.IsNaN(x) || x < 0 || x > 1e11 {
			return 0, fmt.Errorf("%q is not a time since the start", cell)
		}
		return c.factor * x, nil
	}
	t, err := parseDate(cell)
	if err != nil {
		return 0, err
	}
	if c.first.IsZero() {
		y, m, d := t.Date()
		c.first = time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	}
	return t.Sub(c.first).Seconds(), nil
}

// start is the midnight of the first day; zero for numbers.
func (c *clock) start() time.Time { return c.first }

// parseDate reads a date whose order of day and month cannot be mistaken.
func parseDate(cell string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return t, nil
		}
	}
	if strings.Count(cell, "/") == 2 {
		return time.Time{}, fmt.Errorf("%q can be read with the day or the month first; write 2026-01-15 08:00", cell)
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return time.Time{}, fmt.Errorf("%q has no unit; name the column time_s or t_min, or write dates", cell)
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write 2026-01-15 08:00", cell)
}
