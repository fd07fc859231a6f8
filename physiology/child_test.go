package physiology_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

// TestChildrenRestAsPALSSays: the typical child of each age, and a fixed point.
func TestChildrenRestAsPALSSays(t *testing.T) {
	for _, c := range []struct {
		age              float64
		hr, rr, sbp      [2]float64
		bloodPerKilogram [2]float64
	}{
		{5, [2]float64{80, 120}, [2]float64{18, 28}, [2]float64{89, 112}, [2]float64{72, 82}},
		{7, [2]float64{75, 118}, [2]float64{18, 25}, [2]float64{97, 115}, [2]float64{70, 82}},
		{9, [2]float64{75, 118}, [2]float64{17, 25}, [2]float64{97, 115}, [2]float64{68, 82}},
		{13, [2]float64{60, 100}, [2]float64{12, 20}, [2]float64{100, 131}, [2]float64{64, 82}},
		{15, [2]float64{60, 100}, [2]float64{12, 20}, [2]float64{100, 131}, [2]float64{62, 80}},
	} {
		for _, sex := range []Sex{Male, Female} {
			t.Run(fmt.Sprintf("%g y %s", c.age, sex), func(t *testing.T) {
				child, _ := ProfileByName("healthy-adult")
				who := child.Typical(PersonKnown{Age: c.age, Sex: sex, SexKnown: true})
				p, err := Reference(who)
				if err != nil {
					t.Fatal(err)
				}
				b, err := New(&p, DefaultEnvironment())
				if err != nil {
					t.Fatal(err)
				}
				v := func(s Signal) float64 { return value(&b, &p, s) }
				t.Logf("%.0f cm %.1f kg HR %.0f RR %.1f VT %.0f BP %.0f/%.0f CO %.2f EF %.0f PaCO2 %.1f SaO2 %.1f VO2 %.0f core %.2f Hb %.1f", who.Height, who.Weight,
					v(HR), v(RR), v(VT), v(SBP), v(DBP), v(CO), v(EF), v(PaCO2), v(SaO2), v(VO2), v(TempCore), v(Hb))
				for _, q := range []struct {
					name string
					got  float64
					band [2]float64
				}{
					{"heart rate", v(HR), c.hr},
					{"respiratory rate", v(RR), c.rr},
					{"systolic pressure", v(SBP), c.sbp},
					{"blood", p.BloodVolume / who.Weight, c.bloodPerKilogram},
					{"ejection fraction", v(EF), [2]float64{54, 72}},
					{"PaCO2", v(PaCO2), [2]float64{35, 44}},
					{"SaO2", v(SaO2), [2]float64{95.5, 98.9}},
				} {
					if q.got < q.band[0] || q.got > q.band[1] {
						t.Errorf("%s is %.1f, not %v", q.name, q.got, q.band)
					}
				}
				if d, s := drift(t, &p, DefaultEnvironment(), 1); d > 1e-5 {
					t.Errorf("%s drifts by %.2g", s, d)
				}
			})
		}
	}
}

// TestSampledChildrenRest of any age and size.
func TestSampledChildrenRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 150 {
		who := SamplePerson(PersonKnown{Age: 5 + 13*rng.Float64()}, rng)
		p, err := Sample(who, rng)
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		b, err := New(&p, DefaultEnvironment())
		if err != nil {
			t.Fatalf("%+v: %v", who, err)
		}
		if hr, m := value(&b, &p, HR), value(&b, &p, MAP); hr < 50 || hr > 140 || m < 60 || m > 110 {
			t.Errorf("%+v rests at %.0f /min and %.0f mmHg", who, hr, m)
		}
	}
	if err := (Person{Age: 4, Height: 100, Weight: 16}).Check(); err == nil {
		t.Error("a child of four is not refused")
	}
}
