package plugintest

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"text/tabwriter"
)

// Fidelity says how alike recorded and simulated messages of one type are. Each
// part is from 0 (nothing in common) to 1 (no difference); NaN parts do not apply
// and are left out.
type Fidelity struct {
	Type      string `json:"type"`      // the topic's last segment
	Recorded  int    `json:"recorded"`  // messages
	Simulated int    `json:"simulated"` // messages
	// Interval is the smaller of the median times between two messages of a device
	// over the larger.
	Interval part `json:"interval"`
	// Fields is the share of fields in common: over all fields, the sum of the
	// smaller shares of messages that have it over the sum of the larger ones.
	Fields part `json:"fields"`
	// Range is the mean over numeric fields in common of the overlap of the ranges
	// from the 1st to the 99th percentile, over their union.
	Range part `json:"range"`
	// Distribution is 1 less the mean over numeric fields in common of the
	// Kolmogorov-Smirnov distance, the largest difference of the two cumulative
	// distributions.
	Distribution part `json:"distribution"`
	// Figure is the geometric mean of the parts that apply, in percent: a part that
	// is 0 makes it 0.
	Figure float64 `json:"figure"`
	// Worst is the numeric field with the largest distance.
	Worst string `json:"worst,omitempty"`
}

// part is one part of a Fidelity; NaN is null in JSON.
type part float64

// MarshalJSON writes NaN as null.
func (p part) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(p)) {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, "%.4f", float64(p)), nil
}

func (p part) String() string {
	if math.IsNaN(float64(p)) {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(p))
}

// traffic is what is known of the messages of one type.
type traffic struct {
	messages  int
	intervals []float64 // s
	present   map[string]float64
	values    map[string][]float64
}

// measure gathers messages by type; they are sorted by device and time. Fields
// whose name is in not are the message's identity and take no part.
func measure(list []message, not map[string]bool) map[string]*traffic {
	byKind := map[string]*traffic{}
	type source struct{ device, kind string }
	last := map[source]message{}
	for _, m := range list {
		t := byKind[m.kind]
		if t == nil {
			t = &traffic{present: map[string]float64{}, values: map[string][]float64{}}
			byKind[m.kind] = t
		}
		t.messages++
		if before, ok := last[source{m.device, m.kind}]; ok {
			t.intervals = append(t.intervals, m.time.Sub(before.time).Seconds())
		}
		last[source{m.device, m.kind}] = m
		seen := map[string]bool{}
		for _, f := range fields(m.payload) {
			if not[f.name] {
				continue
			}
			if !seen[f.name] {
				seen[f.name] = true
				t.present[f.name]++
			}
			if f.numeric {
				t.values[f.name] = append(t.values[f.name], f.value)
			}
		}
	}
	return byKind
}

// alike compares the traffic of one type.
func alike(kind string, real, sim *traffic) Fidelity {
	if sim == nil {
		sim = &traffic{}
	}
	f := Fidelity{Type: kind, Recorded: real.messages, Simulated: sim.messages, Interval: part(math.NaN()), Range: part(math.NaN()), Distribution: part(math.NaN())}
	if len(real.intervals) > 0 && len(sim.intervals) > 0 {
		a, b := quantile(real.intervals, 0.5), quantile(sim.intervals, 0.5)
		f.Interval = part(ratio(min(a, b), max(a, b)))
	}
	f.Fields = part(inCommon(real, sim))
	var ranges, distances []float64
	worst := -1.0
	for _, name := range slices.Sorted(maps.Keys(real.values)) {
		a, b := real.values[name], sim.values[name]
		if len(b) == 0 {
			continue
		}
		slices.Sort(a)
		slices.Sort(b)
		d := kolmogorov(a, b)
		ranges, distances = append(ranges, overlap(a, b)), append(distances, d)
		if d > worst {
			worst, f.Worst = d, name
		}
	}
	if len(ranges) > 0 {
		f.Range, f.Distribution = part(mean(ranges)), part(1-mean(distances))
	}
	f.Figure = 100 * geometric(f.Interval, f.Fields, f.Range, f.Distribution)
	if sim.messages == 0 {
		f.Figure = 0
	}
	return f
}

// inCommon is the weighted share of fields that both have.
func inCommon(a, b *traffic) float64 {
	names := maps.Clone(a.present)
	maps.Copy(names, b.present)
	if len(names) == 0 {
		return math.NaN()
	}
	both, any := 0.0, 0.0
	for _, name := range slices.Sorted(maps.Keys(names)) {
		p, q := a.present[name]/float64(a.messages), b.present[name]/math.Max(float64(b.messages), 1)
		both, any = both+min(p, q), any+max(p, q)
	}
	return both / any
}

// overlap is that of two sorted samples' ranges without their outermost percents.
func overlap(a, b []float64) float64 {
	low, high := max(quantile(a, 0.01), quantile(b, 0.01)), min(quantile(a, 0.99), quantile(b, 0.99))
	least, most := min(quantile(a, 0.01), quantile(b, 0.01)), max(quantile(a, 0.99), quantile(b, 0.99))
	if least == most {
		return 1
	}
	return max(0, high-low) / (most - least)
}

// kolmogorov is the largest difference of two sorted samples' distributions.
func kolmogorov(a, b []float64) float64 {
	i, j, d := 0, 0, 0.0
	for i < len(a) && j < len(b) {
		x := min(a[i], b[j])
		for i < len(a) && a[i] <= x {
			i++
		}
		for j < len(b) && b[j] <= x {
			j++
		}
		d = max(d, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return d
}

// quantile is by the nearest rank.
func quantile(sample []float64, q float64) float64 {
	if !slices.IsSorted(sample) {
		sample = slices.Sorted(slices.Values(sample))
	}
	return sample[max(0, int(math.Ceil(q*float64(len(sample))))-1)]
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1 // both
	}
	return a / b
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

func geometric(parts ...part) float64 {
	sum, n := 0.0, 0
	for _, p := range parts {
		if !math.IsNaN(float64(p)) {
			sum, n = sum+math.Log(float64(p)), n+1
		}
	}
	if n == 0 {
		return 0
	}
	return math.Exp(sum / float64(n))
}

func writeFidelity(w io.Writer, list []Fidelity) error {
	if len(list) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintf(t, "\n  MESSAGES\tRECORDED\tSIMULATED\tINTERVAL\tFIELDS\tRANGE\tDISTRIBUTION\tFIDELITY\tFARTHEST FIELD\n")
	for _, f := range list {
		fmt.Fprintf(t, "  %s\t%d\t%d\t%v\t%v\t%v\t%v\t%.1f %%\t%s\n", f.Type, f.Recorded, f.Simulated, f.Interval, f.Fields, f.Range, f.Distribution, f.Figure, f.Worst)
	}
	return t.Flush()
}
