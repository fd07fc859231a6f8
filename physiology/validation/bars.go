package validation

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// Bar is a band that a published experiment gives for one number.
type Bar struct {
	ID        string // P01..P32
	Condition string
	Protocol  string
	Quantity  string
	Unit      string
	Low, High float64 // in Unit, both inside
	Source    string
	Evidence  string // S seen in the source, K textbook, G guess
	Note      string
}

//go:embed data/bars.csv
var barsCSV string

// Bars reads the table of bars, in its order.
func Bars() ([]Bar, error) {
	rows, err := csv.NewReader(strings.NewReader(barsCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("bars.csv: %w", err)
	}
	bars := make([]Bar, 0, len(rows)-1)
	for i, r := range rows[1:] {
		low, err := strconv.ParseFloat(r[5], 64)
		if err != nil {
			return nil, fmt.Errorf("bars.csv: row %d: low: %w", i+2, err)
		}
		high, err := strconv.ParseFloat(r[6], 64)
		if err != nil {
			return nil, fmt.Errorf("bars.csv: row %d: high: %w", i+2, err)
		}
		bars = append(bars, Bar{
			ID: r[0], Condition: r[1], Protocol: r[2], Quantity: r[3], Unit: r[4],
			Low: low, High: high, Source: r[7], Evidence: r[8], Note: r[9],
		})
	}
	return bars, nil
}

// Name identifies a bar among all: id, condition, protocol and quantity.
func (b Bar) Name() string {
	return strings.Join([]string{b.ID, b.Condition, b.Protocol, b.Quantity}, " | ")
}

// holds reports whether a value lies inside the band.
func (b Bar) holds(v float64) bool { return v >= b.Low && v <= b.High }
