package fit

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Tracker follows a person live: an ensemble Kalman filter (Evensen G, 1994) over a
// fitted twin's members. Each carries its state and four parameters that may drift:
// insulin sensitivity, production, absorption, and the sensor's bias. Advance goes on by
// the inputs, Update corrects by a reading.
type Tracker struct {
	members []tracked
	noise   Noise
	source  *rand.PCG // of rng
	rng     *rand.Rand
	minute  int
	column  [augmented][]float64 // of the ensemble, a buffer
	shown   []float64
}

// augmented is the length of what an update corrects: 13 states and 4 parameters.
const augmented = 13 + 4

// tracked is one member of the ensemble.
type tracked struct {
	params glucose.Params // as fitted
	state  glucose.State
	sensor Sensor
	rhythm Rhythm
	drift  [4]float64 // log sensitivity, log production, log absorption, bias mg/dL
}

// Size of the ensemble and how fast what is augmented may drift, standard deviation
// over five minutes.
const (
	trackers  = 64
	sdDrifted = 0.01
	sdBiased  = 0.4
)

// Track starts to follow from the end of the recording.
func (t *Twin) Track(seed uint64) (*Tracker, error) {
	if len(t.Members) == 0 {
		return nil, errors.New("track: the twin has no members")
	}
	source := rand.NewPCG(stream(seed, "track", 0).Uint64(), seed)
	k := &Tracker{noise: t.Noise, source: source, rng: rand.New(source), members: make([]tracked, trackers), shown: make([]float64, trackers)}
	for i := range k.members {
		m := &t.Members[i%len(t.Members)]
		p, err := m.params()
		if err != nil {
			return nil, err
		}
		k.members[i] = tracked{params: p, state: m.State, sensor: m.Sensor, rhythm: m.Rhythm, drift: [4]float64{3: m.Residual}}
	}
	for i := range k.column {
		k.column[i] = make([]float64, trackers)
	}
	k.minute = t.Data.Minutes
	return k, nil
}

// Advance plays a row of inputs for some minutes.
func (k *Tracker) Advance(row Row, minutes int) {
	scale := math.Sqrt(float64(minutes) / sampling)
	for i := range k.members {
		m := &k.members[i]
		for j := range m.drift {
			sd := sdDrifted
			if j == 3 {
				sd = sdBiased
			}
			m.drift[j] += sd * scale * k.rng.NormFloat64()
		}
		now := m.now(k.minute)
		for n := range minutes {
			in := glucose.Input{Insulin: row.Basal / 60}
			if n == 0 {
				in.Insulin += row.Bolus
				in.Meal = row.Carbs
			}
			glucose.Minute(&now, &m.state, in, coarseStep)
		}
	}
	k.minute += minutes
}

// now are the constants with what has drifted.
func (m *tracked) now(minute int) glucose.Params {
	p := m.params
	s := math.Exp(m.drift[0]) * m.rhythm.at(minute)
	p.Vmx *= s
	p.Kp3 *= s
	p.Kp1 *= math.Exp(m.drift[1])
	a := math.Exp(m.drift[2])
	p.Kabs, p.Kmax, p.Kmin = min(p.Kabs*a, maxKabs), p.Kmax*a, p.Kmin*a
	return p
}

// show is what the member's sensor shows without noise.
func (m *tracked) show(minute int) float64 {
	return m.sensor.show(m.state.Interstitial(&m.params), minute) + m.drift[3]
}

// Update corrects states and parameters by a reading, mg/dL: each moves along its
// covariance with what the sensors show, against a perturbed reading (Burgers G, 1998).
func (k *Tracker) Update(reading float64) error {
	if !(reading >= 20 && reading <= 700) {
		return fmt.Errorf("track: a reading of %g mg/dL: it must be 20 to 700", reading)
	}
	n := float64(len(k.members))
	mean := [augmented]float64{}
	shown := 0.0
	for i := range k.members {
		m := &k.members[i]
		k.shown[i] = m.show(k.minute)
		shown += k.shown[i] / n
		for j := range mean {
			k.column[j][i] = m.at(j)
			mean[j] += k.column[j][i] / n
		}
	}
	spread := 0.0
	for _, y := range k.shown {
		spread += (y - shown) * (y - shown) / (n - 1)
	}
	white := k.noise.SD * k.noise.SD
	var gain [augmented]float64
	for j := range mean {
		cov := 0.0
		for i, y := range k.shown {
			cov += (k.column[j][i] - mean[j]) * (y - shown) / (n - 1)
		}
		gain[j] = cov / (spread + white)
	}
	for i := range k.members {
		k.members[i].correct(&gain, reading+math.Sqrt(white)*k.rng.NormFloat64()-k.shown[i])
	}
	return nil
}

// at is entry j of what is corrected.
func (m *tracked) at(j int) float64 {
	if j < len(m.state.X) {
		return m.state.X[j]
	}
	return m.drift[j-len(m.state.X)]
}

// correct moves by gains times what the reading was off; amounts stay above zero.
func (m *tracked) correct(gain *[augmented]float64, off float64) {
	for j, g := range gain {
		if j < len(m.state.X) {
			m.state.X[j] += g * off
			if j != 6 { // x7 is relative to basal insulin and may be negative.
				m.state.X[j] = max(m.state.X[j], 0)
			}
			continue
		}
		m.drift[j-len(m.state.X)] += g * off
	}
	for j := range 3 {
		m.drift[j] = min(max(m.drift[j], -1.5), 1.5)
	}
}

// Estimate is what the filter believes now: true glucose and what the sensor would
// show, medians and 90 % bands, mg/dL; it is copied from the ensemble and changes nothing.
func (k *Tracker) Estimate() Point {
	truth, shown := make([]float64, 0, len(k.members)), make([]float64, 0, len(k.members))
	for i := range k.members {
		truth = append(truth, k.members[i].state.Interstitial(&k.members[i].params))
		shown = append(shown, k.members[i].show(k.minute))
	}
	return point(k.minute, truth, shown)
}

// Sensitivity is the factor on the fitted insulin sensitivity that the filter has
// found, the ensemble's mean.
func (k *Tracker) Sensitivity() float64 {
	mean := 0.0
	for i := range k.members {
		mean += k.members[i].drift[0] / float64(len(k.members))
	}
	return math.Exp(mean)
}

// Ahead is what the filter expects some minutes from now if a basal rate (U/h) runs on
// and nothing is eaten or injected: the bands of Estimate, and of the sensor's noise. The
// filter itself stays where it is.
func (k *Tracker) Ahead(basal float64, minutes int) Point {
	now := *k.source
	f := *k
	f.members = slices.Clone(k.members)
	f.source, f.rng = &now, rand.New(&now)
	f.Advance(Row{Basal: basal}, minutes)
	p := f.Estimate()
	// The residual of the sensor adds to what its members show.
	steps, phi := float64(minutes)/sampling, k.noise.Phi
	sd := k.noise.SD * math.Sqrt((1-math.Pow(phi, 2*steps))/max(1-phi*phi, 1e-9))
	const band = 1.645
	p.CGM05, p.CGM95 = p.CGM-math.Hypot(p.CGM-p.CGM05, band*sd), p.CGM+math.Hypot(p.CGM95-p.CGM, band*sd)
	return p
}

// Drift is what the filter has found beside glucose: factors on the fitted sensitivity,
// production and absorption, and the bias of the sensor, mg/dL; means of the ensemble.
func (k *Tracker) Drift() (sensitivity, production, absorption, bias float64) {
	var mean [4]float64
	for i := range k.members {
		for j, d := range k.members[i].drift {
			mean[j] += d / float64(len(k.members))
		}
	}
	return math.Exp(mean[0]), math.Exp(mean[1]), math.Exp(mean[2]), mean[3]
}
