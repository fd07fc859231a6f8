package spec

// Condition is an expression over the twin, checked when the scenario was read.
type Condition struct {
	Text string
}
