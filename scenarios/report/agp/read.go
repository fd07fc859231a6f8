package agp

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

// Series is the readings of one person.
type Series struct {
	Readings []cgm.Reading // in order of time, since the midnight of the first day
	Start    time.Time     // of that midnight; zero when the file has no dates
	Notes    []string      // what was put right or left out, and in which rows
}

// The names that columns may have.
func timeColumns() []string {
	return []string{"time", "timestamp", "datetime", "time_s", "t_s", "t_min", "time_min"}
}

// unit is how a column of glucose is read.
type unit struct {
	factor, low, high float64
	other             string // what values out of low..high suggest
}

func unitOf(name string) (unit, bool) {
	switch name {
	case "cgm_mgdl", "glucose_interstitial_mgdl":
		return unit{1, 35, 700, "mmol/L"}, true
	case "cgm_mmoll", "cgm_mmol", "cgm_mmol_l":
		return unit{cgm.MgPerMmol, 1.9, 35, "mg/dL"}, true
	}
	return unit{}, false
}

// Read reads a CSV file with a time column and cgm_mgdl or cgm_mmoll; interstitial
// glucose as simulate writes it is taken for what a perfect sensor would say. Empty cells are
// gaps; rows out of order are sorted and reported. What is wrong or can be read in two
// ways is an error that names row and column; the head is row 1.
func Read(text []byte) (*Series, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 {
		return nil, errors.New("no rows: write a head with a time column and cgm_mgdl or cgm_mmoll, and a row a reading")
	}
	at, value, u, err := columns(rows[0])
	if err != nil {
		return nil, err
	}
	s := &Series{}
	clock := newClock(rows[0][at])
	gaps := 0
	for i, row := range rows[1:] {
		seconds, err := clock.seconds(strings.TrimSpace(row[at]))
		if err != nil {
			return nil, fmt.Errorf("row %d, column %s: %w", i+2, rows[0][at], err)
		}
		cell := strings.TrimSpace(row[value])
		if cell == "" {
			gaps++
			continue
		}
		g, err := u.read(cell)
		if err != nil {
			return nil, fmt.Errorf("row %d, column %s: %w", i+2, rows[0][value], err)
		}
		s.Readings = append(s.Readings, cgm.Reading{Seconds: seconds, MgDL: g})
	}
	if len(s.Readings) == 0 {
		return nil, fmt.Errorf("column %s: no reading in %d rows", rows[0][value], len(rows)-1)
	}
	if gaps > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d rows without a reading are gaps", gaps))
	}
	s.Start = clock.start()
	s.order()
	return s, nil
}

// columns finds the time and the glucose column.
func columns(head []string) (at, value int, u unit, err error) {
	at, value = -1, -1
	for i, name := range head {
		name = strings.TrimSpace(name)
		if slices.Contains(timeColumns(), name) {
			if at >= 0 {
				return at, value, u, fmt.Errorf("row 1, column %s: a second time column beside %s; keep one", name, head[at])
			}
			at = i
		}
		if v, ok := unitOf(name); ok {
			if value >= 0 {
				return at, value, u, fmt.Errorf("row 1, column %s: a second glucose column beside %s; keep one", name, head[value])
			}
			value, u = i, v
		}
	}
	switch {
	case at < 0:
		return at, value, u, fmt.Errorf("row 1: no time column; name it one of %s", strings.Join(timeColumns(), ", "))
	case value < 0:
		for _, name := range head {
			if strings.Contains(strings.ToLower(name), "gluc") || strings.Contains(strings.ToLower(name), "cgm") {
				return at, value, u, fmt.Errorf("row 1, column %s: its unit is not said; name it cgm_mgdl or cgm_mmoll", name)
			}
		}
		return at, value, u, errors.New("row 1: no glucose column; name it cgm_mgdl or cgm_mmoll")
	}
	return at, value, u, nil
}

// read is a cell in mg/dL.
func (u unit) read(cell string) (float64, error) {
	x, err := strconv.ParseFloat(cell, 64)
	switch {
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		return 0, fmt.Errorf("%q is not a number", cell)
	case x <= 0:
		return 0, fmt.Errorf("%s is not above 0", cell)
	case x < u.low || x > u.high:
		return 0, fmt.Errorf("%s is outside %g..%g; is it in %s?", cell, u.low, u.high, u.other)
	}
	return x * u.factor, nil
}

// order sorts the readings by time and drops the later of two at one time.
func (s *Series) order() {
	if !slices.IsSortedFunc(s.Readings, byTime) {
		sort.SliceStable(s.Readings, func(i, j int) bool { return s.Readings[i].Seconds < s.Readings[j].Seconds })
		s.Notes = append(s.Notes, "rows were not in order of time and have been sorted")
	}
	n := len(s.Readings)
	s.Readings = slices.CompactFunc(s.Readings, func(a, b cgm.Reading) bool { return a.Seconds == b.Seconds })
	if days := math.Floor(s.Readings[0].Seconds / day); days != 0 {
		for i := range s.Readings {
			s.Readings[i].Seconds -= days * day
		}
		if !s.Start.IsZero() {
			s.Start = s.Start.AddDate(0, 0, int(days))
		}
	}
	if left := n - len(s.Readings); left > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d readings at a time that has one already were left out", left))
	}
}

const day = 86400.0 // s

func byTime(a, b cgm.Reading) int {
	switch {
	case a.Seconds < b.Seconds:
		return -1
	case a.Seconds > b.Seconds:
		return 1
	}
	return 0
}
