package validation

import (
	"math"
	"sync"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// determinism counts the patients whose bodies differ after an hour between a run in
// order and one spread over goroutines in the opposite order.
func determinism(opt Options) (float64, error) {
	fleet, step := opt.Patients, opt.Step
	one, two := make([]physiology.Body, fleet), make([]physiology.Body, fleet)
	for i := range one {
		one[i] = member(i, step)
	}
	const parts = 4
	var wg sync.WaitGroup
	for part := range parts {
		wg.Go(func() {
			for i := fleet - 1 - part; i >= 0; i -= parts {
				two[i] = member(i, step)
			}
		})
	}
	wg.Wait()
	differ := 0.0
	for i := range one {
		if one[i] != two[i] {
			differ++
		}
	}
	return differ, nil
}

// member is a sampled patient after an hour.
func member(i int, step float64) physiology.Body {
	rng := stream("determinism", i)
	q, err := physiology.Sample(physiology.SamplePerson(physiology.PersonKnown{}, rng), rng)
	if err != nil {
		return physiology.Body{Time: math.NaN()} // Never equal to itself: it counts as a difference.
	}
	b, err := physiology.New(&q, physiology.DefaultEnvironment())
	if err != nil {
		return physiology.Body{Time: math.NaN()}
	}
	in := physiology.NewInputs(physiology.DefaultEnvironment())
	for range int(math.Round(hour / step)) {
		b.Step(&q, &in, step)
	}
	return b
}

// bleeding makes the reference adult half an hour into a bleed of 20 %.
func bleeding() (physiology.Patient, physiology.Body, physiology.Inputs, error) {
	p := Plan{Events: []Event{bleed("20%", "15m")}}
	bound, err := p.bind()
	if err != nil {
		return physiology.Patient{}, physiology.Body{}, physiology.Inputs{}, err
	}
	q, b, in, err := still()
	if err == nil {
		_, err = in.Begin(&q, &b, bound[0], math.Inf(1))
	}
	return q, b, in, err
}

// forkDifference counts the frames in which a fork of a bleeding body differs from
// its parent within an hour.
func forkDifference(opt Options) (float64, error) {
	step := opt.Step
	q, b, in, err := bleeding()
	if err != nil {
		return 0, err
	}
	for range int(math.Round(300 / step)) {
		b.Step(&q, &in, step)
	}
	fork, forkIn, differ := b, in, 0.0
	for range int(math.Round(hour / step)) {
		b.Step(&q, &in, step)
		fork.Step(&q, &forkIn, step)
		if fork != b {
			differ++
		}
	}
	return differ, nil
}

// stepDifference is the largest difference of a vital sign from the course at 0.05 s
// over a bleed of 20 % and ten minutes more, %.
func stepDifference() (float64, error) {
	fine, err := bleedCourse(0.05)
	if err != nil {
		return 0, err
	}
	worst := 0.0
	for _, step := range []float64{0.1, 0.25, 0.5, 1} {
		coarse, err := bleedCourse(step)
		if err != nil {
			return 0, err
		}
		for i := range fine {
			worst = max(worst, 100*math.Abs(coarse[i]-fine[i])/math.Abs(fine[i]))
		}
	}
	return worst, nil
}

// bleedCourse is the vital signs every ten seconds, one after the other.
func bleedCourse(step float64) ([]float64, error) {
	q, b, in, err := bleeding()
	if err != nil {
		return nil, err
	}
	vitals := []physiology.Signal{
		physiology.HR, physiology.SBP, physiology.DBP, physiology.MAP, physiology.CO, physiology.SV,
		physiology.RR, physiology.VE, physiology.PaCO2, physiology.SpO2, physiology.TempCore,
	}
	var out []float64
	frame := make([]float64, len(vitals))
	for range 150 {
		for range int(math.Round(10 / step)) {
			b.Step(&q, &in, step)
		}
		b.Observe(&q, vitals, frame)
		out = append(out, frame...)
	}
	return out, nil
}
