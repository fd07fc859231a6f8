package judge

// Base is what a quantity measures.
type Base uint8

// The bases.
const (
	Plain    Base = iota // a number without unit: a count, or a value in the metric's own unit
	Fraction             // of one; written in percent
	Duration             // seconds
	Bytes                // bytes
)

// Unit is the dimension of a quantity or statistic. Values with equal units can be compared.
type Unit struct {
	Base    Base
	PerTime bool // per second
}

// Quantity is a number with its unit, in base units: fractions of one, seconds, bytes, and per second of these.
type Quantity struct {
	Value float64
	Unit  Unit
	Text  string // as written
}

// Op is a comparison.
type Op string

// The comparisons.
const (
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	Equal        Op = "=="
	NotEqual     Op = "!="
)

// Statistic is the left side of an assertion: a name and, for some, an argument.
type Statistic struct {
	Name   string // such as "p", "lost" or "time_to_alarm.p"
	Arg    Quantity
	HasArg bool
}

// Assertion is a threshold such as "p(95) < 200ms".
type Assertion struct {
	Text  string
	Stat  Statistic
	Op    Op
	Limit Quantity
}

// ParseError is a fault in the text of an assertion.
type ParseError struct {
	Offset  int // of the byte where it begins, for a caret
	Message string
}

// Error returns the message.
func (e *ParseError) Error() string { return e.Message }
