package pharma_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
)

// patient is one cabinet with a person and a clock of 1 s.
type patient struct {
	t   testing.TB
	who pharma.Covariates
	cab pharma.Cabinet
}

func (p *patient) slot(id pharma.ID) (int, *pharma.Slot) {
	i, err := p.cab.Take(id, -1, p.who)
	if err != nil {
		p.t.Fatal(err)
	}
	return i, &p.cab.Slot[i]
}

// give puts a dose in over 30 s and lets time pass.
func (p *patient) give(id pharma.ID, dose float64, unit string) {
	p.t.Helper()
	if err := id.Drug().CheckBolus(dose, unit); err != nil {
		p.t.Fatal(err)
	}
	amount, err := id.Drug().Amount(dose, unit, p.who.Weight)
	if err != nil {
		p.t.Fatal(err)
	}
	i, _ := p.slot(id)
	for range 30 {
		var in pharma.Rates
		in[i] = amount / 30
		p.cab.Advance(&in, 1<<i, 1)
	}
}

func (p *patient) wait(minutes float64) {
	for range int(60 * minutes) {
		p.cab.Advance(&pharma.Rates{}, 0, 1)
	}
}

func adult(t testing.TB) *patient {
	return &patient{t: t, who: pharma.Covariates{Age: 40, Weight: 77, Height: 180}}
}

// TestTarget: a target-controlled infusion reaches its effect site without passing it
// by more than a twentieth, and holds it within a hundredth, at any step.
func TestTarget(t *testing.T) {
	for _, c := range []struct {
		id      pharma.ID
		target  float64
		minutes float64
	}{
		{pharma.Propofol, 3000, 8},
		{pharma.Fentanyl, 1.5, 12},
		{pharma.Remifentanil, 4, 8},
		{pharma.Midazolam, 150, 25},
		{pharma.Dexmedetomidine, 1, 40},
		{pharma.Ketamine, 500, 8},
		{pharma.Morphine, 15, 200},
	} {
		for _, dt := range []float64{0.05, 0.25, 1} {
			p := adult(t)
			_, s := p.slot(c.id)
			most := c.id.Drug().Most(77)
			peak, low := 0.0, math.Inf(1)
			for now := 0.0; now < 4*60*c.minutes; now += dt {
				s.Advance(s.Toward(c.target, most, dt), dt)
				if e := s.EffectSite(); now > 60*c.minutes {
					low = min(low, e)
				}
				peak = max(peak, s.EffectSite())
			}
			if peak > 1.05*c.target || low < 0.99*c.target || s.EffectSite() > 1.01*c.target {
				t.Errorf("%s to %g at %g s: peak %g, then from %g to %g", c.id, c.target, dt, peak, low, s.EffectSite())
			}
		}
	}
}

// TestNaloxone reverses an opioid and wears off before it.
func TestNaloxone(t *testing.T) {
	for _, c := range []struct {
		opioid pharma.ID
		dose   float64
		unit   string
		first  float64 // min until naloxone
	}{{pharma.Fentanyl, 300, "ug", 5}, {pharma.Morphine, 60, "mg", 90}} {
		alone, reversed := adult(t), adult(t)
		for _, p := range []*patient{alone, reversed} {
			p.give(c.opioid, c.dose, c.unit)
			p.wait(c.first)
		}
		before := reversed.cab.Effect().Opioid
		reversed.give(pharma.Naloxone, 400, "ug")
		alone.wait(0.5)
		alone.wait(3)
		reversed.wait(3)
		after := reversed.cab.Effect().Opioid
		if before < 0.5 || after > 0.45*before {
			t.Errorf("%s: naloxone takes the depression from %.2f to %.2f", c.opioid, before, after)
		}
		back, free := 0.0, 0.0
		for range 120 {
			alone.wait(1)
			reversed.wait(1)
			back = max(back, reversed.cab.Effect().Opioid)
			free = alone.cab.Effect().Opioid
		}
		t.Logf("%s: %.2f, reversed %.2f, back at %.2f; after 2 h %.2f, without naloxone %.2f", c.opioid, before, after, back, reversed.cab.Effect().Opioid, free)
		if back < 1.3*after {
			t.Errorf("%s: depression does not come back: %.2f to %.2f", c.opioid, after, back)
		}
		if d := math.Abs(reversed.cab.Effect().Opioid - free); d > 0.1 {
			t.Errorf("%s: two hours later naloxone still holds %.2f", c.opioid, d)
		}
	}
}

// TestCompetition: a beta blocker shifts the agonist's curve to the right, as many
// times as its dose ratio, and more agonist overcomes it.
func TestCompetition(t *testing.T) {
	beta := func(blocker bool, rate float64) pharma.Effect {
		p := adult(t)
		if blocker {
			p.give(pharma.Propranolol, 10, "mg")
			p.wait(15)
		}
		i, _ := p.slot(pharma.Epinephrine)
		for range 900 {
			var in pharma.Rates
			in[i] = rate * 77 / 60
			p.cab.Advance(&in, 1<<i, 1)
		}
		return p.cab.Effect()
	}
	free, blocked, more := beta(false, 0.05), beta(true, 0.05), beta(true, 1)
	if blocked.Beta2 > 0.5*free.Beta2 || blocked.Beta1 > 0.6*free.Beta1 || math.Abs(blocked.Alpha1-free.Alpha1) > 1e-9 {
		t.Errorf("free %+v blocked %+v", free, blocked)
	}
	if more.Beta1 < free.Beta1 {
		t.Errorf("twenty times the agonist drives %.2f of the receptors, %.2f without the blocker", more.Beta1, free.Beta1)
	}
	if free.Resistance() > 1 || blocked.Resistance() < 1 {
		t.Errorf("unopposed alpha: resistance is multiplied by %.2f, %.2f with a blocker", free.Resistance(), blocked.Resistance())
	}
}

func TestBIS(t *testing.T) {
	p := adult(t)
	if e := p.cab.Effect(); e.BIS() != 97.4 || e.Awake() != 1 {
		t.Errorf("without drugs BIS %g awake %g", e.BIS(), e.Awake())
	}
	hold := func(id pharma.ID, target float64) {
		_, s := p.slot(id)
		for range 1800 {
			s.Advance(s.Toward(target, id.Drug().Most(77), 1), 1)
		}
	}
	potency := math.Exp(0.00635 * 5)
	hold(pharma.Propofol, 4470/potency)
	e := p.cab.Effect()
	if math.Abs(e.BIS()-97.4/2) > 0.3 || e.Awake() > 0.3 {
		t.Errorf("at C50 BIS is %.1f, awake %.2f", e.BIS(), e.Awake())
	}
	alone := e.BIS()
	hold(pharma.Remifentanil, 6)
	if e = p.cab.Effect(); e.BIS() > alone-5 {
		t.Errorf("remifentanil takes BIS from %.1f to %.1f", alone, e.BIS())
	}
}

func TestDoses(t *testing.T) {
	for _, c := range []struct {
		drug, unit string
		dose       float64
		infusion   bool
		says       string // "" is accepted
	}{
		{"propofol", "mg/kg", 2.5, false, ""},
		{"propofol", "mg", 200, false, ""},
		{"propofol", "mg/kg", 25, false, "0.1..5 mg/kg (7..350 mg)"},
		{"propofol", "U", 5, false, "not dosed in U"},
		{"norepinephrine", "ug/kg/min", 0.1, true, ""},
		{"norepinephrine", "mg/h", 1, true, ""},
		{"norepinephrine", "ug/kg/min", 5, true, "0.001..3 ug/kg/min"},
		{"norepinephrine", "ug/kg", 5, true, "not dosed in ug/kg"},
		{"vasopressin", "U/min", 0.03, true, ""},
		{"vasopressin", "mg/h", 0.03, true, "not dosed in mg/h"},
		{"vasopressin", "U/h", 2.4, true, ""},
		{"dobutamine", "mg", 5, false, "infusion only"},
		{"atropine", "ug/min", 5, true, "bolus only"},
		{"furosemide", "mg", 40, false, ""},
		{"remifentanil", "ug/kg/min", 0.1, true, ""},
		{"morphine", "mg/h", 2, true, ""},
		{"salbutamol", "ug/min", 10, true, ""},
		{"salbutamol", "mg", 5, false, ""},
	} {
		id, ok := pharma.ByName(c.drug)
		if !ok {
			t.Fatal(c.drug)
		}
		err := id.Drug().CheckBolus(c.dose, c.unit)
		if c.infusion {
			err = id.Drug().CheckInfusion(c.dose, c.unit)
		}
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %g %s: %v, not %q", c.drug, c.dose, c.unit, err, c.says)
		}
		if err != nil {
			continue
		}
		if x, err := id.Drug().Amount(c.dose, c.unit, 77); err != nil || !(x > 0) {
			t.Errorf("%s %g %s is %g ug (%v)", c.drug, c.dose, c.unit, x, err)
		}
	}
	if x, _ := pharma.Norepinephrine.Drug().Amount(0.1, "ug/kg/min", 60); math.Abs(x-0.1) > 1e-12 {
		t.Errorf("0.1 ug/kg/min of 60 kg is %g ug/s", x)
	}
}

func TestCabinetIsFull(t *testing.T) {
	p := adult(t)
	for id := range pharma.ID(pharma.Slots) {
		p.slot(id)
		p.slot(id) // a second dose shares the slot
	}
	if _, err := p.cab.Take(pharma.Propofol, -1, p.who); err == nil || !strings.Contains(err.Error(), "8 drugs") || !strings.Contains(err.Error(), "fentanyl") {
		t.Errorf("the ninth drug: %v", err)
	}
	p.wait(1.0 / 60)
	if p.cab.Active != 0 {
		t.Error("drugs that were never given stay")
	}
}

// TestRegistry: every entry can be documented and given, every constant has a source.
func TestRegistry(t *testing.T) {
	last := ""
	for _, d := range pharma.Drugs() {
		if d.Name <= last || d.Class == "" || len(d.Models) == 0 || len(d.Routes) == 0 || len(d.Responses) == 0 || d.Limits == "" || d.Bolus.Unit == "" && d.Infusion.Unit == "" {
			t.Errorf("%s is incomplete or out of order", d.Name)
		}
		last = d.Name
		for _, m := range d.Models {
			if m.Source == "" || len(m.Constants) == 0 {
				t.Errorf("%s %s has no source", d.Name, m.Name)
			}
		}
		for _, r := range d.Responses {
			if r.Source == "" || r.Grade == "" || r.C50 <= 0 || r.Cause.String() == "" {
				t.Errorf("%s: response %+v has no source", d.Name, r)
			}
		}
	}
}

// TestExtremes: whatever is given within the ranges, effects are numbers in range.
func TestExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		who := pharma.Covariates{
			Age: rapid.Float64Range(18, 100).Draw(t, "age"), Weight: rapid.Float64Range(35, 200).Draw(t, "weight"),
			Height: rapid.Float64Range(140, 210).Draw(t, "height"), Female: rapid.Bool().Draw(t, "female"), Renal: rapid.Float64Range(0.02, 1.4).Draw(t, "renal"),
		}
		var cab pharma.Cabinet
		var in pharma.Rates
		for range rapid.IntRange(1, 8).Draw(t, "drugs") {
			id := pharma.ID(rapid.IntRange(0, len(pharma.Drugs())-1).Draw(t, "drug"))
			d := id.Drug()
			i, err := cab.Take(id, rapid.IntRange(-1, 0).Draw(t, "model"), who)
			if err != nil {
				t.Fatal(err)
			}
			l := d.Bolus
			if l.Unit == "" {
				l = d.Infusion
			}
			amount, err := d.Amount(l.High, l.Unit, who.Weight)
			if err != nil {
				t.Fatal(err)
			}
			in[i] += amount
			if r := len(d.Routes) - 1; d.Routes[r].Ka > 0 {
				cab.Slot[i].Give(r, amount)
			}
		}
		dt := rapid.Float64Range(0.05, 10).Draw(t, "dt")
		for range 400 {
			cab.Advance(&in, cab.Active, dt)
			e := cab.Effect()
			for _, x := range []float64{e.Alpha1, e.Beta1, e.Beta2, e.V1, e.Vagolysis, e.ReflexLoss, e.Depression, e.Opioid, e.Hypnotic, e.Analgesia, e.ACE, e.Awake(), e.BIS() / 100} {
				if !(x >= 0 && x <= 1) {
					t.Fatalf("%+v", e)
				}
			}
			if r := e.Resistance(); !(r > 0 && r < 100) || !(e.Inotropy() > 0) || math.IsInf(e.Diuresis, 0) {
				t.Fatalf("%+v", e)
			}
			if rapid.IntRange(0, 50).Draw(t, "stop") == 0 {
				in = pharma.Rates{}
			}
		}
	})
}

func TestSlotIsSmall(t *testing.T) {
	if s := unsafe.Sizeof(pharma.Cabinet{}); s > 8*72+40 {
		t.Errorf("the drugs of a body are %d bytes", s)
	}
}

// BenchmarkSlot is one second of one drug, kinetics and effect.
func BenchmarkSlot(b *testing.B) {
	for _, id := range []pharma.ID{pharma.Propofol, pharma.Fentanyl, pharma.Norepinephrine, pharma.Metoprolol} {
		b.Run(id.String(), func(b *testing.B) {
			p := adult(b)
			i, _ := p.slot(id)
			in := pharma.Rates{}
			in[i] = 10
			b.ReportAllocs()
			for b.Loop() {
				p.cab.Advance(&in, 1<<i, 1)
				e := p.cab.Effect()
				if e.Alpha1 < 0 {
					b.Fatal("negative")
				}
			}
		})
	}
	b.Run("all eight", func(b *testing.B) {
		p := adult(b)
		var in pharma.Rates
		for i, id := range []pharma.ID{pharma.Propofol, pharma.Fentanyl, pharma.Norepinephrine, pharma.Metoprolol, pharma.Ketamine, pharma.Midazolam, pharma.Atropine, pharma.Dobutamine} {
			p.slot(id)
			in[i] = 10
		}
		b.ReportAllocs()
		for b.Loop() {
			p.cab.Advance(&in, 0xff, 1)
			p.cab.Effect()
		}
	})
}

func ExampleCabinet() {
	var drugs pharma.Cabinet
	i, err := drugs.Take(pharma.Propofol, -1, pharma.Covariates{Age: 40, Weight: 77, Height: 180})
	if err != nil {
		fmt.Println(err)
		return
	}
	rates := pharma.Rates{}
	rates[i] = 200e3 / 30 // 200 mg over 30 s
	for s := range 120 {
		if s == 30 {
			rates[i] = 0
		}
		drugs.Advance(&rates, 0, 1)
	}
	e := drugs.Effect()
	fmt.Printf("effect site %.1f ug/mL, BIS %.0f\n", drugs.Slot[i].EffectSite()/1000, e.BIS())
	// Output: effect site 11.0 ug/mL, BIS 20
}
