package fit

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// mgPerMmol converts glucose from mmol/L to mg/dL.
const mgPerMmol = 18.016

// column is a quantity of a recording with its unit, range and factor to ours.
type column struct {
	name      string
	low, high float64 // in the column's unit
	factor    float64
	hint      string // what a value out of range may be
	set       func(*Row, float64)
}

// columns are the names that tables of recordings have: quantity and unit.
func columns() []column {
	cgm := func(r *Row, v float64) { r.CGM = v }
	return []column{
		{"cgm_mgdl", 20, 700, 1, "; is it mmol/L? Then the column is cgm_mmoll, and a column has one unit", cgm},
		{"cgm_mmoll", 1.1, 39, mgPerMmol, "; is it mg/dL? Then the column is cgm_mgdl, and a column has one unit", cgm},
		{"basal_U_per_h", 0, 20, 1, "", func(r *Row, v float64) { r.Basal = v }},
		{"bolus_U", 0, 100, 1, "", func(r *Row, v float64) { r.Bolus = v }},
		{"carbs_reported_g", 0, 500, 1, "", func(r *Row, v float64) { r.Carbs = v }},
	}
}

// ambiguous are names that say what but not in which unit, with what to write.
func ambiguous(name string) (string, bool) {
	switch strings.ToLower(name) {
	case "cgm", "glucose", "bg", "sgv", "value":
		return "cgm_mgdl or cgm_mmoll", true
	case "basal", "basal_u", "basal_dose", "basal_rate":
		return "basal_U_per_h", true
	case "bolus", "insulin", "bolus_dose":
		return "bolus_U", true
	case "carbs", "meal", "carbs_g":
		return "carbs_reported_g", true
	case "t", "time", "minutes":
		return "t_min", true
	}
	return "", false
}

// ReadCSV reads a table with t_min and the columns of a recording; needCGM asks for
// glucose, and boluses are read from a column of any name. Empty cells are gaps, of
// glucose alone; an empty dose is none. Errors name row and column.
func ReadCSV(r io.Reader, bolusColumn string, needCGM bool) (*Recording, error) {
	in := csv.NewReader(skipMark(r))
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the first row must name the columns: %w", err)
	}
	fields, timeAt, err := match(head, bolusColumn, needCGM)
	if err != nil {
		return nil, err
	}
	out := &Recording{}
	for n := 2; ; n++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", n, err)
		}
		row, err := readRow(cells, fields, timeAt, n)
		if err != nil {
			return nil, err
		}
		if k := len(out.Rows); k > 0 && row.Minute <= out.Rows[k-1].Minute {
			return nil, fmt.Errorf("row %d, column t_min: %d is not after %d of the row before: rows overlap or are not sorted", n, row.Minute, out.Rows[k-1].Minute)
		}
		out.Rows = append(out.Rows, row)
	}
	if slices.ContainsFunc(fields, func(c column) bool { return c.name == "bolus_U" }) && bolusColumn != "bolus_U" {
		for i := range out.Rows {
			out.Given = append(out.Given, out.Rows[i].given)
		}
	}
	if len(out.Rows) < 2 {
		return nil, errors.New("there are no rows to learn from")
	}
	return out, nil
}

// skipMark drops a byte-order mark.
func skipMark(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if m, err := b.Peek(3); err == nil && string(m) == "\ufeff" {
		_, _ = b.Discard(3) // Peek has read them.
	}
	return b
}

// match finds the columns in the head; an entry without a name is not read.
func match(head []string, bolusColumn string, needCGM bool) (fields []column, timeAt int, err error) {
	known, fields, timeAt := columns(), make([]column, len(head)), -1
	found := map[string]bool{}
	for i, name := range head {
		name = strings.TrimSpace(name)
		if name == "t_min" {
			timeAt = i
			continue
		}
		as := name
		switch {
		case name == bolusColumn:
			as = "bolus_U"
		case name == "bolus_U": // Another column was asked for.
			fields[i] = column{name: name, high: 100, factor: 1, set: func(r *Row, v float64) { r.given = v }}
			continue
		}
		k := slices.IndexFunc(known, func(c column) bool { return c.name == as })
		if k < 0 {
			if write, yes := ambiguous(name); yes {
				return nil, 0, fmt.Errorf("column %q has no unit in its name: write %s", name, write)
			}
			continue
		}
		kind := strings.SplitN(as, "_", 2)[0]
		if found[kind] {
			return nil, 0, fmt.Errorf("column %q: there are two columns of %s", name, kind)
		}
		found[kind] = true
		fields[i] = known[k]
		fields[i].name = name
	}
	need := []string{"basal", "bolus", "carbs"}
	if needCGM {
		need = append(need, "cgm")
	}
	for _, kind := range need {
		if !found[kind] {
			return nil, 0, fmt.Errorf("there is no column of %s; columns are t_min, cgm_mgdl, basal_U_per_h, %s, carbs_reported_g", kind, bolusColumn)
		}
	}
	if timeAt < 0 {
		return nil, 0, errors.New("there is no column t_min")
	}
	return fields, timeAt, nil
}

func readRow(cells []string, fields []column, timeAt, n int) (Row, error) {
	row := Row{CGM: math.NaN()}
	t, err := strconv.ParseFloat(strings.TrimSpace(cells[timeAt]), 64)
	if err != nil || t != math.Trunc(t) || math.Abs(t) > 1e7 {
		return row, fmt.Errorf("row %d, column t_min: %q is not a whole number of minutes", n, cells[timeAt])
	}
	row.Minute = int(t)
	for i, c := range fields {
		text := strings.TrimSpace(cells[i])
		if c.set == nil || text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return row, fmt.Errorf("row %d, column %s: %q is not a number", n, c.name, text)
		}
		if v < 0 && c.low == 0 {
			return row, fmt.Errorf("row %d, column %s: %s: an amount cannot be negative", n, c.name, text)
		}
		if !(v >= c.low && v <= c.high) {
			return row, fmt.Errorf("row %d, column %s: %s is outside %g to %g%s", n, c.name, text, c.low, c.high, c.hint)
		}
		c.set(&row, v*c.factor)
	}
	return row, nil
}

// WriteCSV writes a recording as ReadCSV reads it.
func (r *Recording) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	row := []string{"t_min", "cgm_mgdl", "basal_U_per_h", "bolus_U", "carbs_reported_g"}
	if err := out.Write(row); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	for i := range r.Rows {
		x := &r.Rows[i]
		row = append(row[:0], strconv.Itoa(x.Minute))
		for _, v := range []float64{x.CGM, x.Basal, x.Bolus, x.Carbs} {
			text := ""
			if !math.IsNaN(v) {
				text = strconv.FormatFloat(v, 'g', -1, 64)
			}
			row = append(row, text)
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("recording: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
