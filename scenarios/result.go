package scenarios

import (
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/report"
)

// Result is how a run ended.
type Result struct {
	Verdict string        // "pass", "fail", "inconclusive", "not-applicable"
	Exit    int           // exit code of the command line
	Reason  string        // why it ended early, "" if it ran its course
	Elapsed time.Duration // simulated time done
	Dir     string        // the run directory
	Final   []Outlook     // every expectation with its verdict
	Report  *report.Report
}
