package judge

import "slices"

// Condition is something beside the expectations that ends or spoils a run. Its value is its exit code.
type Condition int

// The conditions.
const (
	GeneratorLate Condition = 98  // our own schedule lag was too great: the run is invalid
	Unreachable   Condition = 100 // the target could not be reached
	Stopped       Condition = 103 // from the console
	Invalid       Condition = 104 // the scenario or the flags
	Interrupted   Condition = 105 // by a signal
	AddressInUse  Condition = 106
	PluginFailed  Condition = 107 // a plugin or a hook
	Panicked      Condition = 109
)

// Exit codes that follow from the outcomes alone.
const (
	ExitPass         = 0
	ExitInconclusive = 96
	ExitFail         = 99
)

// precedence lists the conditions that come before any outcome, first to last.
func precedence() []Condition {
	return []Condition{Panicked, Interrupted, Stopped, Invalid, AddressInUse, PluginFailed, Unreachable, GeneratorLate}
}

// Exit returns the exit code of a run: the first that applies of 109, 105, 103, 104, 106, 107, 100, 98, 99, 96 and 0.
// A failed expectation whose Blame is BlameGenerator counts as GeneratorLate.
func Exit(outcomes []Outcome, conditions ...Condition) int {
	for _, c := range precedence() {
		if slices.Contains(conditions, c) || c == GeneratorLate && generatorFailed(outcomes) {
			return int(c)
		}
	}
	switch worst(outcomes) {
	case Fail:
		return ExitFail
	case Inconclusive:
		return ExitInconclusive
	}
	return ExitPass
}

// Overall returns the verdict of a run: the worst of its expectations of severity must. A run whose generator was late is
// inconclusive, whatever it observed, and so is one that some other condition spoiled before anything failed. A run that
// expects nothing passes.
func Overall(outcomes []Outcome, conditions ...Condition) Verdict {
	v := worst(outcomes)
	late := slices.Contains(conditions, GeneratorLate) || generatorFailed(outcomes)
	if late || v == Pass && len(conditions) > 0 {
		return Inconclusive
	}
	return v
}

func worst(outcomes []Outcome) Verdict {
	v := Pass
	for _, o := range outcomes {
		switch {
		case o.Severity == Should:
		case o.Verdict == Fail:
			return Fail
		case o.Verdict == Inconclusive:
			v = Inconclusive
		}
	}
	return v
}

func generatorFailed(outcomes []Outcome) bool {
	return slices.ContainsFunc(outcomes, func(o Outcome) bool {
		return o.Verdict == Fail && o.Severity != Should && o.Blame == BlameGenerator
	})
}

// ExitReason says what an exit code means, in a few words; empty for an unknown one.
func ExitReason(code int) string {
	switch code {
	case ExitPass:
		return "every expectation was met"
	case ExitInconclusive:
		return "too little was observed to decide"
	case ExitFail:
		return "an expectation was not met"
	}
	switch Condition(code) {
	case GeneratorLate:
		return "the generator could not keep up: the run is invalid"
	case Unreachable:
		return "the target could not be reached"
	case Stopped:
		return "stopped from the console"
	case Invalid:
		return "the scenario or the flags are invalid"
	case Interrupted:
		return "interrupted"
	case AddressInUse:
		return "an address is in use"
	case PluginFailed:
		return "a plugin or a hook failed"
	case Panicked:
		return "the program failed"
	}
	return ""
}
