package physiology_test

import (
	"testing"
	"unsafe"

	"github.com/vitalfleet/vitalfleet/physiology"
)

func resting(t testing.TB) (physiology.Patient, physiology.Body, physiology.Inputs) {
	t.Helper()
	p, err := physiology.Reference(adult())
	if err != nil {
		t.Fatal(err)
	}
	b, err := physiology.New(&p, physiology.DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	return p, b, physiology.NewInputs(physiology.DefaultEnvironment())
}

// BenchmarkStepIll is a patient-second with bleeding, oxygen and exercise in force.
func BenchmarkStepIll(b *testing.B) {
	p, body, in := resting(b)
	for _, e := range []event{
		{do: "patient.hemorrhage", with: with{"rate": "1 mL/h"}},
		{do: "patient.oxygen", with: with{"fio2": "40%"}},
		{do: "patient.exercise", with: with{"mets": 2}},
		{do: "patient.sepsis", with: with{"severity": 0.5}},
	} {
		if _, err := in.Begin(&p, &body, bind(b, e.do, e.with), 1e18); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		body.Step(&p, &in, 1)
	}
}

// BenchmarkNew solves a resting state.
func BenchmarkNew(b *testing.B) {
	p, _, _ := resting(b)
	env := physiology.DefaultEnvironment()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := physiology.New(&p, env); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkObserve reads the eight signals of a bedside monitor.
func BenchmarkObserve(b *testing.B) {
	p, body, _ := resting(b)
	want := []physiology.Signal{physiology.HR, physiology.SBP, physiology.DBP, physiology.MAP, physiology.SpO2, physiology.RR, physiology.EtCO2, physiology.TempCore}
	dst := make([]float64, len(want))
	b.ReportAllocs()
	for b.Loop() {
		body.Observe(&p, want, dst)
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		name      string
		size, max uintptr
	}{
		{"Patient", unsafe.Sizeof(physiology.Patient{}), 1024},
		{"Body", unsafe.Sizeof(physiology.Body{}), 2048},
		{"Inputs", unsafe.Sizeof(physiology.Inputs{}), 3072},
	} {
		t.Logf("%s is %d bytes", c.name, c.size)
		if c.size > c.max {
			t.Errorf("%s is %d bytes, over %d", c.name, c.size, c.max)
		}
	}
}

func TestHotPathsAllocateNothing(t *testing.T) {
	p, body, in := resting(t)
	want := allSignals()
	dst := make([]float64, len(want))
	if n := testing.AllocsPerRun(200, func() { body.Step(&p, &in, 1); body.Observe(&p, want, dst) }); n != 0 {
		t.Errorf("Step and Observe allocate %g times", n)
	}
}
