package validation

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
)

//go:embed data/resting_normals.csv
var normalsCSV string

// normal is a resting value of the reference adult beside a range of the literature
// that is no bar.
type normal struct {
	quantity, unit, source, evidence string
	low, high, value                 float64
}

// derived says how the quantities of resting_normals.csv that are no bars are read
// from a frame: a signal, times a factor, over another signal or 1.
func derived() map[string]struct {
	signal string
	factor float64
	over   string
} {
	type row = struct {
		signal string
		factor float64
		over   string
	}
	const bsa = 1.964 // m2, DuBois, 180 cm and 77 kg
	return map[string]row{
		"pulse pressure": {"pulse_pressure", 1, ""}, "cardiac index": {"co", 1 / bsa, ""},
		"systemic vascular resistance": {"svr", 0.06, ""}, "tidal volume": {"vt", 1, ""}, "bicarbonate": {"hco3", 1, ""},
		"mixed venous O2 saturation": {"svo2", 0.01, ""}, "VCO2": {"vco2", 1, ""}, "respiratory quotient": {"vco2", 1, "vo2"},
		"haematocrit": {"hct", 0.01, ""}, "haemoglobin": {"hb", 1, ""}, "blood volume": {"blood_volume", 1, ""},
		"plasma volume": {"plasma_volume", 1, ""}, "lactate": {"lactate", 1, ""}, "LV end-diastolic volume": {"sv", 100, "ef"},
		"basal metabolic rate": {"metabolic_rate", 86400.0 / 4184, ""},
	}
}

// normals reads the ranges and the values of a resting course.
func normals(c *Course) ([]normal, error) {
	rows, err := csv.NewReader(strings.NewReader(normalsCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("resting_normals.csv: %w", err)
	}
	how := derived()
	var out []normal
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		d, ok := how[r[0]]
		if !ok || seen[r[0]] {
			continue // A bar, a formula, another kind of person, or no signal of ours.
		}
		seen[r[0]] = true
		n := normal{quantity: r[0], unit: r[2], source: r[7], evidence: r[8]}
		if n.low, err = strconv.ParseFloat(r[4], 64); err != nil {
			return nil, fmt.Errorf("resting_normals.csv: %s: %w", r[0], err)
		}
		if n.high, err = strconv.ParseFloat(r[6], 64); err != nil {
			return nil, fmt.Errorf("resting_normals.csv: %s: %w", r[0], err)
		}
		n.value = d.factor * lastOf(c, d.signal)
		if d.over != "" {
			n.value /= lastOf(c, d.over)
		}
		out = append(out, n)
	}
	return out, nil
}

// lastOf is a signal in the last frame of a course.
func lastOf(c *Course, id string) float64 {
	s, ok := physiology.SignalByID(id)
	if !ok || len(c.Frames) == 0 {
		return 0
	}
	return c.Frames[len(c.Frames)-1][s]
}

// normalsTable shows them; they decide nothing.
func (r *Report) normalsTable() string {
	var b strings.Builder
	for _, o := range r.Experiments {
		if o.ID != "rest" {
			continue
		}
		list, err := normals(o.Courses["man"])
		if err != nil {
			return err.Error() + "\n"
		}
		b.WriteString("Further resting values against ranges of the literature; they are no bars and decide nothing.\n\n| quantity | unit | range | reference adult | | source | evidence |\n|---|---|---|---|---|---|---|\n")
		for _, n := range list {
			mark := "inside"
			if n.value < n.low || n.value > n.high {
				mark = "**outside**"
			}
			fmt.Fprintf(&b, "| %s | %s | %g … %g | %s | %s | %s | %s |\n", n.quantity, n.unit, n.low, n.high, number(n.value), mark, cell(n.source), n.evidence)
		}
	}
	return b.String()
}
