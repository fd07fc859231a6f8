package physiology

// Kind is the type of a parameter's value.
type Kind uint8

// The kinds of parameters.
const (
	Quantity Kind = iota // a number with a unit, "500 mL"
	Number               // a bare number
	Choice               // one of Choices
	Flag                 // true or false
	Text                 // free text, kept for the record
)

// String is the kind's name.
func (k Kind) String() string {
	return [...]string{"quantity", "number", "choice", "flag", "text"}[k]
}

// Param describes one parameter of an action.
type Param struct {
	Name, Doc string
	Kind      Kind
	Units     []string   // accepted; the first is canonical
	Min, Max  float64    // allowed range in the canonical unit
	Valid     [2]float64 // range for which the models had data, within it; zero: all of it
	Also      []Range    // ranges of accepted units of another dimension
	Choices   []string
	Synonyms  map[string]string // other names of choices, for suggestions
	Refuse    []Refusal         // units that are refused for a reason
	Hint      string            // says what is allowed when the range depends on other parameters
	Required  bool
	Default   string
}

// Range is the allowed range of a unit that does not convert to the canonical one,
// for example a bleed in percent of the blood volume.
type Range struct {
	Unit     string
	Min, Max float64
	Valid    [2]float64 // as that of Param
}

// Refusal is why a unit is not accepted.
type Refusal struct{ Unit, Reason string }

// Action describes what can be done to a body.
type Action struct {
	Name, Title, Doc string
	Params           []Param
	Preset           string // the action that this name stands for with parameters of its own, or ""
	kind             actionKind
	check            func(args *Args) []ArgError // what no single parameter can say
}

// ArgError is one thing wrong with the arguments of an action or condition.
type ArgError struct {
	Param   string // "" is the whole
	Message string
}

// Error joins parameter and message.
func (e ArgError) Error() string {
	if e.Param == "" {
		return e.Message
	}
	return e.Param + ": " + e.Message
}

// maxParams is the number of parameters that Args can hold.
const maxParams = 6

// Args are the bound arguments of an action, a plain value. Text is checked and
// left to the scenario's record.
type Args struct {
	Kind  uint8              // tells the actions of this version apart; 0 is none
	Given uint16             // bit i: parameter i was given or has a default
	Unit  [maxParams]uint8   // 0: the canonical unit, i: that of Also[i-1]
	Value [maxParams]float64 // in that unit; a choice is its index, a flag 0 or 1
}

// Action describes the action that the arguments are for.
// It must not be changed.
func (a Args) Action() *Action {
	r := registry()
	return &r.byName[r.byKind[a.Kind]]
}

// get is a parameter's value and, when it is not the canonical one, its unit.
func (a *Args) get(name string) (value float64, unit string, ok bool) {
	for i, p := range a.Action().Params {
		if p.Name != name || a.Given&(1<<i) == 0 {
			continue
		}
		if u := a.Unit[i]; u > 0 {
			unit = p.Also[u-1].Unit
		}
		return a.Value[i], unit, true
	}
	return 0, "", false
}

// choice is the text of a choice, "" when it was not given.
func (a *Args) choice(name string) string {
	i, _, ok := a.get(name)
	if !ok {
		return ""
	}
	for _, p := range a.Action().Params {
		if p.Name == name {
			return p.Choices[int(i)]
		}
	}
	return ""
}

// or is a parameter's value, or fallback when it was not given.
func (a *Args) or(name string, fallback float64) float64 {
	if v, _, ok := a.get(name); ok {
		return v
	}
	return fallback
}
