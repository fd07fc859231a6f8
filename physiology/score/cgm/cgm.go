// Package cgm is the metrics of continuous glucose monitoring as pure functions.
//
// Sources: ranges and targets, Battelino T et al, Diabetes Care 42:1593, 2019; GMI,
// Bergenstal RM et al, Diabetes Care 41:2275, 2018; GRI, Klonoff DC et al, JDST, 2022;
// LBGI and HBGI, Kovatchev BP et al, Diabetes Care 20:1655, 1997.
//
// They describe simulated or imported readings for testing; they must not be used to
// decide on the care of a person.
package cgm

import (
	"math"
	"slices"
)

// MgPerMmol converts mmol/L of glucose to mg/dL.
const MgPerMmol = 18.0182

// Metrics of readings. Shares are percent of the readings.
type Metrics struct {
	N        int     `json:"n"`
	Mean     float64 `json:"mean_mgdl"`
	SD       float64 `json:"sd"`        // mg/dL, of a sample
	CV       float64 `json:"cv_pct"`    // %
	VeryLow  float64 `json:"vlow_pct"`  // below 54 mg/dL
	Low      float64 `json:"low_pct"`   // from 54 to below 70
	InRange  float64 `json:"tir_pct"`   // 70 to 180
	High     float64 `json:"high_pct"`  // above 180 to 250
	VeryHigh float64 `json:"vhigh_pct"` // above 250
	Tight    float64 `json:"titr_pct"`  // 70 to 140
	GMI      float64 `json:"gmi"`       // glucose management indicator, % of haemoglobin
	GRI      float64 `json:"gri"`       // glycaemia risk index, 0..100
	Zone     string  `json:"gri_zone"`  // A..E
	LBGI     float64 `json:"lbgi"`      // low blood glucose index
	HBGI     float64 `json:"hbgi"`      // high blood glucose index
}

// Of is the metrics of readings in mg/dL; the zero value for none.
func Of(readings []float64) (m Metrics) {
	n := float64(len(readings))
	if n == 0 {
		return m
	}
	m.N = len(readings)
	for _, g := range readings {
		m.Mean += g / n
		m.count(g, 100/n)
		f := 1.509 * (math.Pow(math.Log(g), 1.084) - 5.381)
		if f < 0 {
			m.LBGI += 10 * f * f / n
		} else {
			m.HBGI += 10 * f * f / n
		}
	}
	if n > 1 {
		square := 0.0
		for _, g := range readings {
			square += (g - m.Mean) * (g - m.Mean)
		}
		m.SD = math.Sqrt(square / (n - 1))
	}
	m.CV = 100 * m.SD / m.Mean
	m.GMI = 3.31 + 0.02392*m.Mean
	m.GRI = min(100, 3*m.VeryLow+2.4*m.Low+1.6*m.VeryHigh+0.8*m.High)
	m.Zone = string("ABCDE"[min(int(math.Max(m.GRI-1e-9, 0)/20), 4)])
	return m
}

// count puts a reading into its range.
func (m *Metrics) count(g, share float64) {
	switch {
	case g < 54:
		m.VeryLow += share
	case g < 70:
		m.Low += share
	case g <= 180:
		m.InRange += share
	case g <= 250:
		m.High += share
	default:
		m.VeryHigh += share
	}
	if g >= 70 && g <= 140 {
		m.Tight += share
	}
}

// Reading is glucose at a time.
type Reading struct {
	Seconds float64 // since a midnight
	MgDL    float64
}

// Band is the spread of the readings about a time of day, mg/dL; N 0 is none.
type Band struct {
	Minute int     `json:"minute"` // of the day
	N      int     `json:"n"`
	P05    float64 `json:"p05"`
	P25    float64 `json:"p25"`
	P50    float64 `json:"p50"`
	P75    float64 `json:"p75"`
	P95    float64 `json:"p95"`
}

// bandStep and bandReach are the distance of the profile's points and how far about
// each its readings are taken, min.
const bandStep, bandReach = 15, 30

// Profile is the ambulatory glucose profile: bands over the day, a quarter of an hour
// apart, each of the readings of the hour about it on all days.
func Profile(readings []Reading) []Band {
	const day = 1440
	var out []Band
	for at := 0; at < day; at += bandStep {
		var near []float64
		for _, r := range readings {
			m := math.Mod(r.Seconds/60, day)
			if d := math.Abs(m - float64(at)); min(d, day-d) <= bandReach {
				near = append(near, r.MgDL)
			}
		}
		b := Band{Minute: at, N: len(near)}
		if b.N > 0 {
			slices.Sort(near)
			b.P05, b.P25, b.P50 = Quantile(near, 0.05), Quantile(near, 0.25), Quantile(near, 0.5)
			b.P75, b.P95 = Quantile(near, 0.75), Quantile(near, 0.95)
		}
		out = append(out, b)
	}
	return out
}

// Quantile of sorted values, linear between them; NaN for none.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// MARD is the mean absolute relative difference of pairs, %; NaN for none.
func MARD(measured, truth []float64) float64 {
	sum, n := 0.0, 0
	for i, x := range measured {
		if !math.IsNaN(x) && truth[i] > 0 {
			sum += math.Abs(x-truth[i]) / truth[i]
			n++
		}
	}
	return 100 * sum / float64(n)
}
