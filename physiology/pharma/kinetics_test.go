package pharma_test

import (
	"encoding/csv"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vitalfleet/vitalfleet/physiology/pharma"
)

// people are covariates well inside the published ranges.
func people() map[string]pharma.Covariates {
	return map[string]pharma.Covariates{
		"reference": {Age: 40, Weight: 77, Height: 180}, "old woman": {Age: 76, Weight: 58, Height: 160, Female: true},
		"young man": {Age: 22, Weight: 92, Height: 190}, "kidneys": {Age: 60, Weight: 70, Height: 172, Renal: 0.4},
	}
}

// vars are the names in printed constants.
func vars(c pharma.Covariates) map[string]float64 {
	a, b, female, elderly := 1.1, 128.0, 0.0, 0.0
	if c.Female {
		a, b, female = 1.07, 148, 1
	}
	if c.Age >= 65 {
		elderly = 1
	}
	renal := c.Renal
	if renal == 0 {
		renal = 1
	}
	ffm, ref := fatFree(c), fatFree(pharma.Covariates{Age: 35, Weight: 70, Height: 170})
	womanly := 1.0
	if c.Female {
		womanly = 1 + 0.47*(1/(1+math.Pow(12/c.Age, 6)))*(1-1/(1+math.Pow(45/c.Age, 6)))
	}
	pma := c.Age*52 + 40
	return map[string]float64{
		"FFM": ffm, "FFMref": ref, "womanly": womanly, "Q3mat": pma / (pma + 68.3), "Q3matref": 1860 / (1860 + 68.3),
		"mature": (1 + math.Pow(2.88/70, 2)) / (1 + math.Pow(2.88/c.Weight, 2)),
		"age":    c.Age, "W": c.Weight, "H": c.Height, "LBM": a*c.Weight - b*math.Pow(c.Weight/c.Height, 2), "female": female, "elderly": elderly, "renal": renal,
		"BSA": 0.007184 * math.Pow(c.Weight, 0.425) * math.Pow(c.Height, 0.725), "Cpropofol_ug_mL": 0, "V2": 30.3 * c.Weight / 70, "V3": 52 * c.Weight / 70, // Hannivoort's
	}
}

// fatFree is Al-Sallami 2015 in the limit of grown men, and for women as printed.
func fatFree(c pharma.Covariates) float64 {
	bmi := c.Weight / math.Pow(c.Height/100, 2)
	if c.Female {
		return (1.11 + (1-1.11)/(1+math.Pow(c.Age/7.1, -1.1))) * 9270 * c.Weight / (8780 + 244*bmi)
	}
	return 9270 * c.Weight / (6680 + 216*bmi)
}

// printed is what a Kinetics says for the symbol of a paper.
func printed(k pharma.Kinetics, symbol string) float64 {
	switch symbol {
	case "V1":
		return k.V1
	case "V2":
		return k.K12 * k.V1 / k.K21
	case "V3":
		return k.K13 * k.V1 / k.K31
	case "CL", "CL1":
		return k.K10 * k.V1
	case "CL2", "Q", "Q2":
		return k.K12 * k.V1
	case "CL3", "Q3":
		return k.K13 * k.V1
	case "k10":
		return k.K10
	case "k12":
		return k.K12
	case "k13":
		return k.K13
	case "k21":
		return k.K21
	case "k31":
		return k.K31
	case "ke0":
		return k.Ke[0]
	}
	if strings.HasPrefix(symbol, "ke0 ") {
		return k.Ke[1]
	}
	return math.NaN()
}

// TestConstants: what the documentation prints is what is computed.
func TestConstants(t *testing.T) {
	for _, d := range pharma.Drugs() {
		for _, m := range d.Models {
			for who, c := range people() {
				if d.Name == "propofol" && (c.Age < 30 || c.Age > 78) {
					continue // Kazama's half-time is held at the ends of its ages
				}
				k := m.At(c)
				for _, x := range m.Constants {
					want, err := evaluate(x.Value, vars(c))
					if err != nil {
						t.Fatalf("%s %s %s: %v", d.Name, m.Name, x.Symbol, err)
					}
					if got := printed(k, x.Symbol); !(math.Abs(got/want-1) < 1e-3) {
						t.Errorf("%s %s %s of %s: computed %g, printed %s = %g %s", d.Name, m.Name, x.Symbol, who, got, x.Value, want, x.Unit)
					}
				}
			}
		}
	}
}

// TestPublished compares the models with the collected parameters of the literature;
// a cell that is prose, a range or another effect is skipped by name, nothing else is.
func TestPublished(t *testing.T) {
	prose := map[string]bool{
		"propofol TTPE": true, "propofol Emax MAP": true, "norepinephrine Emax MAP": true, "norepinephrine gamma": true, "norepinephrine endogenous production": true,
		"norepinephrine lag": true, "furosemide t1/2": true, "furosemide PD: urinary excretion rate -> Na excretion": true, "paracetamol ka oral": true,
		"paracetamol CL/F": true, "paracetamol antipyretic ke0": true, "paracetamol EC50": true, "naloxone F im; in": true, "naloxone ka im; in": true,
		"salbutamol t1/2": true, "salbutamol F oral": true, "vasopressin CL": true,
	}
	f, err := os.Open("testdata/pk_parameters.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, r := range rows[1:] {
		drug, model, symbol, unit, text := r[0], r[1], r[2], r[3], r[4]
		if prose[drug+" "+symbol] {
			continue
		}
		id, ok := pharma.ByName(drug)
		if !ok {
			t.Fatalf("no drug %s", drug)
		}
		i, err := id.Drug().Model(model)
		if err != nil {
			t.Fatal(err)
		}
		for who, c := range people() {
			if c.Renal != 0 {
				continue // the collected values are those of healthy kidneys
			}
			want := published(t, text, unit, c)
			if got := printed(id.Drug().Models[i].At(c), short(symbol)); !(math.Abs(got/want-1) < 0.005) {
				t.Errorf("%s %s %s of %s: %g, published %s = %g", drug, model, symbol, who, got, text, want)
			}
			checked++
		}
	}
	t.Logf("%d published values", checked)
}

// short is the symbol without its description.
func short(symbol string) string {
	switch symbol {
	case "CL renal":
		return "CL"
	case "V", "V/F":
		return "V1"
	}
	return symbol
}

// published evaluates a cell in L, L/min and 1/min: "a / b" is adult or man and
// elderly or woman, a bracket or a semicolon starts a remark.
func published(t testing.TB, text, unit string, c pharma.Covariates) float64 {
	t.Helper()
	switch text {
	case "0.12; 0.147 in STANPUMP":
		text = "0.147"
	case "0.26 (Diprifusor) / 1.2 (modified, Struys 2000)":
		text = "0.26"
	}
	text, _, _ = strings.Cut(text, " (")
	text, _, _ = strings.Cut(text, " +-")
	text, _, _ = strings.Cut(text, ";")
	if first, second, two := strings.Cut(text, " / "); two {
		text = first
		if c.Female {
			text = second // the woman here is the elderly one too
		}
	}
	v, err := evaluate(text, vars(c))
	if err != nil {
		t.Fatal(err)
	}
	switch unit {
	case "L/kg":
		v *= c.Weight
	case "L/70kg":
		v *= c.Weight / 70
	case "L/h":
		v /= 60
	case "L/h/70kg":
		v *= math.Pow(c.Weight/70, 0.75) / 60
	case "mL/min":
		v /= 1000
	case "mL/kg":
		v *= c.Weight / 1000
	case "L/min/m2":
		v *= vars(c)["BSA"]
	}
	return v
}

// TestExact compares every model with the matrix exponential of its compartments:
// a bolus over 30 s, an infusion to 60 min, then washout to 240 min.
func TestExact(t *testing.T) {
	const bolus, rate = 1e5 / 30, 50.0 // ug/s
	for id := range pharma.ID(len(pharma.Drugs())) {
		for m, model := range id.Drug().Models {
			for who, c := range people() {
				k := model.At(c)
				reference := exponential(k, 10)
				for _, dt := range []float64{0.1, 0.25, 1, 10} {
					if dt < 1 && who != "reference" {
						continue // the short steps differ in dt alone
					}
					var cab pharma.Cabinet
					i, err := cab.Take(id, m, c)
					if err != nil {
						t.Fatal(err)
					}
					s := &cab.Slot[i]
					var rates pharma.Rates
					x := make([]float64, 5)
					worst, peak := 0.0, 0.0
					for tick := range 1440 {
						input := 0.0
						switch {
						case tick < 3:
							input = bolus + rate
						case tick < 360:
							input = rate
						}
						for range int(math.Round(10 / dt)) {
							rates[i] = input
							cab.Advance(&rates, 1<<i, dt)
						}
						x = reference(x, input)
						got := []float64{s.Plasma(), cab.EffectSite(i, 0), cab.EffectSite(i, 1)}
						for j, want := range []float64{x[0] / k.V1, site(k, x, 0), site(k, x, 1)} {
							peak = max(peak, want)
							if want > 1e-9*peak {
								worst = max(worst, math.Abs(got[j]/want-1))
							}
						}
					}
					if worst > 0.005 {
						t.Errorf("%s %s of %s at %g s: relative error %.2g", id, model.Name, who, dt, worst)
					}
					if who == "reference" && dt == 1 {
						t.Logf("%-16s %-11s worst relative error %.1g", id, model.Name, worst)
					}
				}
			}
		}
	}
}

// site is an effect site of the reference, which falls back as Slot's does.
func site(k pharma.Kinetics, x []float64, i int) float64 {
	switch {
	case k.Ke[0] == 0:
		return x[0] / k.V1
	case k.Ke[1] == 0:
		i = 0
	}
	return x[3+i]
}

// exponential is one step of dt seconds: three amounts and two effect sites.
func exponential(k pharma.Kinetics, dt float64) func(x []float64, rate float64) []float64 {
	a := mat.NewDense(6, 6, []float64{
		-k.K10 - k.K12 - k.K13, k.K21, k.K31, 0, 0, 60,
		k.K12, -k.K21, 0, 0, 0, 0,
		k.K13, 0, -k.K31, 0, 0, 0,
		k.Ke[0] / k.V1, 0, 0, -k.Ke[0], 0, 0,
		k.Ke[1] / k.V1, 0, 0, 0, -k.Ke[1], 0,
		0, 0, 0, 0, 0, 0,
	})
	a.Scale(dt/60, a)
	var phi mat.Dense
	phi.Exp(a)
	return func(x []float64, rate float64) []float64 {
		var y mat.VecDense
		y.MulVec(&phi, mat.NewVecDense(6, append(append([]float64(nil), x[:5]...), rate)))
		return y.RawVector().Data[:5]
	}
}
