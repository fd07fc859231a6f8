package validation

import (
	"fmt"
	"math"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// The measures of a plot, px.
const (
	plotWidth   = 760.0
	panelHeight = 112.0
	marginLeft  = 64.0
	marginRight = 16.0
	marginTop   = 24.0
	gap         = 32.0
	axisHeight  = 34.0
)

// style is readable on light and on dark pages.
const style = `<style>
text{font:12px system-ui,sans-serif;fill:#3d4450}
.t{font-weight:600;fill:#1c2128}.g{stroke:#d0d7de;stroke-width:1}.e{stroke:#b35900;stroke-width:1;stroke-dasharray:3 3}.ev{fill:#b35900}
.c0{stroke:#0b6bcb}.c1{stroke:#c2410c}.c2{stroke:#15803d}.c3{stroke:#7c3aed}.c4{stroke:#be185d}.c5{stroke:#0f766e}
.k0{fill:#0b6bcb}.k1{fill:#c2410c}.k2{fill:#15803d}.k3{fill:#7c3aed}.k4{fill:#be185d}.k5{fill:#0f766e}
polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}
@media (prefers-color-scheme:dark){text{fill:#adb6c0}.t{fill:#e6edf3}.g{stroke:#30363d}.e{stroke:#e3a35c}.ev{fill:#e3a35c}
.c0{stroke:#58a6ff}.c1{stroke:#fb923c}.c2{stroke:#4ade80}.c3{stroke:#c4a7ff}.c4{stroke:#f472b6}.c5{stroke:#5eead4}
.k0{fill:#58a6ff}.k1{fill:#fb923c}.k2{fill:#4ade80}.k3{fill:#c4a7ff}.k4{fill:#f472b6}.k5{fill:#5eead4}}
</style>`

// Plot draws the courses of an experiment as SVG, a panel a signal, a colour a
// course; "" when no course could be run.
func (o Outcome) Plot() string {
	f := o.frame()
	if f.to <= f.from || len(f.signals) == 0 {
		return ""
	}
	var b strings.Builder
	height := marginTop + float64(len(f.signals))*(panelHeight+gap) + axisHeight
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s">`+"\n%s\n",
		plotWidth, height, plotWidth, height, escape(o.Title), style)
	f.legend(&b)
	for i, s := range f.signals {
		f.panel(&b, s, marginTop+float64(i)*(panelHeight+gap)+gap)
	}
	f.events(&b, height)
	f.times(&b, height)
	b.WriteString("</svg>\n")
	return b.String()
}

// frame is what all panels share.
type frame struct {
	courses  []*Course
	signals  []physiology.Signal
	from, to float64 // s
	unit     float64 // s in a unit of the time axis
	name     string  // of that unit
}

func (o Outcome) frame() frame {
	f := frame{from: o.From, to: o.To}
	for _, p := range o.Plans {
		c := o.Courses[p.Name]
		if c.Reason != "" {
			continue
		}
		f.courses = append(f.courses, c)
		if o.To == 0 {
			f.to = max(f.to, p.Length)
		}
	}
	for _, id := range o.Show {
		if s, ok := physiology.SignalByID(id); ok {
			f.signals = append(f.signals, s)
		}
	}
	switch span := f.to - f.from; {
	case span > 4*days:
		f.unit, f.name = days, "days"
	case span > 4*hour:
		f.unit, f.name = hour, "hours"
	default:
		f.unit, f.name = 60, "minutes"
	}
	if len(f.courses) == 0 {
		f.to = f.from
	}
	return f
}

func (f *frame) x(t float64) float64 {
	return marginLeft + (t-f.from)/(f.to-f.from)*(plotWidth-marginLeft-marginRight)
}

// legend names the courses.
func (f *frame) legend(b *strings.Builder) {
	x := marginLeft
	for i, c := range f.courses {
		fmt.Fprintf(b, `<text class="k%d" x="%.0f" y="16">● %s</text>`+"\n", i%6, x, escape(c.Plan.Name))
		x += 34 + 7*float64(len(c.Plan.Name))
	}
}

// panel draws one signal of all courses over three lines of a grid.
func (f *frame) panel(b *strings.Builder, s physiology.Signal, top float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range f.courses {
		for _, p := range f.points(c, s) {
			low, high = min(low, p[1]), max(high, p[1])
		}
	}
	if math.IsInf(low, 0) || math.IsNaN(low+high) {
		return
	}
	span := max(high-low, 0.02*math.Abs(high)) // a flat course stays flat
	step := nice(span / 3)
	low, high = step*math.Floor(low/step+1e-9), step*math.Ceil(high/step-1e-9)
	if high <= low {
		high = low + step
	}
	y := func(v float64) float64 { return top + panelHeight*(high-v)/(high-low) }
	info := s.Info()
	title := info.ID
	if info.Unit != "1" {
		title += ", " + info.Unit
	}
	fmt.Fprintf(b, `<text class="t" x="%.0f" y="%.1f">%s</text>`+"\n", marginLeft, top-6, escape(title))
	for v := low; v <= high+step/2; v += step {
		fmt.Fprintf(b, `<line class="g" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/><text x="%.0f" y="%.1f" text-anchor="end">%s</text>`+"\n",
			marginLeft, plotWidth-marginRight, y(v), y(v), marginLeft-8, y(v)+4, label(v, step))
	}
	for i, c := range f.courses {
		fmt.Fprintf(b, `<polyline class="c%d" points="`, i%6)
		for _, p := range f.points(c, s) {
			fmt.Fprintf(b, "%.1f,%.1f ", f.x(p[0]), y(p[1]))
		}
		b.WriteString("\"/>\n")
	}
}

// points thins a course to what the width can show, lowest and highest value of each
// stretch in their order, so that a short dip stays visible.
func (f *frame) points(c *Course, s physiology.Signal) [][2]float64 {
	const stretches = 220
	every := max(c.Plan.Every, 1)
	a, z := int(math.Ceil(f.from/every)), min(int(f.to/every), len(c.Frames)-1)
	n := max((z-a)/stretches, 1)
	var out [][2]float64
	for i := a; i <= z; i += n {
		low, high := i, i
		for j := i; j < i+n && j <= z; j++ {
			if c.Frames[j][s] < c.Frames[low][s] {
				low = j
			}
			if c.Frames[j][s] > c.Frames[high][s] {
				high = j
			}
		}
		out = append(out, [2]float64{float64(min(low, high)) * every, c.Frames[min(low, high)][s]})
		if low != high {
			out = append(out, [2]float64{float64(max(low, high)) * every, c.Frames[max(low, high)][s]})
		}
	}
	return out
}

// events marks when something was done.
func (f *frame) events(b *strings.Builder, height float64) {
	seen, free := map[float64]bool{}, 0.0
	for _, c := range f.courses {
		for _, e := range c.Plan.Events {
			if e.At <= f.from || e.At >= f.to || seen[e.At] {
				continue
			}
			seen[e.At] = true
			fmt.Fprintf(b, `<line class="e" x1="%.1f" x2="%.1f" y1="%.0f" y2="%.1f"/>`+"\n", f.x(e.At), f.x(e.At), marginTop, height-axisHeight)
			if name := strings.TrimPrefix(e.Do, "patient."); f.x(e.At) >= free {
				fmt.Fprintf(b, `<text class="ev" x="%.1f" y="%.0f">%s</text>`+"\n", f.x(e.At)+4, marginTop+10, name)
				free = f.x(e.At) + 10 + 7*float64(len(name))
			}
		}
	}
}

// times is the axis of all panels; zero is the first event of an experiment that
// rests before it.
func (f *frame) times(b *strings.Builder, height float64) {
	zero := 0.0
	for _, c := range f.courses {
		if len(c.Plan.Events) > 0 && c.Plan.Length > settled && f.unit == 60 {
			zero = settled
		}
	}
	step := nice((f.to - f.from) / f.unit / 6)
	first := math.Ceil((f.from-zero)/f.unit/step - 1e-9)
	for v := first * step; v*f.unit+zero <= f.to+1e-9; v += step {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", f.x(v*f.unit+zero), height-axisHeight+18, label(v, step))
	}
	fmt.Fprintf(b, `<text x="%.0f" y="%.1f" text-anchor="end">%s</text>`+"\n", plotWidth-marginRight, height-4, f.name)
}

// nice rounds a step of a scale up to 1, 2 or 5 times a power of ten.
func nice(x float64) float64 {
	if !(x > 1e-9) {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5, 10} {
		if x <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// label prints a value with the decimals that its scale needs.
func label(v, step float64) string {
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	if math.Abs(v) < step/2 {
		v = 0
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
