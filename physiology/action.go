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
	Units     []string // accepted; the first is canonical
	Min, Max  float64  // allowed range in the canonical unit
	Also      []Range  // ranges of accepted units of another dimension
	Choices   []string
	Required  bool
	Default   string
}

// Range is the allowed range of a unit that does not convert to the canonical one,
// for example a bleed in percent of the blood volume.
type Range struct {
	Unit     string
	Min, Max float64
}

// Action describes what can be done to a body.
type Action struct {
	Name, Title, Doc string
	Params           []Param
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

// Args are the bound arguments of an action, a plain value.
type Args struct {
	kind  actionKind
	given uint16             // bit i: parameter i was given or has a default
	unit  [maxParams]uint8   // 0: the canonical unit, i: Also[i-1].Unit
	value [maxParams]float64 // in that unit; a choice is its index
}

// Action describes the action that the arguments are for.
func (a Args) Action() *Action { return &Actions()[a.kind] }
