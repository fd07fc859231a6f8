package fit

import (
	"math"
	"testing"
)

// TestTrackingBeatsTheForecast: over a day the filter, told each reading, is nearer to
// the next half hour's readings than a forecast from the day's begin.
func TestTrackingBeatsTheForecast(t *testing.T) {
	twin, f := fitted(t)
	k, err := twin.Track(1)
	if err != nil {
		t.Fatal(err)
	}
	points, err := twin.Forecast(f.day)
	if err != nil {
		t.Fatal(err)
	}
	var tracked, forecast float64
	for i, row := range f.day.Rows {
		if i > 12 {
			e := k.Estimate()
			if !(e.P05 <= e.Glucose && e.Glucose <= e.P95) {
				t.Fatalf("row %d: %+v", i, e)
			}
			tracked += math.Abs(e.CGM - row.CGM)
			forecast += math.Abs(points[i].CGM - row.CGM)
		}
		if err := k.Update(row.CGM); err != nil {
			t.Fatal(err)
		}
		k.Advance(row, 5)
	}
	if !(tracked < 0.9*forecast) {
		t.Errorf("tracked %.1f mg/dL off, forecast %.1f", tracked, forecast)
	}
	if s := k.Sensitivity(); !(s > 0.3 && s < 3) {
		t.Errorf("a sensitivity of %g times the fitted one", s)
	}
	if k.Update(math.NaN()) == nil {
		t.Error("NaN was taken for a reading")
	}
}

func TestTrackingAllocatesNothing(t *testing.T) {
	twin, f := fitted(t)
	k, err := twin.Track(1)
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(5, func() { k.Advance(f.day.Rows[0], 5); _ = k.Update(120) }); n != 0 {
		t.Errorf("%g allocations a reading", n)
	}
}
