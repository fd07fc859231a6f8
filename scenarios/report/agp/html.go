package agp

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

//go:embed report.html
var page string

// Write writes the report as one HTML file that needs no network and can be printed.
func (r *Report) Write(w io.Writer, title string) error {
	t, err := template.New("agp").Parse(page)
	if err != nil {
		return fmt.Errorf("agp page: %w", err)
	}
	view := struct {
		*Report
		Title        string
		Rows         []row
		Bar          []slice
		Modal        template.HTML
		Days14       []thumbnail
		MeanMmol     string
		PeriodOfDays string
	}{r, title, r.rows(), r.bar(), r.modal(), r.thumbnails(), fmt.Sprintf("%.1f", r.Mean/cgm.MgPerMmol), r.period()}
	if err := t.Execute(w, view); err != nil {
		return fmt.Errorf("agp page: %w", err)
	}
	return nil
}

func itoa(i int) string { return strconv.Itoa(i) }

func (r *Report) period() string {
	if r.From == "" {
		return fmt.Sprintf("%d days", r.Days)
	}
	return fmt.Sprintf("%s to %s, %d days", r.From, r.To, r.Days)
}

// row is one statistic with its target for adults.
type row struct{ Name, Value, Target string }

func (r *Report) rows() []row {
	return []row{
		{"Time with readings", fmt.Sprintf("%.1f %%", r.Active), "70 % and more"},
		{"Mean glucose", fmt.Sprintf("%.0f mg/dL (%.1f mmol/L)", r.Mean, r.Mean/cgm.MgPerMmol), "below 154 mg/dL"},
		{"Glucose management indicator", fmt.Sprintf("%.1f %%", r.GMI), "below 7 %"},
		{"Variability (CV)", fmt.Sprintf("%.1f %%", r.CV), "36 % and less"},
		{"Glycaemia risk index", fmt.Sprintf("%.1f, zone %s", r.GRI, r.Zone), "zone A is 0 to 20"},
		{"LBGI, HBGI", fmt.Sprintf("%.2f, %.2f", r.LBGI, r.HBGI), ""},
	}
}

// slice is one range of the stacked bar.
type slice struct {
	Name, Share, Target, Colour string
	Y, Height, Middle           float64
}

func (r *Report) bar() (out []slice) {
	const height = 230.0
	y := 5.0
	for _, s := range []struct {
		name, target, colour string
		share                float64
	}{
		{"Very high, above 250", "below 5 %", "#d9822b", r.VeryHigh},
		{"High, 181 to 250", "below 25 % with very high", "#f2c14e", r.High},
		{"In range, 70 to 180", "above 70 %", "#4f9d69", r.InRange},
		{"Low, 54 to 69", "below 4 % with very low", "#c8553d", r.Low},
		{"Very low, below 54", "below 1 %", "#7d1d1d", r.VeryLow},
	} {
		h := height * s.share / 100
		out = append(out, slice{s.name, fmt.Sprintf("%.1f %%", s.share), s.target, s.colour, y, h, y + h/2})
		y += h
	}
	return out
}

// The scale of the plots: 24 h wide, 40 to 400 mg/dL high.
const (
	plotLow, plotHigh = 40.0, 400.0
)

type plane struct{ left, top, width, height float64 }

func (p plane) x(seconds float64) float64 { return p.left + p.width*seconds/day }
func (p plane) y(g float64) float64 {
	return p.top + p.height*(1-(min(max(g, plotLow), plotHigh)-plotLow)/(plotHigh-plotLow))
}

// modal draws the modal day.
func (r *Report) modal() template.HTML {
	p := plane{50, 10, 740, 260}
	var b strings.Builder
	fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="target"/>`, p.left, p.y(180), p.width, p.y(70)-p.y(180))
	for _, g := range []float64{54, 70, 180, 250, 400} {
		fmt.Fprintf(&b, `<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="grid"/><text x="44" y="%.1f" text-anchor="end">%g</text>`, p.left, p.left+p.width, p.y(g), p.y(g), p.y(g)+4, g)
	}
	for h := 0; h <= 24; h += 3 {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%02d:00</text>`, p.x(3600*float64(h)), p.top+p.height+18, h%24)
	}
	for _, run := range runs(r.Profile) {
		band(&b, p, run, "outer", func(x cgm.Band) (float64, float64) { return x.P05, x.P95 })
		band(&b, p, run, "inner", func(x cgm.Band) (float64, float64) { return x.P25, x.P75 })
		b.WriteString(`<polyline class="median" points="`)
		for _, x := range run {
			fmt.Fprintf(&b, "%.1f,%.1f ", p.x(60*float64(x.Minute)), p.y(x.P50))
		}
		b.WriteString(`"/>`)
	}
	return template.HTML(b.String()) //nolint:gosec // Numbers only.
}

// runs cuts the profile where a time of day has no readings.
func runs(bands []cgm.Band) (out [][]cgm.Band) {
	fresh := true
	for _, b := range bands {
		switch {
		case b.N == 0:
			fresh = true
			continue
		case fresh:
			out = append(out, nil)
			fresh = false
		}
		out[len(out)-1] = append(out[len(out)-1], b)
	}
	return out
}

func band(b *strings.Builder, p plane, run []cgm.Band, class string, of func(cgm.Band) (low, high float64)) {
	fmt.Fprintf(b, `<polygon class="%s" points="`, class)
	for _, x := range run {
		_, high := of(x)
		fmt.Fprintf(b, "%.1f,%.1f ", p.x(60*float64(x.Minute)), p.y(high))
	}
	for i := len(run) - 1; i >= 0; i-- {
		low, _ := of(run[i])
		fmt.Fprintf(b, "%.1f,%.1f ", p.x(60*float64(run[i].Minute)), p.y(low))
	}
	b.WriteString(`"/>`)
}

// thumbnail is one day, small.
type thumbnail struct {
	Label string
	Plot  template.HTML
}

func (r *Report) thumbnails() (out []thumbnail) {
	p := plane{0, 0, 108, 60}
	for _, d := range r.lastDays(14) {
		var b strings.Builder
		fmt.Fprintf(&b, `<rect x="0" y="%.1f" width="108" height="%.1f" class="target"/>`, p.y(180), p.y(70)-p.y(180))
		b.WriteString(`<polyline class="day" points="`)
		for i, x := range d.Readings {
			if i > 0 && x.Seconds-d.Readings[i-1].Seconds > 3*60*r.Interval {
				b.WriteString(`"/><polyline class="day" points="`)
			}
			fmt.Fprintf(&b, "%.1f,%.1f ", p.x(x.Seconds), p.y(x.MgDL))
		}
		b.WriteString(`"/>`)
		out = append(out, thumbnail{d.Label, template.HTML(b.String())}) //nolint:gosec // Numbers only.
	}
	return out
}
