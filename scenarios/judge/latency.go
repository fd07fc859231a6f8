package judge

import (
	"cmp"
	"math"
	"slices"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Latency is a metric of durations, such as the time from a publish to its acknowledgement, kept as one histogram for each
// slot of simulated time. A duration is known to 0.1 % from 1 µs to one day; longer ones count as a day, negative ones as
// zero. The newest slots are HDR histograms, older ones only their filled buckets, some 16 bytes each.
//
// A slot belongs to a window if its begin does. Statistics are p (nearest rank), min, max, mean, med, count and rate (per
// time). It is not safe for concurrent use.
type Latency struct {
	slot float64 // s
	open []*openSlot
	done map[int64][]Bucket
}

type openSlot struct {
	number int64
	hist   *hdrhistogram.Histogram
}

// Bucket is a number of equal durations.
type Bucket struct {
	Micros int64
	Count  int64
}

const (
	openSlots  = 2 // acknowledgements of the last slot arrive while the next has begun
	mostMicros = 86_400_000_000
)

// NewLatency returns an empty metric with slots of so many seconds of simulated time.
func NewLatency(slot float64) *Latency { return &Latency{slot: slot, done: map[int64][]Bucket{}} }

func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(1, mostMicros, 3) }

// Add records a duration, in seconds, at a time of the simulated clock. It allocates only when a slot begins.
func (l *Latency) Add(t, duration float64) {
	l.add(int64(math.Floor(t/l.slot)), Bucket{micros(duration), 1})
}

func micros(seconds float64) int64 {
	us := math.Round(seconds * 1e6)
	if !(us > 0) { // NaN and negative
		return 0
	}
	return int64(min(us, mostMicros))
}

func (l *Latency) add(number int64, b Bucket) {
	for i := len(l.open) - 1; i >= 0; i-- {
		if l.open[i].number == number {
			l.record(l.open[i].hist, b)
			return
		}
	}
	if _, old := l.done[number]; old || len(l.open) == openSlots && number < l.open[0].number {
		l.done[number] = insert(l.done[number], b)
		return
	}
	l.begin(number, b)
}

func (l *Latency) record(h *hdrhistogram.Histogram, b Bucket) {
	_ = h.RecordValues(b.Micros, b.Count) // cannot fail: the value is within the histogram's range
}

func (l *Latency) begin(number int64, b Bucket) {
	h := newHistogram
	if len(l.open) == openSlots {
		oldest := l.open[0]
		for _, x := range buckets(oldest.hist) {
			l.done[oldest.number] = insert(l.done[oldest.number], x)
		}
		oldest.hist.Reset()
		l.open = l.open[1:]
		h = func() *hdrhistogram.Histogram { return oldest.hist }
	}
	s := &openSlot{number, h()}
	l.record(s.hist, b)
	l.open = append(l.open, s)
	slices.SortFunc(l.open, func(a, b *openSlot) int { return cmp.Compare(a.number, b.number) })
}

// buckets returns the filled buckets of a histogram, ascending.
func buckets(h *hdrhistogram.Histogram) []Bucket {
	var b []Bucket
	for _, bar := range h.Distribution() {
		if bar.Count > 0 {
			b = append(b, Bucket{bar.From, bar.Count})
		}
	}
	return b
}

func insert(b []Bucket, x Bucket) []Bucket {
	i, found := slices.BinarySearchFunc(b, x.Micros, func(b Bucket, v int64) int { return cmp.Compare(b.Micros, v) })
	if found {
		b[i].Count += x.Count
		return b
	}
	return slices.Insert(b, i, x)
}

// slots returns every slot's buckets.
func (l *Latency) slots() map[int64][]Bucket {
	all := make(map[int64][]Bucket, len(l.done)+len(l.open))
	for n, b := range l.done {
		all[n] = slices.Clone(b)
	}
	for _, s := range l.open {
		for _, b := range buckets(s.hist) {
			all[s.number] = insert(all[s.number], b)
		}
	}
	return all
}

// within merges the slots of a window.
func (l *Latency) within(left []Stretch) []Bucket {
	h := newHistogram()
	for n, bs := range l.slots() {
		if !contains(left, float64(n)*l.slot) {
			continue
		}
		for _, b := range bs {
			l.record(h, b)
		}
	}
	return buckets(h)
}

// Observe returns a statistic over a window.
func (l *Latency) Observe(a Assertion, w Window) (Observation, error) {
	unit, err := metricUnit(a, Unit{Base: Duration})
	if err != nil {
		return Observation{}, err
	}
	switch a.Stat.Name {
	case "slope", "time_to", "max_per", "last":
		return Observation{}, &ParseError{0, a.Stat.Name + " is not kept for latencies: use p, min, max, mean, med or count"}
	}
	left := w.stretches()
	b := l.within(left)
	n := int64(0)
	for _, x := range b {
		n += x.Count
	}
	o := Observation{Unit: unit, Events: int(n)}
	switch {
	case a.Stat.Name == "count":
		o.Value = Figure(n)
	case a.Stat.Name == "rate":
		err = l.rate(&o, n, left)
	case n == 0:
		o.Value, o.Missing = Undefined(), "nothing was measured in the window"
	default:
		o.Value = Figure(statistic(a.Stat, b, n) / 1e6)
	}
	return o, err
}

func (l *Latency) rate(o *Observation, n int64, left []Stretch) error {
	if !o.Unit.PerTime {
		return &ParseError{0, "the rate of latencies is per time: compare with a number such as 100/s"}
	}
	length := 0.0
	for _, s := range left {
		length += s.To - s.From
	}
	o.Value = Ratio(float64(n), length)
	return nil
}

// statistic evaluates p, min, max, mean or med of n durations, in microseconds.
func statistic(s Statistic, b []Bucket, n int64) float64 {
	q := 0.5
	switch s.Name {
	case "min":
		return float64(b[0].Micros)
	case "max":
		return float64(b[len(b)-1].Micros)
	case "mean":
		sum := 0.0
		for _, x := range b {
			sum += float64(x.Micros) * float64(x.Count)
		}
		return sum / float64(n)
	case "p":
		q = s.Arg.Value / 100
	}
	return quantile(b, n, q)
}

func quantile(b []Bucket, n int64, q float64) float64 {
	rank := max(1, int64(math.Ceil(q*float64(n))))
	for _, x := range b {
		if rank -= x.Count; rank <= 0 {
			return float64(x.Micros)
		}
	}
	return float64(b[len(b)-1].Micros)
}

// Quantiles returns quantiles (0..1) of the durations in a window, in seconds, by nearest rank; undefined for none.
func (l *Latency) Quantiles(w Window, q ...float64) []Figure {
	b := l.within(w.stretches())
	n := int64(0)
	for _, x := range b {
		n += x.Count
	}
	all := make([]Figure, len(q))
	for i := range q {
		all[i] = Undefined()
		if n > 0 {
			all[i] = Figure(quantile(b, n, q[i]) / 1e6)
		}
	}
	return all
}
