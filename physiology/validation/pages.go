package validation

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Pages are the files of docs/validation by name: index.md, a page an experiment and
// its plot. The same report gives the same bytes.
func (r *Report) Pages() map[string]string {
	pages := map[string]string{"index.md": r.index()}
	for _, o := range r.Experiments {
		plot := o.Plot()
		if plot != "" {
			pages[o.ID+".svg"] = plot
		}
		pages[o.ID+".md"] = r.page(o, plot != "")
	}
	return pages
}

const head = "<!-- Written by vitalfleet validate-physiology; a test holds it to the code. -->\n\n"

// page is one experiment: what was done, what was expected, what came out.
func (r *Report) page(o Outcome, plotted bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, head+"# %s\n\n%s\n\n", o.Title, o.Doc)
	for _, p := range o.Plans {
		fmt.Fprintf(&b, "- **%s**: %s\n", p.Name, p.describe())
		if c := o.Courses[p.Name]; c.Reason != "" {
			fmt.Fprintf(&b, "  Not run: %s.\n", c.Reason)
		}
	}
	if len(o.Plans) > 0 {
		b.WriteString("\n")
	}
	if plotted {
		fmt.Fprintf(&b, "![Course of %s](%s.svg)\n\n", strings.ToLower(o.Title[:1])+o.Title[1:], o.ID)
	}
	b.WriteString("| bar | condition | read | quantity | unit | band | value | verdict | evidence |\n|---|---|---|---|---|---|---|---|---|\n")
	var sources []string
	for _, x := range r.of(o.ID) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", x.ID, cell(x.Condition), cell(x.Protocol), cell(x.Quantity), x.Unit, band(x.Bar), number(x.Value), x.mark(), x.Evidence)
		if line := "- " + x.ID + ": " + x.Source; len(sources) == 0 || sources[len(sources)-1] != line {
			sources = append(sources, line)
		}
	}
	fmt.Fprintf(&b, "\n## Sources of the bands\n\n%s\n", strings.Join(sources, "\n"))
	if misses := r.misses(r.of(o.ID)); misses != "" {
		fmt.Fprintf(&b, "\n## Misses\n\n%s", misses)
	}
	b.WriteString("\n[All bars](index.md) · [Models, validity and limits](models.md)\n")
	return b.String()
}

// describe says who takes part and what happens, in words of a scenario.
func (p Plan) describe() string {
	s := fmt.Sprintf("%s, %g y, %g cm, %g kg", p.Who.Sex, p.Who.Age, p.Who.Height, p.Who.Weight)
	for _, c := range p.Conditions {
		s += ", " + c.Name + arguments(c.With)
	}
	if p.Daily {
		s += ", by the clock from 08:00"
	}
	s += fmt.Sprintf("; %s.", clock(p.Length))
	for _, e := range p.Events {
		s += fmt.Sprintf(" At %s `%s%s`", clock(e.At), e.Do, arguments(e.With))
		if e.For > 0 {
			s += " for " + clock(e.For)
		}
		s += "."
	}
	return s
}

func arguments(with map[string]any) string {
	if len(with) == 0 {
		return ""
	}
	var list []string
	for k, v := range with {
		list = append(list, fmt.Sprintf("%s: %v", k, v))
	}
	sort.Strings(list)
	return " {" + strings.Join(list, ", ") + "}"
}

// clock prints seconds as a time that people say.
func clock(s float64) string {
	switch {
	case s >= 2*days && math.Mod(s, days) == 0:
		return fmt.Sprintf("%g d", s/days)
	case s >= 2*hour && math.Mod(s, hour) == 0:
		return fmt.Sprintf("%g h", s/hour)
	case s >= 60 && math.Mod(s, 60) == 0:
		return fmt.Sprintf("%g min", s/60)
	}
	return fmt.Sprintf("%g s", s)
}

// of lists the results of an experiment.
func (r *Report) of(experiment string) []Result {
	var out []Result
	for _, x := range r.Results {
		if x.Experiment == experiment {
			out = append(out, x)
		}
	}
	return out
}

// misses explains what did not pass.
func (r *Report) misses(list []Result) string {
	var b strings.Builder
	for _, x := range list {
		if x.Pass {
			continue
		}
		fmt.Fprintf(&b, "- **%s %s** (%s): %s against %s %s.", x.ID, x.Quantity, x.Evidence, number(x.Value), band(x.Bar), x.Unit)
		if x.Reason != "" {
			fmt.Fprintf(&b, " %s.", upper(x.Reason))
		}
		switch c, known := x.Cause(); {
		case known:
			fmt.Fprintf(&b, " Cause: %s (%s).\n", c.Why, c.Source)
		case x.Reason == "":
			b.WriteString(" The cause is not known.\n")
		default:
			b.WriteString("\n")
		}
	}
	return b.String()
}

func (x Result) mark() string {
	if x.Pass {
		return "pass"
	}
	return "**miss**"
}

func band(b Bar) string { return fmt.Sprintf("%g … %g", b.Low, b.High) }

// number prints a value with four digits; what has none is a dash.
func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.Abs(v) < 1e-6:
		return "0"
	}
	return fmt.Sprintf("%.4g", v)
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
