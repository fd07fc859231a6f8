package report

import (
	"encoding/json"
	"io"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// Report is what report.json holds.
type Report struct {
	Verdict   judge.Verdict `json:"verdict"`
	Exit      int           `json:"exit"`
	Simulated bool          `json:"simulated"` // always printed true: no patient existed
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
	Warnings     []string                   `json:"warnings,omitempty"` // such as a fault without effect
}

// Lag is how far our own generator fell behind its schedule, in seconds of wall time.
type Lag struct {
	P50   judge.Figure `json:"p50"`
	P99   judge.Figure `json:"p99"`
	Max   judge.Figure `json:"max"`
	Limit judge.Figure `json:"limit"` // of the p99; beyond it the run is invalid
}

// LagOf summarises the metric sim.schedule.lag; limit is that of its p99, in seconds.
func LagOf(lag *judge.Latency, limit float64) Lag {
	q := lag.Quantiles(judge.Always(), 0.5, 0.99, 1)
	return Lag{P50: q[0], P99: q[1], Max: q[2], Limit: judge.Figure(limit)}
}

// Late reports whether the generator was too late for the run to be valid: judge.GeneratorLate.
func (l Lag) Late() bool { return l.P99 > l.Limit }

// Expectation is the outcome of one expectation. Assert, Observed and Limit are those of the assertion that decided.
type Expectation struct {
	Name       string              `json:"name"`
	Verdict    judge.Verdict       `json:"verdict"`
	Assert     string              `json:"assert"`
	Observed   string              `json:"observed"`
	Limit      string              `json:"limit"`
	Severity   judge.Severity      `json:"severity"`
	Reason     string              `json:"reason,omitempty"` // why it is not simply pass or fail
	Blame      map[judge.Blame]int `json:"blame,omitempty"`  // misses by who is responsible
	Worst      []Worst             `json:"worst,omitempty"`
	Assertions []judge.Decision    `json:"assertions,omitempty"`
}

// Worst is one of the misses, with enough to find it in the ledgers. Fields that do not apply are absent.
type Worst struct {
	What    string        `json:"what,omitempty"` // lost, missed, late, false alarm
	Patient string        `json:"patient,omitempty"`
	Device  string        `json:"device,omitempty"`
	Onset   *judge.Figure `json:"onset,omitempty"` // of an episode, simulated seconds
	Time    *judge.Figure `json:"time,omitempty"`  // of a message, or of the alert, simulated seconds
	Stream  string        `json:"stream,omitempty"`
	Boot    *uint32       `json:"boot,omitempty"`
	Seq     *uint64       `json:"seq,omitempty"`
	Blame   judge.Blame   `json:"blame,omitempty"`
}

// FromOutcome returns the report's entry of an outcome, without blame and worst cases.
func FromOutcome(o judge.Outcome) Expectation {
	d := o.Deciding()
	return Expectation{
		Name: o.Name, Verdict: o.Verdict, Severity: o.Severity,
		Assert: d.Assert, Observed: d.Observed, Limit: d.Limit, Reason: d.Reason,
		Assertions: o.Decisions,
	}
}

// WorstLosses lists lost messages; owner names the patient and device of a stream.
func WorstLosses(losses []judge.Loss, owner func(stream string) (patient, device string)) []Worst {
	var all []Worst
	for _, l := range losses {
		patient, device := owner(l.Stream)
		at := judge.Figure(l.Time)
		all = append(all, Worst{
			What: "lost", Patient: patient, Device: device, Time: &at,
			Stream: l.Stream, Boot: &l.Boot, Seq: &l.Seq, Blame: judge.BlameForLoss(l),
		})
	}
	return all
}

// WorstEpisodes lists up to most undetected episodes; blame says who is responsible, and may be nil.
func WorstEpisodes(results []judge.EpisodeResult, most int, blame func(judge.EpisodeResult) judge.Blame) []Worst {
	var all []Worst
	for _, e := range results {
		if e.Detected || len(all) == most {
			continue
		}
		onset := judge.Figure(e.Onset)
		w := Worst{What: "missed", Patient: e.Patient, Onset: &onset}
		if e.Late {
			at := judge.Figure(e.LateAt)
			w.What, w.Time = "late", &at
		}
		if blame != nil {
			w.Blame = blame(e)
		}
		all = append(all, w)
	}
	return all
}

// WorstFalse lists up to most false alarms.
func WorstFalse(alerts []judge.Alert, most int) []Worst {
	var all []Worst
	for _, a := range alerts[:min(most, len(alerts))] {
		at := judge.Figure(a.Time)
		all = append(all, Worst{What: "false alarm", Patient: a.Patient, Time: &at})
	}
	return all
}

// WriteJSON writes report.json.
func (r Report) WriteJSON(w io.Writer) error {
	r.Simulated = true
	if r.Expectations == nil {
		r.Expectations = []Expectation{}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// Read reads what WriteJSON writes.
func Read(r io.Reader) (Report, error) {
	var rep Report
	err := json.NewDecoder(r).Decode(&rep)
	return rep, err
}
