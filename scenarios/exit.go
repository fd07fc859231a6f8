package scenarios

import "errors"

// Exit codes of a run that are not verdicts.
const (
	ExitStalled     = 98
	ExitFailed      = 99
	ExitUnreachable = 100
	ExitStopped     = 103
	ExitInvalid     = 104
	ExitInterrupted = 105
	ExitAddressUsed = 106
	ExitPlugin      = 107
	ExitFile        = 108
)

// RunError is an error that ends a run with an exit code of its own.
type RunError struct {
	Code int
	Err  error
}

func (e *RunError) Error() string { return e.Err.Error() }

// Unwrap returns what went wrong.
func (e *RunError) Unwrap() error { return e.Err }

// ExitCode is the exit code that an error asks for, or fallback.
func ExitCode(err error, fallback int) int {
	if e, ok := errors.AsType[*RunError](err); ok {
		return e.Code
	}
	return fallback
}
