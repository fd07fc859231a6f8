package fit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// fresh is a freshly drawn patient: three recorded days, the inputs of a fourth, the
// same with a fifth less of every bolus, and the truth of the fourth.
type fresh struct {
	class          glucose.Class
	therapy        Therapy
	train          *Recording
	day, less      *Recording
	truth, altered []float64 // interstitial glucose of the fourth day, mg/dL
	cgm            []float64
}

// hardness is what makes a recording harder: wrong reports and a daily rhythm.
type hardness struct{ carbs, rhythm float64 }

// generate draws a patient of the cohort who eats four times a day, doses each meal
// with some error, and wears a sensor that is not the one that the fit believes in.
func generate(seed uint64, h hardness) (fresh, error) {
	rng := rand.New(rand.NewPCG(seed, 77))
	for {
		classes := []glucose.Class{glucose.Adult, glucose.Adolescent, glucose.Child}
		f := fresh{class: classes[rng.IntN(3)]}
		c, err := glucose.CohortOf(f.class)
		if err != nil {
			return f, err
		}
		p, err := c.Sample(0, rng)
		if err != nil {
			return f, err
		}
		p.Kabs = min(p.Kabs, 1)
		if f.live(&p, h, rng) {
			return f, nil
		}
	}
}

// live plays four days; false when the patient leaves 30..400 mg/dL.
func (f *fresh) live(p *glucose.Params, h hardness, rng *rand.Rand) bool {
	ratio := holdingRatio(p) * math.Exp(0.15*rng.NormFloat64())
	f.therapy = Therapy{Weight: math.Round(10*p.BW) / 10, Basal: math.Round(60*p.Basal()*20) / 20, CarbRatio: math.Round(ratio)}
	if f.therapy.CarbRatio < 2 || f.therapy.CarbRatio > 60 {
		return false
	}
	reported, eaten, less := eat(f.therapy, p.BW, h, rng)
	phase := 2 * math.Pi * rng.Float64()
	r := Rhythm{Cos: h.rhythm * math.Cos(phase), Sin: h.rhythm * math.Sin(phase)}
	all, low := trace(p, r, eaten), trace(p, r, less)
	if slices.Min(low) < 30 || slices.Min(all) < 30 || slices.Max(low) > 400 {
		return false
	}
	gain, offset := 1+0.05*rng.NormFloat64(), 5*rng.NormFloat64()
	var v1, v2 float64
	for i := range reported.Rows {
		v := 1.26*v1 - 0.40*v2 + 3.25*rng.NormFloat64()
		v1, v2 = v, v1
		reported.Rows[i].CGM = min(max(math.Round(gain*all[i]+offset+v), 39), 400)
	}
	const days = 864
	f.train = &Recording{Rows: reported.Rows[:days]}
	f.day = &Recording{Rows: reported.Rows[days:]}
	f.less = &Recording{Rows: slices.Clone(f.day.Rows)}
	for i := range f.less.Rows {
		f.less.Rows[i].Bolus *= 0.8
		f.cgm = append(f.cgm, f.day.Rows[i].CGM)
	}
	f.truth, f.altered = all[days:], low[days:]
	return true
}

// eat is four days of meals: as reported, as eaten, and as eaten with a fifth less of
// the boluses of the fourth day.
func eat(t Therapy, weight float64, h hardness, rng *rand.Rand) (reported, eaten, less *Recording) {
	reported, eaten = &Recording{}, &Recording{}
	for i := range 4 * 288 {
		reported.Rows = append(reported.Rows, Row{Minute: 5 * i, Basal: t.Basal})
	}
	eaten.Rows = slices.Clone(reported.Rows)
	size := math.Sqrt(weight / 70)
	for day := range 4 {
		for k, grams := range []float64{50, 70, 20, 75} {
			at := []int{435, 740, 965, 1150}[k] + int(20*rng.NormFloat64())
			at = max(at, 60) / 5
			g := math.Round(grams * size * math.Exp(0.2*rng.NormFloat64()))
			row := day*288 + at
			eaten.Rows[row].Carbs = g
			reported.Rows[row].Carbs = max(math.Round(g*math.Exp(h.carbs*rng.NormFloat64())), 1)
			when := row + rng.IntN(5) - 2
			u := g / t.CarbRatio * math.Exp(0.15*rng.NormFloat64())
			eaten.Rows[when].Bolus, reported.Rows[when].Bolus = u, u
		}
	}
	less = &Recording{Rows: slices.Clone(eaten.Rows)}
	for i := 3 * 288; i < len(less.Rows); i++ {
		less.Rows[i].Bolus *= 0.8
	}
	return reported, eaten, less
}

// trace is interstitial glucose at each row.
func trace(p *glucose.Params, r Rhythm, rec *Recording) []float64 {
	c, s := newCourse(rec), glucose.NewState(p)
	wanted, ones := make([]int, len(rec.Rows)), make([]float64, len(c.meals))
	for i := range wanted {
		wanted[i] = rec.Rows[i].Minute
	}
	for i := range ones {
		ones[i] = 1
	}
	out := make([]float64, len(wanted))
	c.play(p, r, ones, &s, wanted, out, glucose.DefaultStep)
	return out
}

// holdingRatio is the g/U with which glucose is back at basal five hours after a meal.
func holdingRatio(p *glucose.Params) float64 {
	low, high := 1.0, 100.0
	for range 25 {
		mid := math.Sqrt(low * high)
		s := glucose.NewState(p)
		for m := range 300 {
			in := glucose.Input{Insulin: p.Basal()}
			if m == 0 {
				in.Meal, in.Insulin = 60, in.Insulin+60/mid
			}
			glucose.Minute(p, &s, in, 1)
		}
		if s.Interstitial(p) > p.Gb {
			high = mid
		} else {
			low = mid
		}
	}
	return low
}
