package physiology_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology"
)

func begin(t *testing.T, in *physiology.Inputs, p *physiology.Patient, b *physiology.Body, name string, args map[string]any, until float64) physiology.Handle {
	t.Helper()
	h, err := in.Begin(p, b, bind(t, name, args), until)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func steps(b *physiology.Body, p *physiology.Patient, in *physiology.Inputs, n int) {
	for range n {
		b.Step(p, in, 1)
	}
}

func value(b *physiology.Body, p *physiology.Patient, s physiology.Signal) float64 {
	var v [1]float64
	b.Observe(p, []physiology.Signal{s}, v[:])
	return v[0]
}

// TestEndReverts begins each action, ends it and waits until the body is as before.
func TestEndReverts(t *testing.T) {
	for _, c := range []struct {
		action string
		with   map[string]any
		signal physiology.Signal
		moves  float64 // at least, after five minutes
		within float64 // of the start, 40 min after the end
	}{
		{"patient.oxygen", with{"fio2": "60%"}, physiology.PaO2, 150, 2},
		{"patient.altitude", with{"altitude": "3000 m"}, physiology.SaO2, 4, 0.3},
		{"patient.inspired-gas", with{"fico2": "5%"}, physiology.VE, 4, 0.3},
		{"patient.hypoxia", with{"target_spo2": "84%", "ramp": "20s"}, physiology.SpO2, 12, 0.3},
		{"patient.exercise", with{"power": "60 W"}, physiology.HR, 20, 4},
		{"patient.posture", with{"angle": "60 deg"}, physiology.HR, 7, 1},
		{"patient.climate", with{"temperature": "10 degC"}, physiology.TempSkin, 0.3, 0.3},
		{"patient.apnoea", nil, physiology.RR, 13, 0.5},
	} {
		t.Run(c.action, func(t *testing.T) {
			p, b, in := resting(t)
			before := value(&b, &p, c.signal)
			h := begin(t, &in, &p, &b, c.action, c.with, math.Inf(1))
			n := 300
			if c.action == "patient.apnoea" {
				n = 60
			}
			steps(&b, &p, &in, n)
			if d := math.Abs(value(&b, &p, c.signal) - before); d < c.moves {
				t.Errorf("%s moves by %.2f only", c.signal, d)
			}
			in.End(&p, &b, h)
			if in.InForce(h) {
				t.Error("still in force")
			}
			steps(&b, &p, &in, 2400)
			if d := math.Abs(value(&b, &p, c.signal) - before); d > c.within {
				t.Errorf("%s is %.2f off afterwards", c.signal, d)
			}
		})
	}
}

func TestUntilEndsAnAction(t *testing.T) {
	p, b, in := resting(t)
	h := begin(t, &in, &p, &b, "patient.oxygen", with{"fio2": "50%"}, 30)
	steps(&b, &p, &in, 30)
	if !in.InForce(h) || value(&b, &p, physiology.FiO2) != 50 {
		t.Error("oxygen is off before its time")
	}
	steps(&b, &p, &in, 1)
	if in.InForce(h) || value(&b, &p, physiology.FiO2) != 20.93 {
		t.Error("oxygen is on after its time")
	}
}

func TestVolumesAreExactAndFreeTheirSlot(t *testing.T) {
	p, b, in := resting(t)
	h := begin(t, &in, &p, &b, "patient.hemorrhage", with{"volume": "300 mL", "over": "7m"}, math.Inf(1))
	g := begin(t, &in, &p, &b, "patient.fluids", with{"kind": "colloid", "volume": "5 mL/kg", "over": "3m"}, math.Inf(1))
	drunk := b.Water.In
	steps(&b, &p, &in, 600)
	if in.InForce(h) || in.InForce(g) || in.Active != 0 {
		t.Error("a finished volume still holds its slot")
	}
	if math.Abs(b.Water.Out-300) > 1e-6 {
		t.Errorf("lost %.6f mL", b.Water.Out)
	}
	if got := b.Water.In - drunk - 600*p.Fluid.UO0/60; math.Abs(got-5*77) > 0.1 { // and the thirst of ten minutes
		t.Errorf("infused %.6f mL", got)
	}
}

func TestVolumeWithoutARateUsesTheEventsDuration(t *testing.T) {
	p, b, in := resting(t)
	args := bind(t, "patient.hemorrhage", with{"volume": "300 mL"})
	if _, err := in.Begin(&p, &b, args, math.Inf(1)); err == nil || !strings.Contains(err.Error(), "how fast?") {
		t.Errorf("an unhurried bleed: %v", err)
	}
	if _, err := in.Begin(&p, &b, args, 300); err != nil {
		t.Fatal(err)
	}
	steps(&b, &p, &in, 150)
	if math.Abs(b.Water.Out-150) > 1e-6 {
		t.Errorf("lost %.3f mL in half of the time", b.Water.Out)
	}
}

func TestSeventeenthActionIsRefused(t *testing.T) {
	p, b, in := resting(t)
	args := bind(t, "patient.hemorrhage", with{"rate": "1 mL/h"})
	for range 16 {
		if _, err := in.Begin(&p, &b, args, math.Inf(1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.Begin(&p, &b, args, math.Inf(1)); err == nil || !strings.Contains(err.Error(), "16 actions") {
		t.Errorf("the seventeenth: %v", err)
	}
}

func TestLaterActionOnTheSameCauseWins(t *testing.T) {
	p, b, in := resting(t)
	first := begin(t, &in, &p, &b, "patient.oxygen", with{"fio2": "40%"}, math.Inf(1))
	second := begin(t, &in, &p, &b, "patient.oxygen", with{"fio2": "80%"}, math.Inf(1))
	steps(&b, &p, &in, 1)
	if got := value(&b, &p, physiology.FiO2); got != 80 {
		t.Errorf("FiO2 is %g", got)
	}
	in.End(&p, &b, second)
	third := begin(t, &in, &p, &b, "patient.oxygen", with{"fio2": "30%"}, math.Inf(1))
	steps(&b, &p, &in, 1)
	if got := value(&b, &p, physiology.FiO2); got != 30 {
		t.Errorf("FiO2 is %g with the third", got)
	}
	in.End(&p, &b, second) // an old handle of a slot that is in use again
	if !in.InForce(third) {
		t.Error("an old handle ended another action")
	}
	in.End(&p, &b, third)
	steps(&b, &p, &in, 1)
	if got := value(&b, &p, physiology.FiO2); got != 40 || !in.InForce(first) {
		t.Errorf("FiO2 is %g with the first alone", got)
	}
}

// TestForkIsACopy also proves that all state is in the values: through bytes and back.
func TestForkIsACopy(t *testing.T) {
	p, b, in := resting(t)
	begin(t, &in, &p, &b, "patient.hemorrhage", with{"volume": "20%", "over": "10m"}, math.Inf(1))
	begin(t, &in, &p, &b, "patient.sepsis", with{"severity": 0.7, "to_shock": "1h"}, math.Inf(1))
	steps(&b, &p, &in, 333)
	var buffer bytes.Buffer
	for _, v := range []any{&p, &b, &in} {
		if err := binary.Write(&buffer, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	var p2 physiology.Patient
	var b2 physiology.Body
	var in2 physiology.Inputs
	for _, v := range []any{&p2, &b2, &in2} {
		if err := binary.Read(&buffer, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	b3, in3 := b, in
	steps(&b, &p, &in, 1000)
	steps(&b2, &p2, &in2, 1000)
	steps(&b3, &p, &in3, 1000)
	if b != b2 || b != b3 || in != in2 || in != in3 {
		t.Error("a fork goes another way than its parent")
	}
}
