package ingest

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Table says how to read one CSV file.
type Table struct {
	File    string   `yaml:"file"`
	Time    string   `yaml:"time"`  // column
	Order   string   `yaml:"order"` // of dates: dmy, mdy or ymd
	Zone    string   `yaml:"zone"`  // IANA name; UTC without one
	Columns []Column `yaml:"columns"`
}

// Column is one quantity of a table. Where another column says the unit row by row, By
// names it and Units gives unit (and so the kind of basal insulin) for each value.
type Column struct {
	Name  string            `yaml:"name"`
	Is    Kind              `yaml:"is"`
	Unit  string            `yaml:"unit"`
	By    string            `yaml:"by"`
	Units map[string]string `yaml:"units"`
	Until string            `yaml:"until"` // column with the end of a basal rate
}

// unit is what a declared unit means: the kind of event and a factor to its unit.
func (c *Column) unit(text string) (Kind, float64, error) {
	switch string(c.Is) + " " + text {
	case "cgm mg/dL":
		return CGM, 1, nil
	case "cgm mmol/L":
		return CGM, 18.016, nil
	case "basal U/h":
		return Basal, 1, nil
	case "basal U":
		return Long, 1, nil
	case "bolus U":
		return Bolus, 1, nil
	case "carbs g":
		return Carbs, 1, nil
	}
	if info, ok := c.Is.vital(); ok {
		if text == info.Unit {
			return c.Is, 1, nil
		}
		return "", 0, fmt.Errorf("column %s: %s in %q: it is read in %s", c.Name, c.Is, text, info.Unit)
	}
	return "", 0, fmt.Errorf("column %s: %s in %q: glucose is cgm in mg/dL or mmol/L, insulin basal in U/h (a rate) or U (long-acting) or bolus in U, food carbs in g", c.Name, c.Is, text)
}

// head is where the columns of a table are.
type head struct {
	time          int
	at, by, until []int // of Columns; by and until -1 without one
}

// ReadTable reads the events of a table. Rows without a value are dropped, dates
// without a time are taken as midnight, and both are noted.
func ReadTable(t Table, in io.Reader) ([]Event, []Note, error) {
	b := bufio.NewReader(in)
	if m, err := b.Peek(3); err == nil && string(m) == "\ufeff" {
		_, _ = b.Discard(3) // Peek has read them.
	}
	rows := csv.NewReader(b)
	names, err := rows.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the first row must name the columns: %w", t.File, err)
	}
	h, err := t.find(names)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", t.File, err)
	}
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: zone: %w", t.File, err)
	}
	reader := tableReader{Table: t, head: h, zone: zone}
	for n := 2; ; n++ {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return reader.events, reader.notes, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s, row %d: %w", t.File, n, err)
		}
		if err := reader.row(n, cells); err != nil {
			return nil, nil, fmt.Errorf("%s, row %d, %w", t.File, n, err)
		}
	}
}

// find looks the declared columns up in a head.
func (t *Table) find(names []string) (h head, err error) {
	place := func(name string) int {
		i := slices.IndexFunc(names, func(n string) bool { return strings.TrimSpace(n) == name })
		if i < 0 {
			err = fmt.Errorf("there is no column %q; there are %s", name, strings.Join(names, ", "))
		}
		return i
	}
	h.time = place(t.Time)
	for i := range t.Columns {
		c := &t.Columns[i]
		h.at = append(h.at, place(c.Name))
		by, until := -1, -1
		if c.By != "" {
			by = place(c.By)
			for _, u := range c.Units {
				if _, _, bad := c.unit(u); bad != nil {
					err = bad
				}
			}
		} else if _, _, bad := c.unit(c.Unit); bad != nil {
			err = bad
		}
		if c.Until != "" {
			until = place(c.Until)
		}
		h.by, h.until = append(h.by, by), append(h.until, until)
	}
	if len(t.Columns) == 0 {
		err = errors.New("the mapping names no columns")
	}
	return h, err
}

// tableReader reads a table row by row.
type tableReader struct {
	Table
	head
	zone   *time.Location
	events []Event
	notes  []Note
	before time.Time
}

func (r *tableReader) note(row int, done, format string, args ...any) {
	r.notes = append(r.notes, Note{r.File, row, fmt.Sprintf(format, args...), done})
}

func (r *tableReader) row(n int, cells []string) error {
	text := strings.TrimSpace(cells[r.time])
	if text == "" {
		r.note(n, Dropped, "no time")
		return nil
	}
	at, whole, err := parseTime(text, r.Order, r.zone)
	if err != nil {
		return fmt.Errorf("column %s: %w", r.Time, err)
	}
	if !whole {
		r.note(n, Repaired, "%q has no time of day: taken as 00:00", text)
	}
	if at.Before(r.before) {
		r.note(n, Repaired, "it is before the row above it: sorted in")
	}
	r.before = at
	for i := range r.Columns {
		if err := r.cell(n, cells, i, at); err != nil {
			return fmt.Errorf("column %s: %w", r.Columns[i].Name, err)
		}
	}
	return nil
}

func (r *tableReader) cell(n int, cells []string, i int, at time.Time) error {
	c := &r.Columns[i]
	text := strings.TrimSpace(cells[r.at[i]])
	if text == "" {
		r.note(n, Dropped, "no value of %s", c.Name)
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number", text)
	}
	unit := c.Unit
	if r.by[i] >= 0 {
		key := strings.TrimSpace(cells[r.by[i]])
		var ok bool
		if unit, ok = c.Units[key]; !ok {
			return fmt.Errorf("%s is %q, and the mapping has no unit for it", c.By, key)
		}
	}
	kind, factor, err := c.unit(unit)
	if err != nil {
		return err
	}
	if kind == CGM && v >= 0 && v*factor < 20 && !mixed(v, unit) {
		r.note(n, Dropped, "a reading that no sensor shows, %s %s", text, unit)
		return nil
	}
	e := Event{At: at, Kind: kind, Value: v * factor, File: r.File, Row: n, Column: c.Name}
	if err := plausible(kind, v, e.Value, unit); err != nil {
		return err
	}
	if r.until[i] >= 0 {
		end, _, err := parseTime(strings.TrimSpace(cells[r.until[i]]), r.Order, r.zone)
		if err != nil || !end.After(at) {
			return fmt.Errorf("its end, %q, is not a time after its begin", cells[r.until[i]])
		}
		e.Length = end.Sub(at)
	}
	r.events = append(r.events, e)
	return nil
}

// mixed reports whether a reading far too low for its unit may be one of another unit:
// mmol/L among mg/dL. Nothing lower than mmol/L is in use.
func mixed(v float64, unit string) bool { return unit == "mg/dL" && v >= 1.1 }

// plausible refuses what cannot be of its unit.
func plausible(kind Kind, written, value float64, unit string) error {
	if _, ok := kind.vital(); ok {
		return nil // What no sensor shows is counted when it is fitted.
	}
	if written < 0 {
		return fmt.Errorf("%g %s: an amount cannot be negative", written, unit)
	}
	low, high := 0.0, map[Kind]float64{CGM: 700, Basal: 20, Long: 200, Bolus: 100, Carbs: 500}[kind]
	hint := ""
	if kind == CGM {
		low, hint = 20, "; is it in another unit?"
	}
	if !(value >= low && value <= high) {
		return fmt.Errorf("%g %s is outside what a %s can be%s", written, unit, kind, hint)
	}
	return nil
}

// parseTime reads a date in an order, with or without a time of day.
func parseTime(text, order string, zone *time.Location) (at time.Time, whole bool, err error) {
	dates := map[string][]string{
		"dmy": {"2/1/2006", "2.1.2006", "2-1-2006"}, "mdy": {"1/2/2006", "1-2-2006"}, "ymd": {"2006-1-2", "2006/1/2"},
	}[order]
	if dates == nil {
		return at, false, fmt.Errorf("order %q: say in which order dates are: dmy, mdy or ymd", order)
	}
	if order == "ymd" {
		if at, err = time.Parse(time.RFC3339, text); err == nil {
			return at, true, nil
		}
	}
	for _, d := range dates {
		for _, clock := range []string{" 15:04", " 15:04:05", "T15:04", "T15:04:05", ""} {
			if at, err = time.ParseInLocation(d+clock, text, zone); err == nil {
				return at, clock != "", nil
			}
		}
	}
	return at, false, fmt.Errorf("%q is not a date in the order %s", text, order)
}
