package whatif

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"time"
)

//go:embed page.html
var pageText string

// Report is a page about a result; times are those of the result.
type Report struct {
	Title, Lead   string
	Made, Command string // program, seed; the command that repeats it
	Times         []float64
	Summaries     []Summary
	Extrapolated  []string // people and actions outside the data of the models
	NotModelled   []string // what bears on the question and is not in the models
}

// page is what the template shows.
type page struct {
	Title, Lead, Made, Command string
	Extrapolated, NotModelled  []string
	Bands                      bool
	Signals                    []signalPart
}

type signalPart struct {
	Name, Unit string
	Charts     []chart
	Horizons   []string
	Ranged     bool
	Rows       []row
	Notes      []string
}

type row struct {
	Branch string
	Cells  []string
	Range  []string
}

type chart struct {
	Caption, Outer, Inner, Line, Colour string
	High, Low, End                      string
	Zero                                bool
	ZeroAt                              string
}

// WriteHTML writes the report as one file that prints well and loads nothing.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("what-if: %w", err)
	}
	p := page{Title: r.Title, Lead: r.Lead, Made: r.Made, Command: r.Command, Extrapolated: r.Extrapolated, NotModelled: r.NotModelled}
	var names []string
	parts := map[string]*signalPart{}
	for i := range r.Summaries {
		s := &r.Summaries[i]
		if parts[s.Signal] == nil {
			names = append(names, s.Signal)
			parts[s.Signal] = &signalPart{Name: s.Signal, Unit: s.Unit, Horizons: r.horizons()}
		}
		p.Bands = p.Bands || s.Bands != nil
		r.add(parts[s.Signal], s)
	}
	for _, n := range names {
		p.Signals = append(p.Signals, *parts[n])
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("what-if: %w", err)
	}
	return nil
}

// shown are the times of the table: quarters of the horizon.
func (r *Report) shown() []int {
	last := len(r.Times) - 1
	return []int{last / 4, last / 2, 3 * last / 4, last}
}

func (r *Report) horizons() (out []string) {
	for _, i := range r.shown() {
		out = append(out, span(r.Times[i]))
	}
	return out
}

func span(seconds float64) string { return time.Duration(seconds * 1e9).String() }

// add puts a branch's signal on the page.
func (r *Report) add(part *signalPart, s *Summary) {
	line := row{Branch: s.Branch}
	for _, i := range r.shown() {
		switch {
		case s.Bands == nil:
			line.Cells = append(line.Cells, "")
		case s.Difference == nil:
			line.Cells = append(line.Cells, fmt.Sprintf("%.4g", s.Bands.P50[i]))
		default:
			d := s.Difference
			line.Cells = append(line.Cells, fmt.Sprintf("%.4g (%+.3g: %+.3g … %+.3g)", s.Bands.P50[i], d.P50[i], d.P05[i], d.P95[i]))
		}
	}
	if o := s.Outside; o != nil {
		part.Ranged = true
		first := "never"
		if o.First != nil {
			first = span(*o.First)
		}
		line.Range = []string{fmt.Sprintf("%.0f %% (%+.0f)", 100*o.Probability, 100*o.Change), span(o.Seconds), first}
	}
	part.Rows = append(part.Rows, line)
	switch {
	case s.Bands == nil:
	case s.Difference == nil:
		part.Charts = append(part.Charts, r.chart(s.Bands, s.Branch+": median, 25–75 % and 5–95 %", "#57606a", false))
	default:
		part.Charts = append(part.Charts, r.chart(s.Difference, s.Branch+" minus baseline, paired: median, 25–75 % and 5–95 %", "#0969da", true))
	}
	if s.Beyond != nil {
		part.Notes = append(part.Notes, s.Branch+": "+s.Beyond.String()+".")
	}
	if len(s.Influential) > 0 {
		var names []string
		for _, x := range s.Influential {
			names = append(names, fmt.Sprintf("%s %+.2f", x.Parameter, x.Correlation))
		}
		part.Notes = append(part.Notes, s.Branch+": the difference goes with "+strings.Join(names, ", ")+" (rank correlation).")
	}
}

// chart draws bands over the horizon.
func (r *Report) chart(b *Bands, caption, colour string, zero bool) chart {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range b.P05 {
		low, high = min(low, b.P05[i]), max(high, b.P95[i])
	}
	if zero {
		low, high = min(low, 0), max(high, 0)
	}
	if high-low < 1e-9 {
		low, high = low-1, high+1
	}
	last := r.Times[len(r.Times)-1]
	y := func(v float64) float64 { return 170 - 160*(v-low)/(high-low) }
	walk := func(v []float64, back bool) string {
		var out strings.Builder
		for k := range v {
			i := k
			if back {
				i = len(v) - 1 - k
			}
			fmt.Fprintf(&out, "%.1f,%.1f ", 50+580*r.Times[i]/last, y(v[i]))
		}
		return out.String()
	}
	return chart{
		Caption: caption, Colour: colour, Zero: zero, ZeroAt: fmt.Sprintf("%.1f", y(0)),
		Outer: walk(b.P05, false) + walk(b.P95, true), Inner: walk(b.P25, false) + walk(b.P75, true), Line: walk(b.P50, false),
		High: fmt.Sprintf("%.4g", high), Low: fmt.Sprintf("%.4g", low), End: span(last),
	}
}
