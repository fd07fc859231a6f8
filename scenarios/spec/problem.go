package spec

import "fmt"

// Position is a place in a scenario file; lines and columns count from 1.
type Position struct {
	File      string
	Line, Col int
}

// String is file:line:col.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Severity of a problem.
type Severity int

// Severities: an Error refuses the scenario, a Warning does not.
const (
	Error Severity = iota
	Warning
)

// Problem is one thing that is wrong, with its place.
type Problem struct {
	Position
	Path     string // fleet.ward.patients
	Message  string
	Hint     string // what to do, or "did you mean"
	Severity Severity
}

// Problems are all problems of a scenario, in order of position.
type Problems []Problem
