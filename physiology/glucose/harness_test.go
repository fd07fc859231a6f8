package glucose_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// rows reads a CSV file with a head into columns of numbers; text is NaN.
func rows(t testing.TB, name string) []map[string]float64 {
	t.Helper()
	var out []map[string]float64
	for _, r := range records(t, name) {
		m := map[string]float64{}
		for k, v := range r {
			x, err := strconv.ParseFloat(v, 64)
			if err != nil {
				x = math.NaN()
			}
			m[k] = x
		}
		out = append(out, m)
	}
	return out
}

// records reads a CSV file with a head.
func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, v := range r {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// outside finds a file that the repository does not hold: under the folder of
// VITALFLEET_REFERENCE, or beside the repository. Its absence skips the test.
func outside(t testing.TB, name string) string {
	t.Helper()
	dirs := []string{os.Getenv("VITALFLEET_REFERENCE"), "../../../shared/reference/glucose"}
	for _, d := range dirs {
		path := filepath.Join(d, name)
		if _, err := os.Stat(path); d != "" && err == nil {
			return path
		}
	}
	t.Skipf("%s is not here: set VITALFLEET_REFERENCE to the folder of the glucose reference data", name)
	return ""
}

// patient is a patient of the golden files: from the copy in testdata.
func patient(t testing.TB, name string) glucose.Params {
	t.Helper()
	for _, r := range records(t, outside(t, "params/vpatient_params.csv")) {
		if strings.ReplaceAll(r["Name"], "#", "") != name {
			continue
		}
		values := map[string]float64{}
		for k, v := range r {
			if k == "Name" {
				continue
			}
			x, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Fatal(err)
			}
			values[strings.ReplaceAll(k, "x0_ ", "x0_")] = x
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		p, err := glucose.ParseParams(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Fatalf("no patient %s", name)
	return glucose.Params{}
}
