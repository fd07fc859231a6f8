package judge

// Verdict is the outcome of an assertion, an expectation or a run.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"
	Fail          Verdict = "fail"
	Inconclusive  Verdict = "inconclusive"   // too little was observed to tell
	NotApplicable Verdict = "not-applicable" // the statistic has no meaning here, such as 0/0
)

// Severity says whether an expectation may fail a run.
type Severity string

// The severities. An empty one is Must.
const (
	Must   Severity = "must"
	Should Severity = "should" // printed, never changes the exit code
)

// Expectation is what a scenario demands of one subject.
type Expectation struct {
	Name      string
	Assert    []Assertion
	MinEvents int // events that must have occurred before a point estimate decides; 0 when not given
	Severity  Severity
	Blame     Blame // BlameGenerator: a failure invalidates the run instead of failing the platform
}

// Observation is the value of a statistic and how much stands behind it.
type Observation struct {
	Value Figure
	Unit  Unit
	Text  string // for people, such as "19 of 20 (95%)"; made from Value when empty

	Hits, Trials int  // for a proportion of independent events: Value is Hits/Trials
	Proportion   bool // Hits and Trials are set

	Events        int    // what MinEvents counts: episodes, attempted messages, samples
	Missing       string // why there is nothing to judge: the precondition that never occurred
	NotApplicable string // why an undefined Value has no meaning here; "0/0" when empty
}

// Subject gives the statistics that assertions are about. Accounting, Detection and Measured are subjects.
type Subject interface {
	// Observe returns the value of a statistic. The error says what is wrong with the assertion: an unknown statistic,
	// an argument that it does not take, or a limit of another unit.
	Observe(a Assertion) (Observation, error)
}

// Decision is the verdict on one assertion.
type Decision struct {
	Assert   string  `json:"assert"`
	Verdict  Verdict `json:"verdict"`
	Observed string  `json:"observed"`
	Value    Figure  `json:"value"` // in base units: fractions of one, seconds, bytes
	Limit    string  `json:"limit"`
	Reason   string  `json:"reason,omitempty"` // why it is not simply pass or fail
}

// Outcome is the verdict on one expectation.
type Outcome struct {
	Name      string
	Verdict   Verdict
	Severity  Severity
	Blame     Blame
	Decisions []Decision
}
