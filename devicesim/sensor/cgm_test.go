package sensor_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

// traceA is glucose of blood and of interstitial fluid on the day of trace A, mg/dL a
// minute.
func traceA(t *testing.T) (blood, ig []float64) {
	t.Helper()
	f, err := os.Open("../../physiology/glucose/testdata/adult001_A_mdi_day.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		b, err := strconv.ParseFloat(r[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		x, err := strconv.ParseFloat(r[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		blood, ig = append(blood, b), append(ig, x)
	}
	return blood, ig
}

// wear reads a trace with n sensors every five minutes, from a day of their life on.
func wear(n int, grade sensor.CGMGrade, from float64, trace []float64, pair func(reading, truth float64, i int)) {
	for s := range n {
		r := rand.New(rand.NewPCG(uint64(s), 99))
		c := sensor.DrawCGM(r, grade)
		for i := 0; i < len(trace); i += 5 {
			x := c.Read(r, trace[i], from+float64(i)/1440, int64(i+1)*60e9)
			pair(min(max(x, 40), 400), trace[i], i)
		}
	}
}

func TestSensorsOnTraceA(t *testing.T) {
	var measured, truth []float64
	blood, ig := traceA(t) // sensors are judged by blood, as in trials
	wear(500, sensor.Vettoretti2019, 0, ig, func(x, _ float64, i int) { measured, truth = append(measured, x), append(truth, blood[i]) })
	mard := cgm.MARD(measured, truth)
	t.Logf("MARD of 500 sensors %.2f %%", mard)
	if mard < 8 || mard > 12 {
		t.Errorf("MARD %.2f %%, want 8..12", mard)
	}
}

// excursions is days of drawn patients driven low and high, mg/dL a minute.
func excursions(t *testing.T) (out []float64) {
	t.Helper()
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(11, 12))
	for range 6 {
		p, err := c.Sample(0, rng)
		if err != nil {
			t.Fatal(err)
		}
		s := glucose.NewState(&p)
		for m := range 1440 {
			in := glucose.Input{Insulin: p.Basal()}
			g := s.Plasma(&p)
			switch {
			case m == 60:
				in.Insulin += 12 * p.Basal() * 60
			case m == 860: // a fall of more than 2 mg/dL/min
				in.Insulin += 60 * p.Basal() * 60
			case m > 60 && m != 720 && m != 800 && g < 55 && s.Meal.Waiting == 0:
				in.Meal = 12
			case m == 720 || m == 800:
				in.Meal = 90
			}
			out = append(out, s.Interstitial(&p))
			glucose.Minute(&p, &s, in, glucose.DefaultStep)
		}
	}
	return out
}

// share counts how many of a range's pairs are within a limit.
type share struct{ n, in float64 }

// lower is the one-sided lower 95 % bound of the share, % [Clopper-Pearson].
func (s share) lower() float64 {
	if s.in == 0 {
		return 0
	}
	return 100 * distuv.Beta{Alpha: s.in, Beta: s.n - s.in + 1}.Quantile(0.05)
}

// controls are the bounds of 21 CFR 862.1355(b)(1)(v), A to K, and whether each holds
// for sensors from a day of their life on.
func controls(n int, grade sensor.CGMGrade, from float64, trace []float64) map[string]bool {
	s := map[string]*share{}
	add := func(name string, in bool) {
		if s[name] == nil {
			s[name] = &share{}
		}
		s[name].n++
		if in {
			s[name].in++
		}
	}
	out := map[string]bool{"H": true, "I": true}
	last, lastTrue := 0.0, 0.0
	wear(n, grade, from, trace, func(x, g float64, i int) {
		d := math.Abs(x - g)
		switch {
		case x < 70:
			add("A", d <= 15)
			add("D", d <= 40)
			out["H"] = out["H"] && g <= 180
		case x <= 180:
			add("B", d <= 0.15*g)
			add("E", d <= 0.4*g)
		default:
			add("C", d <= 0.15*g)
			add("F", d <= 0.4*g)
			out["I"] = out["I"] && g >= 70
		}
		add("G", d <= 0.2*g || g < 70 && d <= 20)
		if i > 0 && i%1440 != 0 {
			rate, trueRate := (x-last)/5, (g-lastTrue)/5
			if trueRate < -2 {
				add("J", rate <= 1)
			}
			if trueRate > 2 {
				add("K", rate >= -1)
			}
		}
		last, lastTrue = x, g
	})
	for name, limit := range map[string]float64{"A": 85, "B": 70, "C": 80, "D": 98, "E": 99, "F": 99, "G": 87} {
		out[name] = s[name] != nil && s[name].lower() > limit
	}
	for _, name := range []string{"J", "K"} {
		out[name] = s[name] != nil && s[name].in >= 0.99*s[name].n
	}
	return out
}

// TestGradesAgainstSpecialControls: over the first six days of a session, and over its
// last six.
func TestGradesAgainstSpecialControls(t *testing.T) {
	trace := excursions(t)
	for _, from := range []float64{0, 4} {
		good := controls(120, sensor.ICGM, from, trace)
		for name, holds := range good {
			if !holds {
				t.Errorf("from day %g: icgm misses bound %s", from, name)
			}
		}
		poor, missed := controls(120, sensor.PoorCGM, from, trace), ""
		for name, holds := range poor {
			if !holds {
				missed += name
			}
		}
		t.Logf("from day %g: icgm: %d bounds; poor misses %s", from, len(good), missed)
		if len(good) != 11 || missed == "" {
			t.Errorf("from day %g: %d bounds, poor misses %q", from, len(good), missed)
		}
	}
}

// TestNoiseIsStationary: over many sensors the spread of the noise is what its
// parameters say, at the beginning and after a day.
func TestNoiseIsStationary(t *testing.T) {
	var first, later, want float64
	const n = 4000
	for s := range n {
		r := rand.New(rand.NewPCG(uint64(s), 7))
		c := sensor.DrawCGM(r, sensor.Vettoretti2019)
		a, b := c.Alpha1, c.Alpha2
		want += c.Sigma * c.Sigma * (1 - b) / ((1 + b) * ((1-b)*(1-b) - a*a)) / n
		x := c.Read(r, 0, 0, 1) - c.B0
		first += x * x / n
		for i := 1; i < 288; i++ {
			x = c.Read(r, 0, 0, 1+int64(i)*300e9) - c.B0
		}
		later += x * x / n
	}
	if math.Abs(first/want-1) > 0.15 || math.Abs(later/want-1) > 0.15 {
		t.Errorf("variance %.1f at first, %.1f later, want %.1f", first, later, want)
	}
}
