package fit_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/twin/fit"
	"github.com/vitalfleet/vitalfleet/twin/fit/ingest"
)

// tables are the files of one participant of T1D-UOM (CC BY 4.0, not part of the
// project).
func tables(who string) []ingest.Table {
	return []ingest.Table{
		{File: "UoMGlucose" + who + ".csv", Time: "bg_ts", Order: "dmy", Columns: []ingest.Column{{Name: "value", Is: ingest.CGM, Unit: "mmol/L"}}},
		{File: "UoMBasal" + who + ".csv", Time: "basal_ts", Order: "dmy", Columns: []ingest.Column{
			{Name: "basal_dose", Is: ingest.Basal, By: "insulin_kind", Units: map[string]string{"R": "U/h", "L": "U"}},
		}},
		{File: "UoMBolus" + who + ".csv", Time: "bolus_ts", Order: "dmy", Columns: []ingest.Column{{Name: "bolus_dose", Is: ingest.Bolus, Unit: "U"}}},
		{File: "UoMNutrition" + who + ".csv", Time: "meal_ts", Order: "dmy", Columns: []ingest.Column{{Name: "carbs_g", Is: ingest.Carbs, Unit: "g"}}},
	}
}

func events(t *testing.T, who string) (all []ingest.Event) {
	t.Helper()
	folder := os.Getenv("REALDATA")
	if folder == "" {
		t.Skip("REALDATA does not name a folder with the recordings of T1D-UOM")
	}
	for _, table := range tables(who) {
		f, err := os.Open(filepath.Join(folder, table.File))
		if err != nil {
			t.Skip(err)
		}
		defer f.Close()
		e, _, err := ingest.ReadTable(table, f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e...)
	}
	return all
}

// heldOut learns from three days and forecasts the fourth open-loop: MARD (%), how
// much of the sensor the 90 % band holds (%), and its mean width (mg/dL).
func heldOut(t *testing.T, all []ingest.Event, from time.Time) (mard, cover, width float64, n int) {
	t.Helper()
	train, _, _, err := ingest.Lay(all, ingest.Span{From: from, For: 72 * time.Hour})
	if err != nil || train.Readings() < 144 || train.Minutes() < 4320 {
		return 0, 0, 0, 0
	}
	day, _, _, err := ingest.Lay(all, ingest.Span{From: from.Add(72 * time.Hour), For: 24 * time.Hour})
	if err != nil || day.Readings() < 144 {
		return 0, 0, 0, 0
	}
	for i := range day.Rows {
		day.Rows[i].Minute += 4320
	}
	basal := 0.0
	for _, r := range train.Rows {
		basal += r.Basal / float64(len(train.Rows))
	}
	beliefs := fit.Everyday()
	twin, err := fit.Glucose(train, fit.Therapy{Weight: 70, Basal: basal}, fit.Options{Seed: 1, Beliefs: &beliefs})
	if err != nil {
		t.Fatal(err)
	}
	points, err := twin.Forecast(day)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range points {
		if y := day.Rows[i].CGM; !math.IsNaN(y) {
			n++
			mard += 100 * math.Abs(p.CGM-y) / y
			width += p.CGM95 - p.CGM05
			if p.CGM05 <= y && y <= p.CGM95 {
				cover += 100
			}
		}
	}
	return mard / float64(n), cover / float64(n), width / float64(n), n
}

// TestRealDays forecasts days of real people from the three days before them.
func TestRealDays(t *testing.T) {
	for who, first := range map[string]time.Time{
		"2307": time.Date(2023, 10, 10, 0, 0, 0, 0, time.UTC),
		"2309": time.Date(2024, 2, 7, 0, 0, 0, 0, time.UTC),
	} {
		t.Run(who, func(t *testing.T) {
			all := events(t, who)
			var mards []float64
			pooled := 0.0
			for k := range 30 {
				from := first.Add(time.Duration(k) * 72 * time.Hour)
				mard, cover, width, n := heldOut(t, all, from)
				if n == 0 {
					continue
				}
				t.Logf("%s: MARD %.1f %%, the 90 %% band is %.0f mg/dL wide and holds %.0f %% of %d", from.Format("2006-01-02"), mard, width, cover, n)
				mards, pooled = append(mards, mard), pooled+cover
			}
			slices.Sort(mards)
			t.Logf("%d windows, median MARD %.1f %%, coverage %.0f %%", len(mards), mards[len(mards)/2], pooled/float64(len(mards)))
		})
	}
}
