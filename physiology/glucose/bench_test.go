//go:build unix

package glucose_test

import (
	"math"
	"syscall"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// BenchmarkPatientDay steps patients through a day of three meals at the shipped
// step; the metric is patient-days per CPU-second, whatever else the machine does.
func BenchmarkPatientDay(b *testing.B) {
	p := drawn(b)
	benchmarkDay(b, func(s *glucose.State, in glucose.Input) { glucose.Minute(&p, s, in, glucose.DefaultStep) }, &p)
}

// BenchmarkPlainPatientDay is the yardstick beside it: the equations written down
// once more without any care for speed, in a plain Runge-Kutta step over slices.
func BenchmarkPlainPatientDay(b *testing.B) {
	p := drawn(b)
	benchmarkDay(b, func(s *glucose.State, in glucose.Input) { plainMinute(&p, s, in) }, &p)
}

func benchmarkDay(b *testing.B, minute func(*glucose.State, glucose.Input), p *glucose.Params) {
	b.ReportAllocs()
	basal, before := p.Basal(), cpuSeconds(b)
	for range b.N {
		s := glucose.NewState(p)
		for t := range 1440 {
			in := glucose.Input{Insulin: basal}
			switch t {
			case 420, 720, 1080:
				in.Meal, in.Insulin = 60, basal+5
			}
			minute(&s, in)
		}
	}
	b.ReportMetric(float64(b.N)/(cpuSeconds(b)-before), "patient-days/CPU-s")
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// plainMinute is a minute of S2008, two plain Runge-Kutta steps.
func plainMinute(p *glucose.Params, s *glucose.State, in glucose.Input) {
	s.Eat(in.Meal)
	u := plainDrive{6000 * in.Insulin / p.BW, 1000 * s.Meal.Eating, s.Meal.Before + 1000*s.Meal.Eaten}
	for range 2 {
		plainStep(p, &s.X, &u, 0.5)
	}
}

type plainDrive struct{ Insulin, Eating, Dbar float64 }

func plainStep(p *glucose.Params, x *glucose.Vector, u *plainDrive, h float64) {
	at := func(k glucose.Vector, share float64) (y glucose.Vector) {
		for i := range y {
			y[i] = x[i] + share*h*k[i]
		}
		return y
	}
	k1 := plainDeriv(p, *x, u)
	k2 := plainDeriv(p, at(k1, 0.5), u)
	k3 := plainDeriv(p, at(k2, 0.5), u)
	k4 := plainDeriv(p, at(k3, 1), u)
	for i := range x {
		x[i] += h * (k1[i] + 2*k2[i] + 2*k3[i] + k4[i]) / 6
	}
}

func plainDeriv(p *glucose.Params, x glucose.Vector, u *plainDrive) (d glucose.Vector) {
	kgut := p.Kmax
	if u.Dbar > 0 {
		alpha, beta := 5/(2*u.Dbar*(1-p.B)), 5/(2*u.Dbar*p.D)
		kgut = p.Kmin + (p.Kmax-p.Kmin)/2*(math.Tanh(alpha*(x[0]+x[1]-p.B*u.Dbar))-math.Tanh(beta*(x[0]+x[1]-p.D*u.Dbar))+2)
	}
	insulin := x[5] / p.Vi
	d[0] = u.Eating - p.Kmax*x[0]
	d[1] = p.Kmax*x[0] - kgut*x[1]
	d[2] = kgut*x[1] - p.Kabs*x[2]
	d[3] = math.Max(p.Kp1-p.Kp2*x[3]-p.Kp3*x[8], 0) + p.F*p.Kabs*x[2]/p.BW - p.Fsnc - p.Ke1*math.Max(x[3]-p.Ke2, 0) - p.K1*x[3] + p.K2*x[4]
	d[4] = p.K1*x[3] - p.K2*x[4] - (p.Vm0+p.Vmx*x[6])*x[4]/(p.Km0+x[4])
	d[5] = p.M1*x[9] - (p.M2+p.M4)*x[5] + p.Ka1*x[10] + p.Ka2*x[11]
	d[6] = p.P2u * (insulin - p.Ib - x[6])
	d[7] = p.Ki * (insulin - x[7])
	d[8] = p.Ki * (x[7] - x[8])
	d[9] = p.M2*x[5] - (p.M1+p.M30)*x[9]
	d[10] = u.Insulin - (p.Ka1+p.Kd)*x[10]
	d[11] = p.Kd*x[10] - p.Ka2*x[11]
	d[12] = p.Ksc * (x[3] - x[12])
	return d
}
