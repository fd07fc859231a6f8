package validation

import (
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Cohort is the spread of one quantity over sampled people of the same demographics.
type Cohort struct {
	N             int
	Mean, SD      float64
	Low, High     float64 // 5th and 95th percentile; NaN where the value is of the group
	Inside        float64 // share of people inside the band, 0..1; NaN where the value is of the group
	decidesTheBar bool    // the bar is stated for a cohort
}

// people are sampled in a cohort.
const people = 200

// population holds the people of the bars that are stated for, or shown with, a
// cohort: a row of all signals each, after ten minutes.
type population struct {
	rows map[string][][]float64
	ages map[string][]float64
}

// group is a cohort: sampled people between two ages.
type group struct {
	name     string
	who      physiology.Person
	from, to float64 // y
	seed     string  // groups with the same seed sample the same spread
}

func groups() []group {
	woman := physiology.Person{Age: 40, Sex: physiology.Female, Height: 165, Weight: 62}
	list := []group{{"men", adult(), 40, 40, "pairs"}, {"women", woman, 40, 40, "pairs"}}
	for _, age := range []float64{30, 50, 70, 80} {
		name := map[float64]string{30: "30", 50: "50", 70: "70", 80: "80"}[age]
		list = append(list, group{name, adult(), age, age, "age " + name})
	}
	return append(list, group{"30-35", adult(), 30, 35, "band 30"}, group{"50-55", adult(), 50, 55, "band 50"}, group{"75-80", adult(), 75, 80, "band 75"})
}

// jobs sample and rest the people, in parts.
func (p *population) jobs(step float64) []job {
	p.rows, p.ages = map[string][][]float64{}, map[string][]float64{}
	var out []job
	for _, g := range groups() {
		rows, ages := make([][]float64, people), make([]float64, people)
		p.rows[g.name], p.ages[g.name] = rows, ages
		for from := 0; from < people; from += people / 4 {
			out = append(out, func() {
				for i := from; i < from+people/4; i++ {
					rows[i], ages[i] = g.member(i, step)
				}
			})
		}
	}
	return out
}

// member is one person of a group after ten minutes of rest, nil when the models
// refuse the person.
func (g group) member(i int, step float64) (row []float64, age float64) {
	who := g.who
	who.Age = g.from + (g.to-g.from)*(float64(i)+0.5)/people
	q, err := physiology.Sample(who, stream(g.seed, i))
	if err != nil {
		return nil, who.Age
	}
	b, err := physiology.New(&q, physiology.DefaultEnvironment())
	if err != nil {
		return nil, who.Age
	}
	in := physiology.NewInputs(physiology.DefaultEnvironment())
	for range int(math.Round(600 / step)) {
		b.Step(&q, &in, step)
	}
	row = make([]float64, len(physiology.Signals()))
	b.Observe(&q, allSignals(), row)
	return row, who.Age
}

// values of a signal in a group.
func (p *population) values(name string, s physiology.Signal) (x []float64) {
	for _, row := range p.rows[name] {
		if row != nil {
			x = append(x, row[s])
		}
	}
	return x
}

// cohort is what a cohort shows for a bar, nil for the bars that are of one person.
func (p *population) cohort(b Bar) *Cohort {
	if p.rows == nil {
		return nil
	}
	switch b.ID {
	case "P01":
		s, scale, ok := restingSignal(b.Quantity)
		if !ok {
			return nil
		}
		x := p.values("men", s)
		for i := range x {
			x[i] *= scale
		}
		return spreadOf(x, b)
	case "P02":
		return p.women(b)
	case "P03":
		return p.ageing(b)
	}
	return nil
}

// spreadOf summarises one value a person.
func spreadOf(x []float64, b Bar) *Cohort {
	c := &Cohort{N: len(x), Mean: mean(x)}
	inside := 0
	for _, v := range x {
		c.SD += (v - c.Mean) * (v - c.Mean)
		if b.holds(v) {
			inside++
		}
	}
	c.SD = math.Sqrt(c.SD / float64(len(x)-1))
	c.Inside = float64(inside) / float64(len(x))
	slices.Sort(x)
	c.Low, c.High = x[len(x)/20], x[len(x)-1-len(x)/20]
	return c
}

// women compares pairs of the same spread: each woman with the man who drew the same
// scores.
func (p *population) women(b Bar) *Cohort {
	var x []float64
	for i, w := range p.rows["women"] {
		m := p.rows["men"][i]
		if w == nil || m == nil {
			continue
		}
		switch {
		case b.Unit == "1/min":
			x = append(x, w[physiology.HR]-m[physiology.HR])
		case b.Quantity == "haematocrit":
			x = append(x, w[physiology.Hct]/100)
		case b.Unit == "mL/kg":
			x = append(x, w[physiology.BloodVolume]/62)
		default:
			x = append(x, w[physiology.CO]/m[physiology.CO])
		}
	}
	return spreadOf(x, b)
}

// ageing is the trend over age, one number of the whole cohort.
func (p *population) ageing(b Bar) *Cohort {
	c := &Cohort{N: people, SD: math.NaN(), Low: math.NaN(), High: math.NaN(), Inside: math.NaN(), decidesTheBar: true}
	of := func(name string, s physiology.Signal) float64 { return mean(p.values(name, s)) }
	switch b.Unit {
	case "mmHg/decade":
		var age, sbp []float64
		for _, name := range []string{"30", "50", "70", "80"} {
			age = append(age, p.ages[name][0])
			sbp = append(sbp, of(name, physiology.SBP))
		}
		c.Mean = 10 * slope(age, sbp)
	default:
		if b.Quantity[0] == 'D' {
			c.Mean = of("75-80", physiology.DBP) - of("50-55", physiology.DBP)
		} else {
			c.Mean = of("75-80", physiology.PulsePressure) - of("30-35", physiology.PulsePressure)
		}
	}
	return c
}

// fromCohort lets the cohort decide a bar that is stated for one.
func (x *Result) fromCohort() {
	if x.Cohort != nil && x.Cohort.decidesTheBar {
		one := x.Value
		x.judge(x.Cohort.Mean, "")
		x.Reference = one
	}
}

// slope is the least-squares slope of y over x.
func slope(x, y []float64) float64 {
	mx, my, xy, xx := mean(x), mean(y), 0.0, 0.0
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
	}
	return xy / xx
}
