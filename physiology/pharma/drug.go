package pharma

// ID is a drug of the registry.
type ID uint8

// The drugs, in the order of Drugs.
const (
	Amlodipine ID = iota
	Atropine
	Dexmedetomidine
	Dobutamine
	Epinephrine
	Fentanyl
	Furosemide
	Ketamine
	Metoprolol
	Midazolam
	Morphine
	Naloxone
	Norepinephrine
	Paracetamol
	Phenylephrine
	Propofol
	Propranolol
	Ramipril
	Remifentanil
	Salbutamol
	Vasopressin

	drugCount = int(Vasopressin) + 1
)

// Grade is how well a constant is known.
type Grade string

// The grades.
const (
	Read    Grade = "S" // read in the source, or in two encodings of it that agree
	Unread  Grade = "K" // from general knowledge or derived; Check names the paper
	Fitting Grade = "G" // our own calibration of the body's response
)

// Constant is one constant of a model, as printed: an expression of age (y), W (kg),
// H (cm), LBM, FFM (kg), BSA (m2), female (0 or 1) and renal (1 in health).
type Constant struct {
	Symbol, Value, Unit string
	Check               string // of grade K: the paper to check; "" is grade S
}

// Grade of the constant.
func (c Constant) Grade() Grade {
	if c.Check != "" {
		return Unread
	}
	return Read
}

// Model is one published model of a drug.
type Model struct {
	Name, Source string
	Constants    []Constant
	At           func(c Covariates) Kinetics
}

// Route is a way into the body: Available is the share that arrives, Ka the rate of
// its absorption, 1/min, 0 straight into plasma.
type Route struct {
	Name          string
	Available, Ka float64
}

// Limit is an allowed range of doses; of a dose that is given in the other form, per
// kg or not, it is the range at 70 kg.
type Limit struct {
	Low, High float64
	Unit      string
}

// Response is one effect of a concentration on a cause: Max·Hill of it, or, for
// receptors, the concentration relative to C50.
type Response struct {
	Cause           Cause
	Site            int8 // effect site, 0 or 1
	C50, Gamma, Max float64
	Source          string
	Grade           Grade
}

// Drug is an entry of the registry.
type Drug struct {
	Name, Class      string // INN, lower case
	Synonyms         []string
	Models           []Model // the first is the default
	Routes           []Route // the first is the default
	Bolus, Infusion  Limit   // an empty unit: not given that way
	Target           Limit   // of the effect site
	Responses        []Response
	Limits           string                   // what the model leaves out
	potency          func(Covariates) float64 // factor on concentrations, nil: 1
	least            float64                  // ug/L that do nothing
	opioid, quantity bool                     // antagonised by naloxone; dosed in U
	second           uint8                    // place of the second effect site, from 1; 0: none
}

// drugs is the registry; it is never written to.
var drugs = [drugCount]Drug{
	Amlodipine: amlodipine, Atropine: atropine, Dexmedetomidine: dexmedetomidine, Dobutamine: dobutamine,
	Epinephrine: epinephrine, Fentanyl: fentanyl, Furosemide: furosemide, Ketamine: ketamine,
	Metoprolol: metoprolol, Midazolam: midazolam, Morphine: morphine, Naloxone: naloxone,
	Norepinephrine: norepinephrine, Paracetamol: paracetamol, Phenylephrine: phenylephrine, Propofol: propofol,
	Propranolol: propranolol, Ramipril: ramipril, Remifentanil: remifentanil, Salbutamol: salbutamol,
	Vasopressin: vasopressin,
}

// Drugs lists the registry by name.
func Drugs() []Drug { return append([]Drug(nil), drugs[:]...) }

// Drug is the entry of an ID of the registry.
func (id ID) Drug() *Drug { return &drugs[id] }

// String is the drug's name.
func (id ID) String() string { return drugs[id].Name }

// ByName finds a drug by its INN in lower case.
func ByName(name string) (ID, bool) {
	for i := range drugs {
		if drugs[i].Name == name {
			return ID(i), true
		}
	}
	return 0, false
}

// intravenous is the route of most drugs here.
var intravenous = []Route{{"iv", 1, 0}}
