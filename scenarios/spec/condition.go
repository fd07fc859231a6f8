package spec

import "github.com/vitalfleet/vitalfleet/scenarios/condition"

// Condition is an expression over the twin, compiled when the scenario was read.
type Condition struct {
	Text    string
	program *condition.Program
}

// Program is the compiled expression; nil when the scenario has problems.
func (c *Condition) Program() *condition.Program { return c.program }
