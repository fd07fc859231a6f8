package control_test

import (
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/control"
)

func TestATherapyNeedsABasalRate(t *testing.T) {
	if _, err := control.NewTherapy(0, 0); err == nil {
		t.Error("a therapy without insulin was taken")
	}
	x, err := control.NewTherapy(0.8, 14)
	if err != nil || x.Settings.CarbRatio != 14 || x.Settings.MaxBasal != 3.2 {
		t.Errorf("%+v: %v", x.Settings, err)
	}
}

// TestInsulinOfOthersIsOnBoard: what a person injects beside the loop counts.
func TestInsulinOfOthersIsOnBoard(t *testing.T) {
	x, err := control.NewTherapy(0.8, 0)
	if err != nil {
		t.Fatal(err)
	}
	look := control.Look{Mode: control.Loop, Glucose: 150, Scheduled: 0.8}
	first := x.Act(look)
	look.Minute, look.Delivered = 5, 3+0.8*5/60
	second := x.Act(look)
	if iob, _ := x.Memory.OnBoard(x.Settings.Curve); math.Abs(iob-3) > 0.05 || !(second.Rate < first.Rate) {
		t.Errorf("%.2f U on board; rates %g and %g U/h", iob, first.Rate, second.Rate)
	}
}

// TestTheSensorErrsAsItIsTold: the noise has the spread of its process.
func TestTheSensorErrsAsItIsTold(t *testing.T) {
	s := control.Sensor{A0: 1, B0: 4, Alpha1: 1.26, Alpha2: -0.4, Sigma: 3.25}
	s.Settle(1)
	var sum, squares float64
	const n = 20000
	for range n {
		e := s.Read(120, 0) - 120
		sum += e
		squares += e * e
	}
	mean, a, b := sum/n, s.Alpha1, s.Alpha2
	sd, want := math.Sqrt(squares/n-mean*mean), s.Sigma*math.Sqrt((1-b)/((1+b)*((1-b)*(1-b)-a*a)))
	if math.Abs(mean-4) > 0.5 || math.Abs(sd/want-1) > 0.05 {
		t.Errorf("mean %.2f, SD %.2f; want 4 and %.2f", mean, sd, want)
	}
	if perfect := (control.Sensor{}); perfect.Read(97, 3) != 97 {
		t.Error("the zero sensor is not perfect")
	}
}
