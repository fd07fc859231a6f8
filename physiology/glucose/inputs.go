package glucose

import (
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The columns of an inputs file that are read; others are ignored.
const (
	columnTime    = "t_min"
	columnInsulin = "insulin_U_per_min"
	columnMeal    = "meal_announced_g"
)

// The most that a minute may bring.
const (
	mostInsulin = 100 // U/min
	mostMeal    = 1000
)

// ParseInputs reads inputs of a patient from CSV, a row a minute from t_min 0 on, with
// the columns t_min, insulin_U_per_min and meal_announced_g. Errors name row and
// column; the head is row 1.
func ParseInputs(text []byte) ([]Input, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("glucose inputs: %w", err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("glucose inputs: no rows; write a head and a row a minute")
	}
	var at [3]int
	for i, name := range []string{columnTime, columnInsulin, columnMeal} {
		if at[i] = slices.Index(rows[0], name); at[i] < 0 {
			return nil, fmt.Errorf("glucose inputs: row 1: no column %s; the columns are %s, %s and %s", name, columnTime, columnInsulin, columnMeal)
		}
	}
	out := make([]Input, 0, len(rows)-1)
	for i, row := range rows[1:] {
		var v [3]float64
		for k, limit := range []float64{math.MaxInt32, mostInsulin, mostMeal} {
			if v[k], err = cell(row[at[k]], limit); err != nil {
				return nil, fmt.Errorf("glucose inputs: row %d, column %s: %w", i+2, rows[0][at[k]], err)
			}
		}
		if v[0] != float64(i) {
			return nil, fmt.Errorf("glucose inputs: row %d, column %s: %g, want %d: a row a minute from 0, none left out or twice", i+2, columnTime, v[0], i)
		}
		out = append(out, Input{Insulin: v[1], Meal: v[2]})
	}
	return out, nil
}

// cell is a number of 0..limit.
func cell(text string, limit float64) (float64, error) {
	text = strings.TrimSpace(text)
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(x):
		return 0, fmt.Errorf("%q is not a number", text)
	case x < 0:
		return 0, fmt.Errorf("%s is negative", text)
	case x > limit:
		return 0, fmt.Errorf("%s is above %g", text, limit)
	}
	return x, nil
}
