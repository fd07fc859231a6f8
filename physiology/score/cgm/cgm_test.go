package cgm_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

func reference(t *testing.T, name string) (string, bool) {
	t.Helper()
	for _, d := range []string{os.Getenv("VITALFLEET_REFERENCE"), "../../../../shared/reference/glucose"} {
		path := filepath.Join(d, name)
		if _, err := os.Stat(path); d != "" && err == nil {
			return path, true
		}
	}
	return "", false
}

func table(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMetricsOfRecordings holds the metrics against real recordings whose figures were
// computed elsewhere; recordings that are not here are left out.
func TestMetricsOfRecordings(t *testing.T) {
	path, ok := reference(t, "metrics/cgm_metrics_golden.csv")
	if !ok {
		t.Skip("metrics/cgm_metrics_golden.csv is not here: set VITALFLEET_REFERENCE to the folder of the glucose reference data")
	}
	rows, held := table(t, path), 0
	for _, row := range rows[1:] {
		name, unit, mmol := strings.Cut(row[0], " (")
		file, ok := reference(t, "realdata/"+name)
		if !ok {
			continue
		}
		factor := 1.0
		if mmol && strings.HasPrefix(unit, "mmol/L") {
			factor = cgm.MgPerMmol
		}
		var readings []float64
		for _, r := range table(t, file)[1:] {
			if x, err := strconv.ParseFloat(r[1], 64); err == nil {
				readings = append(readings, factor*x)
			}
		}
		m := cgm.Of(readings)
		got := []float64{float64(m.N), m.Mean, m.SD, m.CV, m.VeryLow, m.Low, m.InRange, m.High, m.VeryHigh, m.GMI, m.GRI, m.LBGI, m.HBGI}
		for i, x := range got {
			want, err := strconv.ParseFloat(row[i+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			if !(math.Abs(x-want) <= 1e-3) {
				t.Errorf("%s: %s is %.6g, want %.6g", name, rows[0][i+1], x, want)
			}
		}
		held++
	}
	if held == 0 {
		t.Skip("no recording is here")
	}
	t.Logf("%d recordings", held)
}

func TestRangesAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(20, 600), 1, 200).Draw(t, "readings")
		m := cgm.Of(xs)
		if sum := m.VeryLow + m.Low + m.InRange + m.High + m.VeryHigh; math.Abs(sum-100) > 1e-9 {
			t.Fatalf("shares sum up to %g", sum)
		}
		if m.Tight > m.InRange+1e-9 || m.GRI < 0 || m.GRI > 100 || m.LBGI < 0 || m.HBGI < 0 {
			t.Fatalf("%+v", m)
		}
	})
}

func TestEdgesOfRanges(t *testing.T) {
	for _, c := range []struct {
		g    float64
		want func(m cgm.Metrics) float64
	}{
		{53.9, func(m cgm.Metrics) float64 { return m.VeryLow }},
		{54, func(m cgm.Metrics) float64 { return m.Low }},
		{69.9, func(m cgm.Metrics) float64 { return m.Low }},
		{70, func(m cgm.Metrics) float64 { return m.InRange }},
		{180, func(m cgm.Metrics) float64 { return m.InRange }},
		{180.1, func(m cgm.Metrics) float64 { return m.High }},
		{250, func(m cgm.Metrics) float64 { return m.High }},
		{250.1, func(m cgm.Metrics) float64 { return m.VeryHigh }},
	} {
		if m := cgm.Of([]float64{c.g}); c.want(m) != 100 {
			t.Errorf("%g mg/dL is in another range: %+v", c.g, m)
		}
	}
}

func TestBandsAreNested(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rs []cgm.Reading
		for i, g := range rapid.SliceOfN(rapid.Float64Range(20, 600), 1, 300).Draw(t, "readings") {
			rs = append(rs, cgm.Reading{Seconds: 900 * float64(i), MgDL: g})
		}
		for _, b := range cgm.Profile(rs) {
			if b.N > 0 && !(b.P05 <= b.P25 && b.P25 <= b.P50 && b.P50 <= b.P75 && b.P75 <= b.P95) {
				t.Fatalf("%+v", b)
			}
		}
	})
}

func ExampleOf() {
	m := cgm.Of([]float64{62, 95, 110, 140, 185, 260})
	fmt.Printf("%.0f %% in range, GMI %.1f %%\n", m.InRange, m.GMI)
	// Output: 50 % in range, GMI 6.7 %
}
