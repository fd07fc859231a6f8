package control

import (
	"math"
	"math/rand/v2"
)

// Sensor is what a controller sees of interstitial glucose: a calibration that drifts
// with the days and autocorrelated noise, a step each reading.
//
//	CGM = (a0 + a1·t + a2·t²)·IG + b0 + v,  v_k = α1·v_(k−1) + α2·v_(k−2) + w
//
// after Vettoretti M et al, Sensors 19:5320, 2019. The zero Sensor is perfect; who makes
// another draws its errors. It is a plain value: a copy goes on with the same noise.
type Sensor struct {
	A0, A1, A2     float64 // 1, 1/d, 1/d2
	B0             float64 // mg/dL
	Alpha1, Alpha2 float64
	Sigma          float64  // of w, mg/dL
	V, Before      float64  // noise of this reading and the one before, mg/dL
	Noise          rand.PCG // of w
}

// sensorLife is how long a sensor is worn, d; its successor errs as it did.
const sensorLife = 10.0

// Settle lets the noise become stationary; it is called once, with the seed of the noise.
func (s *Sensor) Settle(seed uint64) {
	s.Noise = *rand.NewPCG(seed, 0x9e3779b97f4a7c15)
	for range 48 {
		s.step()
	}
}

// Read is what the sensor says to interstitial glucose, mg/dL, days after its insertion.
func (s *Sensor) Read(ig, days float64) float64 {
	if s.A0 == 0 {
		return ig
	}
	s.step()
	t := math.Mod(days, sensorLife)
	return (s.A0+s.A1*t+s.A2*t*t)*ig + s.B0 + s.V
}

func (s *Sensor) step() {
	s.V, s.Before = s.Alpha1*s.V+s.Alpha2*s.Before+s.Sigma*normal(&s.Noise), s.V
}

// normal is a standard normal number [Box and Muller 1958].
func normal(p *rand.PCG) float64 {
	const unit = 1.0 / (1 << 53)
	u, v := (float64(p.Uint64()>>11)+0.5)*unit, float64(p.Uint64()>>11)*unit
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
}
