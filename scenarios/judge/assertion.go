package judge

import "fmt"

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

	argAt, limitAt int // offsets in Text, for carets
}

// ParseError is a fault in the text of an assertion.
type ParseError struct {
	Offset  int // of the byte in the assertion's text where it begins, for a caret
	Message string
}

// Error returns the message.
func (e *ParseError) Error() string { return e.Message }

// Holds reports whether "v Op limit" is true.
func (o Op) Holds(v, limit float64) bool {
	switch o {
	case Less:
		return v < limit
	case LessEqual:
		return v <= limit
	case Greater:
		return v > limit
	case GreaterEqual:
		return v >= limit
	case Equal:
		return v == limit
	default:
		return v != limit
	}
}

// limitIn checks that the limit has the unit of the statistic. A bare 0 fits every unit, and a bare number up to 1 fits a
// fraction.
func (a Assertion) limitIn(u Unit) error { return fits(a.Limit, u, a.limitAt, a.Stat.Name) }

// argIn checks the unit of the argument.
func (a Assertion) argIn(u Unit) error {
	return fits(a.Stat.Arg, u, a.argAt, "the argument of "+a.Stat.Name)
}

func fits(q Quantity, u Unit, at int, what string) error {
	bare := q.Unit == Unit{}
	switch {
	case q.Unit == u, bare && q.Value == 0, bare && u == Unit{Base: Fraction} && q.Value >= 0 && q.Value <= 1:
		return nil
	case bare && u == Unit{Base: Fraction}:
		return &ParseError{at, fmt.Sprintf("%s is a share: did you mean %s%%?", what, q.Text)}
	case bare:
		return &ParseError{at, fmt.Sprintf("%s is %s: %s needs a unit, such as %s", what, u, q.Text, u.example(q.Text))}
	}
	return &ParseError{at, fmt.Sprintf("%s is %s and cannot be compared with %s, which is %s", what, u, q.Text, q.Unit)}
}

// exact reports whether one counter-example refutes the assertion: nothing, or everything, must be so.
func (a Assertion) exact() bool {
	all := a.Limit.Value == 1 && a.Limit.Unit.Base == Fraction
	switch a.Op {
	case Equal:
		return all || a.Limit.Value == 0
	case LessEqual:
		return a.Limit.Value == 0
	case GreaterEqual:
		return all
	}
	return false
}
