package judge_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func value(t testing.TB, m judge.Metric, assert string, w judge.Window) (float64, string) {
	t.Helper()
	o, err := m.Observe(parse(t, assert), w)
	if err != nil {
		t.Fatalf("%s: %v", assert, err)
	}
	return float64(o.Value), o.Missing
}

func window(from, to float64, exclude ...judge.Stretch) judge.Window {
	return judge.Window{Stretch: judge.Stretch{From: from, To: to}, Exclude: exclude}
}

// connected is 0 until 10 s, 50 % until 20 s, 100 % until 60 s, 80 % until 70 s and 100 % from then on.
func connected() *judge.Series {
	s := &judge.Series{Unit: judge.Unit{Base: judge.Fraction}}
	for _, p := range []judge.Point{{T: 0, V: 0}, {T: 10, V: 0.5}, {T: 20, V: 1}, {T: 30, V: 1}, {T: 60, V: 0.8}, {T: 70, V: 1}} {
		s.Add(p.T, p.V)
	}
	return s
}

func TestSeries(t *testing.T) {
	never := math.Inf(1)
	for _, c := range []struct {
		assert  string
		w       judge.Window
		want    float64 // NaN: undefined
		missing bool
	}{
		{"min == 100%", window(20, 60), 1, false},
		{"min == 100%", window(20, 60.1), 0.8, false},
		{"min == 100%", window(15, 100), 0.5, false},
		{"min == 100%", window(25, 100, judge.Stretch{From: 60, To: 70}), 1, false},
		{"max == 100%", window(0, 20), 0.5, false},
		{"mean == 100%", window(0, 100), (5 + 40 + 8 + 30) / 100.0, false},
		{"last == 100%", window(0, 15), 0.5, false},
		{"p(10) == 100%", window(0, 100), 0, false},
		{"p(10.1) == 100%", window(0, 100), 0.5, false},
		{"p(30) == 100%", window(0, 100), 0.8, false},
		{"p(30.1) == 100%", window(0, 100), 1, false},
		{"med == 100%", window(0, 20), 0, false},
		{"count == 1", window(0, 100), 5, false},
		{"time_to(99%) <= 90s", window(0, 100), 20, false},
		{"time_to(99%) <= 90s", window(55, 100), 15, false},
		{"time_to(80%) <= 90s", window(5, 100), 15, false},
		{"time_to(99%) <= 90s", window(0, 15), never, false},
		{"time_to(99%) <= 90s", window(75, 100), math.NaN(), true},
		{"time_to(99%) <= 90s", window(-10, 100), 30, false},
		{"min == 100%", window(-10, 0), math.NaN(), true},
		{"min == 100%", window(50, 40), math.NaN(), true},
		{"min == 100%", judge.Always(), math.NaN(), true},
		{"last == 100%", judge.Always(), 1, false},
		{"min == 100%", window(0, 100, judge.Stretch{From: -5, To: 50}, judge.Stretch{From: 40, To: 200}), math.NaN(), true},
	} {
		got, missing := value(t, connected(), c.assert, c.w)
		if !same(got, c.want) || (missing != "") != c.missing {
			t.Errorf("%s in %+v: %v (%s), want %v", c.assert, c.w, got, missing, c.want)
		}
	}
}

func same(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9
}

func TestSlope(t *testing.T) {
	memory := &judge.Series{Unit: judge.Unit{Base: judge.Bytes}}
	for i := range 100 {
		memory.AddSample(float64(i)*60, 1e8+1000*float64(i)+float64(i%2)) // 1000 bytes a minute, with a little noise
	}
	got, _ := value(t, memory, "slope < 5MiB/h", judge.Always())
	if perHour := got * 3600; math.Abs(perHour-60_000) > 10 {
		t.Errorf("slope %g bytes an hour, want 60000", perHour)
	}
	flat := &judge.Series{}
	flat.AddSample(1, 5)
	if got, _ := value(t, flat, "slope < 1/h", judge.Always()); !math.IsNaN(got) {
		t.Errorf("slope of one point is %v", got)
	}
}

// The time-weighted statistics are those of the series sampled densely.
func TestSeriesMeansDenseSampling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s judge.Series
		at := 0
		for range rapid.IntRange(1, 20).Draw(t, "points") {
			s.Add(float64(at), float64(rapid.IntRange(0, 5).Draw(t, "value")))
			at += rapid.IntRange(1, 10).Draw(t, "gap")
		}
		from := rapid.IntRange(0, at-1).Draw(t, "from")
		w := window(float64(from), float64(rapid.IntRange(from+1, at+20).Draw(t, "to")))
		w.Exclude = []judge.Stretch{{From: float64(from) + 3, To: float64(from + rapid.IntRange(1, 9).Draw(t, "exclude"))}}
		var dense []float64
		for x := w.From; x < w.To; x++ {
			if x >= w.Exclude[0].From && x < w.Exclude[0].To {
				continue
			}
			i := slices.IndexFunc(s.Points, func(p judge.Point) bool { return p.T > x })
			if i < 0 {
				i = len(s.Points)
			}
			dense = append(dense, s.Points[i-1].V)
		}
		slices.Sort(dense)
		for _, q := range []float64{0, 25, 50, 95, 100} {
			a := judge.Assertion{Stat: judge.Statistic{Name: "p", HasArg: true, Arg: judge.Quantity{Value: q}}, Op: judge.Less}
			o, err := s.Observe(a, w)
			if err != nil || o.Value != judge.NearestRank(dense, q/100) {
				t.Fatalf("p(%g) of %v in %+v is %v (%v), want that of %v", q, s.Points, w, o.Value, err, dense)
			}
		}
	})
}

func TestEvents(t *testing.T) {
	var e judge.Events
	for _, at := range []float64{200, 5, 0, 30, 59.9, 60, 61, 119} { // in no order
		e.Add(at, 1)
	}
	e.Add(10, 0)
	for _, c := range []struct {
		assert string
		w      judge.Window
		want   float64
	}{
		{"count == 0", judge.Always(), 8},
		{"count == 0", window(300, 400), 0},
		{"max_per(1m) <= 400", judge.Always(), 5},
		{"max_per(1m) <= 400", window(100, 400), 1},
		{"max_per(1h) <= 400", judge.Always(), 8},
		{"rate < 1%", window(0, 30), 2.0 / 3},
		{"rate < 1/s", window(0, 120), 7.0 / 120},
		{"rate < 1/s", window(0, 120, judge.Stretch{From: 20, To: 100}), 3.0 / 40},
		{"max <= 1", judge.Always(), 1},
		{"min <= 1", judge.Always(), 0},
		{"last <= 1", window(0, 11), 0},
		{"rate < 1%", window(300, 400), math.NaN()},
	} {
		if got, _ := value(t, &e, c.assert, c.w); !same(got, c.want) {
			t.Errorf("%s in %+v: %v, want %v", c.assert, c.w, got, c.want)
		}
	}
	if _, missing := value(t, &e, "rate < 1/s", judge.Always()); missing == "" {
		t.Error("a rate over endless time is not missing")
	}
}

func TestLatencyIsExactToAThousandth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	l := judge.NewLatency(10)
	var all, inside []float64
	for i := range 20_000 {
		at, d := float64(i)/100, math.Exp(rng.NormFloat64()*1.5-4) // median 18 ms, over four decades
		l.Add(at-float64(i%3)*9, d)                                // some acknowledgements come out of order
		all = append(all, d)
		if slot := math.Floor((at-float64(i%3)*9)/10) * 10; slot >= 50 && slot < 150 {
			inside = append(inside, d)
		}
	}
	for name, c := range map[string]struct {
		w judge.Window
		d []float64
	}{"all": {judge.Always(), all}, "window": {window(50, 150), inside}} {
		slices.Sort(c.d)
		for _, q := range []float64{0.5, 0.95, 0.99, 1} {
			a := judge.Assertion{Stat: judge.Statistic{Name: "p", HasArg: true, Arg: judge.Quantity{Value: q * 100}}, Op: judge.Less}
			o, err := l.Observe(a, c.w)
			want := float64(judge.NearestRank(c.d, q))
			if err != nil || math.Abs(float64(o.Value)-want) > 0.001*want+1e-6 {
				t.Errorf("%s: p%g is %v, want %v (%v)", name, q*100, o.Value, want, err)
			}
			if direct := l.Quantiles(c.w, q)[0]; direct != o.Value {
				t.Errorf("%s: Quantiles gives %v, Observe %v", name, direct, o.Value)
			}
			if o.Events != len(c.d) {
				t.Errorf("%s: %d durations, want %d", name, o.Events, len(c.d))
			}
		}
	}
	mean, _ := value(t, l, "mean < 1s", judge.Always())
	sum := 0.0
	for _, d := range all {
		sum += d
	}
	if want := sum / float64(len(all)); math.Abs(mean-want) > 0.001*want {
		t.Errorf("mean %v, want %v", mean, want)
	}
}

func TestLatencyLimits(t *testing.T) {
	l := judge.NewLatency(1)
	if q := l.Quantiles(judge.Always(), 0.5); q[0].Defined() {
		t.Errorf("the median of nothing is %v", q[0])
	}
	for _, d := range []float64{-1, math.NaN(), 0, 1e9} {
		l.Add(0, d)
	}
	if low, _ := value(t, l, "min < 1s", judge.Always()); low != 0 {
		t.Errorf("min %v", low)
	}
	if high, _ := value(t, l, "max < 1s", judge.Always()); math.Abs(high-86400) > 100 {
		t.Errorf("max %v, want a day", high)
	}
	if rate, _ := value(t, l, "rate < 1/s", window(0, 8)); rate != 0.5 {
		t.Errorf("rate %v, want 0.5", rate)
	}
}

func TestMetricsAreMergedAndReadBack(t *testing.T) {
	one, two := judge.NewLatency(10), judge.NewLatency(10)
	for i := range 1000 {
		one.Add(float64(i)/10, 0.010)
		two.Add(float64(i)/10, 0.030)
	}
	m := judge.Metrics{Latency: map[string]*judge.Latency{"mqtt.ack.latency": one}}
	other := judge.Metrics{
		Latency: map[string]*judge.Latency{"mqtt.ack.latency": two},
		Events:  map[string]*judge.Events{"alerts.rate": {Points: []judge.Point{{T: 1, V: 1}}}},
		Series:  map[string]*judge.Series{"devices.connected.ratio": connected()},
	}
	if err := m.Merge(other); err != nil {
		t.Fatal(err)
	}
	one.Add(99.95, 0.010) // the open slot is merged, not replaced
	for i := range 50 {
		one.Add(200+10*float64(i), 0.010)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back judge.Metrics
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	for name, asserts := range map[string][]string{
		"mqtt.ack.latency":        {"p(48) < 1s", "p(52) < 1s", "count < 1", "mean < 1s"},
		"alerts.rate":             {"count < 1"},
		"devices.connected.ratio": {"mean < 1%"},
	} {
		a, ok := m.Find(name)
		b, found := back.Find(name)
		if !ok || !found {
			t.Fatalf("%s is lost", name)
		}
		for _, assert := range asserts {
			x, _ := value(t, a, assert, window(0, 1000))
			y, _ := value(t, b, assert, window(0, 1000))
			if !same(x, y) {
				t.Errorf("%s %s: %v, read back %v", name, assert, x, y)
			}
		}
	}
	if n, _ := value(t, back.Latency["mqtt.ack.latency"], "count < 1", judge.Always()); n != 2051 {
		t.Errorf("%g durations after merging, want 2051", n)
	}
	if _, ok := m.Find("nothing"); ok {
		t.Error("an unknown metric was found")
	}
	if err := one.Merge(judge.NewLatency(5)); err == nil {
		t.Error("slots of different length were merged")
	}
}

func TestRecordingALatencyAllocatesNothing(t *testing.T) {
	l := judge.NewLatency(10)
	l.Add(0, 0.01)
	if n := testing.AllocsPerRun(1000, func() { l.Add(1, 0.02) }); n != 0 {
		t.Errorf("%g allocations, want 0", n)
	}
}
