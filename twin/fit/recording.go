package fit

import "math"

// Recording is what was recorded of a person, rows at rising times.
type Recording struct {
	Rows []Row

	// Given are the boluses that were given in truth, U, a row each, where Rows holds
	// others that are asked about: what a meal was is read from these.
	Given []float64
}

// Row is one moment of a recording. Basal holds until the next row; bolus and
// carbohydrate are given at its time.
type Row struct {
	Minute int     // since the start of the recording
	CGM    float64 // mg/dL; NaN where the sensor has a gap
	Basal  float64 // U/h
	Bolus  float64 // U
	Carbs  float64 // reported, g

	given float64 // bolus that was given while Bolus is another one, U
}

// Minutes is the time from the first row to the end of the last one, which lasts as
// long as the one before it.
func (r *Recording) Minutes() int {
	n := len(r.Rows)
	if n < 2 {
		return n
	}
	return 2*r.Rows[n-1].Minute - r.Rows[n-2].Minute - r.Rows[0].Minute
}

// Readings counts the sensor's values.
func (r *Recording) Readings() int {
	n := 0
	for i := range r.Rows {
		if !math.IsNaN(r.Rows[i].CGM) {
			n++
		}
	}
	return n
}

// Therapy is what is known of a person beside the recording.
type Therapy struct {
	Weight    float64 // kg
	Basal     float64 // U/h that is believed to hold glucose in the fasting state
	CarbRatio float64 // g of carbohydrate that one unit is believed to cover
}
