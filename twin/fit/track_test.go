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

// TestFollowing: a followed person's expectations come true as often as their bands say,
// nearer than a forecast from the day's begin, and looking ahead moves nothing.
func TestFollowing(t *testing.T) {
	twin, f := fitted(t)
	rows, err := twin.Follow(f.day, 30, 1)
	if err != nil {
		t.Fatal(err)
	}
	n, within := 0.0, 0.0
	for i := range rows {
		x := &rows[i]
		if i+6 >= len(rows) || !f.day.Quiet(x.Now.Minute, x.Ahead.Minute) {
			continue
		}
		n++
		if y := f.day.Rows[i+6].CGM; x.Ahead.CGM05 <= y && y <= x.Ahead.CGM95 {
			within++
		}
	}
	if share := within / n; n < 50 || share < 0.8 || share > 0.98 {
		t.Errorf("%.0f of %.0f expectations held", within, n)
	}
	further, err := twin.Follow(f.day, 60, 1)
	if err != nil {
		t.Fatal(err)
	}
	if last := len(rows) - 1; rows[last].Now != further[last].Now {
		t.Error("how far one looks ahead moved the filter")
	}
}
