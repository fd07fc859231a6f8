package fit

import (
	"math"
	"slices"
)

// Followed is one row of a person who is followed: what was recorded, what the filter
// believes after it, and what the sensor is expected to show ahead.
type Followed struct {
	Recorded float64 // mg/dL; NaN in a gap
	Now      Point
	Ahead    Point

	Sensitivity, Production, Absorption float64 // factors on what was fitted
	Bias                                float64 // of the sensor, mg/dL
}

// expected is how many comparisons the filter's own band counts for when its width is
// corrected by how it has held so far.
const expected = 20

// Follow tracks a recording that goes on from the end of the twin's: each reading
// corrects the filter, then the row's inputs take it to the next. What is expected ahead
// (minutes) supposes that the basal rate runs on and nothing is eaten or injected; its
// band is as wide as what came of earlier expectations asks.
func (t *Twin) Follow(r *Recording, ahead int, seed uint64) ([]Followed, error) {
	k, err := t.Track(seed)
	if err != nil {
		return nil, err
	}
	out := make([]Followed, len(r.Rows))
	misses := float64(expected) // sum of squares of normal scores
	n, next := float64(expected), 0
	for i, row := range r.Rows {
		x := &out[i]
		x.Recorded = row.CGM
		if !math.IsNaN(row.CGM) {
			if err := k.Update(row.CGM); err != nil {
				return nil, err
			}
		}
		for ; next < i && out[next].Now.Minute+ahead <= row.Minute; next++ {
			if z, ok := out[next].score(r, row, ahead, math.Sqrt(misses/n)); ok {
				misses, n = 0.99*misses+z*z, 0.99*n+1
			}
		}
		x.Now, x.Ahead = k.Estimate(), k.Ahead(row.Basal, ahead)
		x.Now.Minute, x.Ahead.Minute = row.Minute, row.Minute+ahead
		x.widen(math.Sqrt(misses / n))
		x.Sensitivity, x.Production, x.Absorption, x.Bias = k.Drift()
		if i+1 < len(r.Rows) {
			k.Advance(row, r.Rows[i+1].Minute-row.Minute)
		}
	}
	return out, nil
}

// halfBand is the normal score of a 90 % band.
const halfBand = 1.645

// score is what a row showed of an expectation of it, in standard deviations of the
// filter's own; false where the two cannot be compared.
func (x *Followed) score(r *Recording, row Row, ahead int, widened float64) (float64, bool) {
	if row.Minute != x.Now.Minute+ahead || math.IsNaN(row.CGM) || !r.Quiet(x.Now.Minute, row.Minute) {
		return 0, false
	}
	edge := x.Ahead.CGM95
	if row.CGM < x.Ahead.CGM {
		edge = x.Ahead.CGM05
	}
	sd := math.Abs(edge-x.Ahead.CGM) / halfBand
	return (row.CGM - x.Ahead.CGM) / max(sd, 0.1) * widened, true
}

// widen scales the band ahead about its middle.
func (x *Followed) widen(by float64) {
	p := &x.Ahead
	p.CGM05, p.CGM95 = p.CGM-by*(p.CGM-p.CGM05), p.CGM+by*(p.CGM95-p.CGM)
}

// Quiet reports whether nothing is eaten or injected from a minute until another.
func (r *Recording) Quiet(from, to int) bool {
	return !slices.ContainsFunc(r.Rows, func(row Row) bool {
		return row.Minute >= from && row.Minute < to && (row.Carbs > 0 || row.Bolus > 0)
	})
}
