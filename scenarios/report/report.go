package report

import "github.com/vitalfleet/vitalfleet/scenarios/judge"

// Report is what report.json holds.
type Report struct {
	Verdict   judge.Verdict `json:"verdict"`
	Exit      int           `json:"exit"`
	Simulated bool          `json:"simulated"` // always true: no patient existed
	Scenario  string        `json:"scenario"`
	Seed      uint64        `json:"seed"`
	Version   string        `json:"version"`
	Mode      string        `json:"mode,omitempty"`     // clock mode
	Start     string        `json:"start,omitempty"`    // simulated time of the run's first instant, RFC 3339
	Duration  float64       `json:"duration,omitempty"` // simulated seconds
	Patients  int           `json:"patients,omitempty"`
	Devices   int           `json:"devices,omitempty"`

	Expectations []Expectation              `json:"expectations"`
	Accounting   *judge.Accounting          `json:"accounting,omitempty"`
	Detection    map[string]judge.Detection `json:"detection,omitempty"` // by expectation
	Lag          *Lag                       `json:"lag,omitempty"`
	Warnings     []string                   `json:"warnings,omitempty"`
}

// Lag is how far our own generator fell behind its schedule, in seconds of wall time.
type Lag struct {
	P50   judge.Figure `json:"p50"`
	P99   judge.Figure `json:"p99"`
	Max   judge.Figure `json:"max"`
	Limit judge.Figure `json:"limit"` // of the p99; beyond it the run is invalid
}

// Expectation is the outcome of one expectation. Assert, Observed and Limit are those of the assertion that decided.
type Expectation struct {
	Name       string              `json:"name"`
	Verdict    judge.Verdict       `json:"verdict"`
	Assert     string              `json:"assert"`
	Observed   string              `json:"observed"`
	Limit      string              `json:"limit"`
	Severity   judge.Severity      `json:"severity"`
	Reason     string              `json:"reason,omitempty"`
	Blame      map[judge.Blame]int `json:"blame,omitempty"` // misses by who is responsible
	Worst      []Worst             `json:"worst,omitempty"`
	Assertions []judge.Decision    `json:"assertions,omitempty"`
}

// Worst is one of the misses, enough to find it in the ledgers.
type Worst struct {
	Patient string        `json:"patient,omitempty"`
	Device  string        `json:"device,omitempty"`
	Onset   *judge.Figure `json:"onset,omitempty"` // of an episode, simulated seconds
	Seq     *uint64       `json:"seq,omitempty"`   // of a message
	Boot    *uint32       `json:"boot,omitempty"`
	Stream  string        `json:"stream,omitempty"`
	Time    *judge.Figure `json:"time,omitempty"` // of a message or a false alarm, simulated seconds
	What    string        `json:"what,omitempty"` // lost, missed, late or false alarm
	Blame   judge.Blame   `json:"blame,omitempty"`
}
