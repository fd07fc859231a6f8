package fit

import (
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// VitalFit is what a recording told of one vital sign. Times are minutes from its start.
type VitalFit struct {
	Signal   string     `json:"signal"`
	Unit     string     `json:"unit"`
	Readings int        `json:"readings"`
	Refused  int        `json:"refused"`          // that no sensor shows
	Prior    [2]float64 `json:"prior_mean_sd"`    // of people of that age and sex
	Baseline float64    `json:"baseline"`         // at rest, mean over a day
	SD       float64    `json:"baseline_sd"`      // of its posterior
	Daily    [4]float64 `json:"daily"`            // cos and sin of 24 h, cos and sin of 12 h
	Gain     [2]float64 `json:"per_met_mean_sd"`  // of a MET above rest
	NoiseSD  float64    `json:"noise_sd"`         // of what is left
	Phi      float64    `json:"correlation_1min"` // of what is left
	RMSE     float64    `json:"rmse"`             // of the fit over the recording
	Ratio    float64    `json:"posterior_over_prior_sd"`
	Told     bool       `json:"learned"`
}

// priorSize is how many people of the model a prior is taken from.
const priorSize = 300

// VitalSigns fits a person's vital signs around those of people of that age, sex and
// size. What is not known of the person is drawn with the population.
func VitalSigns(v *Vitals, who physiology.PersonKnown, o Options) (*Twin, error) {
	if err := v.clean(); err != nil {
		return nil, err
	}
	prior, err := population(v.Signals, who, o.Seed)
	if err != nil {
		return nil, err
	}
	t := &Twin{Format: Format, Version: Version, Person: &Person{Age: who.Age, Height: who.Height, Weight: who.Weight}}
	if who.SexKnown {
		t.Person.Sex = who.Sex.String()
	}
	t.Provenance = Provenance{
		Model: "baseline, daily and half-daily course, gain to activity, AR(1)", Method: "Kalman update around a prior by age and sex", Seed: o.Seed,
	}
	first, last := v.Minutes[0], v.Minutes[len(v.Minutes)-1]
	t.Data.Minutes = int(math.Round(last - first + v.every()))
	for i, s := range v.Signals {
		f, err := v.fit(i, prior[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Info().Column, err)
		}
		t.Vitals = append(t.Vitals, f)
		t.Data.Readings += f.Readings
	}
	rows := float64(t.Data.Minutes) / v.every() * float64(len(v.Signals))
	t.Data.Gaps = max(0, 100*(1-float64(t.Data.Readings)/rows))
	return t, nil
}

// population is mean and SD of signals at rest among people like this one.
func population(signals []physiology.Signal, who physiology.PersonKnown, seed uint64) ([][2]float64, error) {
	seen := make([]float64, len(signals))
	sum, squares := make([]float64, len(signals)), make([]float64, len(signals))
	env := physiology.DefaultEnvironment()
	for k := range priorSize {
		rng := stream(seed, "people", k)
		p, err := physiology.Sample(physiology.SamplePerson(who, rng), rng)
		if err != nil {
			return nil, fmt.Errorf("fit: %w", err)
		}
		b, err := physiology.New(&p, env)
		if err != nil {
			return nil, fmt.Errorf("fit: %w", err)
		}
		b.Observe(&p, signals, seen)
		for i, x := range seen {
			sum[i] += x
			squares[i] += x * x
		}
	}
	out := make([][2]float64, len(signals))
	for i := range out {
		mean := sum[i] / priorSize
		out[i] = [2]float64{mean, math.Sqrt(max(squares[i]/priorSize-mean*mean, 0))}
	}
	return out, nil
}

// widened is how much wider a prior is than the people of the model, who are healthy.
const widened = 2.0

// fit goes over the readings of a signal twice: what is left after the first time tells
// the noise of the second.
func (v *Vitals) fit(i int, people [2]float64) (VitalFit, error) {
	info := v.Signals[i].Info()
	k, _ := vitalColumn(info.Column)
	p := VitalPrior{Baseline: people[0], SD: widened * people[1], Daily: k.daily, Gain: k.gain, GainSD: k.gainSD, NoiseSD: k.noise, Phi: k.phi}
	f := VitalFit{Signal: info.ID, Unit: info.Unit, Readings: v.readings(i), Refused: v.Refused[i], Prior: [2]float64{p.Baseline, p.SD}}
	if f.Readings == 0 {
		return f, fmt.Errorf("there is no reading")
	}
	x, err := v.run(i, p)
	if err != nil {
		return f, err
	}
	if sd, phi, ok := v.left(i, x); ok {
		p.NoiseSD, p.Phi = max(sd, 1e-3*p.SD), phi
		if x, err = v.run(i, p); err != nil {
			return f, err
		}
	}
	f.NoiseSD, f.Phi = p.NoiseSD, p.Phi
	f.Baseline, f.SD = x.Baseline()
	copy(f.Daily[:], x.mean.RawVector().Data[1:5])
	f.Gain[0], f.Gain[1] = x.Gain()
	for j, y := range v.Values[i] {
		if e := y - x.Expect(v.Minutes[j], v.at(j)); !math.IsNaN(e) {
			f.RMSE += e * e / float64(f.Readings)
		}
	}
	f.RMSE = math.Sqrt(f.RMSE)
	f.Ratio = f.SD / p.SD
	f.Told = f.Ratio < told
	return f, nil
}

// at is the activity of a row, rest where it is not known.
func (v *Vitals) at(j int) float64 {
	if math.IsNaN(v.Activity[j]) {
		return 0
	}
	return v.Activity[j]
}

func (v *Vitals) run(i int, p VitalPrior) (*Vital, error) {
	x, err := NewVital(p)
	if err != nil {
		return nil, err
	}
	for j, y := range v.Values[i] {
		if math.IsNaN(y) {
			continue
		}
		if err := x.Update(v.Minutes[j], v.at(j), y); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// left is the spread of what a fit leaves and its correlation over a minute; false with
// too few readings to tell.
func (v *Vitals) left(i int, x *Vital) (sd, phi float64, ok bool) {
	const fewest = 60
	every := v.every()
	var squares, products, n, pairs float64
	before, at := math.NaN(), 0.0
	for j, y := range v.Values[i] {
		if math.IsNaN(y) {
			continue
		}
		e := y - x.Expect(v.Minutes[j], v.at(j))
		squares += e * e
		n++
		if v.Minutes[j]-at < 1.5*every && !math.IsNaN(before) {
			products += e * before
			pairs++
		}
		before, at = e, v.Minutes[j]
	}
	if n < fewest || pairs < fewest || squares == 0 {
		return 0, 0, false
	}
	r := min(max(products/pairs/(squares/n), 0), 0.98)
	return math.Sqrt(squares / n), math.Pow(r, 1/every), true
}

// Rest is the baseline that bodies are given: the posterior's means moved by standard
// normal scores, one a vital sign in the order of Vitals; nil is the means.
func (t *Twin) Rest(scores []float64) physiology.Baseline {
	value := map[string]float64{}
	for i := range t.Vitals {
		f := &t.Vitals[i]
		value[f.Signal] = f.Baseline
		if scores != nil {
			value[f.Signal] += f.SD * scores[i]
		}
	}
	b := physiology.Baseline{HR: value["hr"], MAP: value["map"], SpO2: value["spo2"], RR: value["rr"], Core: value["temp_core"]}
	if b.MAP == 0 && value["sbp"] > 0 && value["dbp"] > 0 {
		b.MAP = value["dbp"] + (value["sbp"]-value["dbp"])/3
	}
	return b
}
