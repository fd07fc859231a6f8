package plugintest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Outcome is what came of a check.
type Outcome string

// The outcomes of a check.
const (
	Passed  Outcome = "pass"
	Failed  Outcome = "fail"
	Skipped Outcome = "skip"
)

// Result is one check of the program or of one of its models.
type Result struct {
	Check   string        `json:"check"`
	Model   string        `json:"model,omitempty"` // "": the program as a whole
	Outcome Outcome       `json:"outcome"`
	Detail  string        `json:"detail,omitempty"` // what is wrong, or what was measured
	Took    time.Duration `json:"took_ns"`
}

// Speed is how fast a model's devices were stepped, in wall time.
type Speed struct {
	Model   string        `json:"model"`
	Devices int           `json:"devices"` // in one call
	Rate    float64       `json:"device_steps_per_second"`
	P99     time.Duration `json:"p99_ns"` // of a call
}

// Report is what a plugin's check found.
type Report struct {
	Path     string     `json:"path"`
	SHA256   string     `json:"sha256,omitempty"`
	Vendor   string     `json:"vendor,omitempty"`
	Version  string     `json:"version,omitempty"`
	Models   []string   `json:"models,omitempty"`
	Results  []Result   `json:"results"`
	Speed    []Speed    `json:"throughput,omitempty"`
	Fidelity []Fidelity `json:"fidelity,omitempty"`
}

// OK reports whether no check failed.
func (r *Report) OK() bool { return len(r.Failures()) == 0 }

// Failures are the results that failed.
func (r *Report) Failures() []Result {
	var out []Result
	for _, res := range r.Results {
		if res.Outcome == Failed {
			out = append(out, res)
		}
	}
	return out
}

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "%s\n", r.Path)
	if r.Version != "" {
		fmt.Fprintf(w, "vendor %s  version %s  models %s\n", r.Vendor, r.Version, strings.Join(r.Models, ", "))
	}
	fmt.Fprintf(w, "sha256 %s\n\n", r.SHA256)
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	model := ""
	for _, res := range r.Results {
		if res.Model != model {
			model = res.Model
			fmt.Fprintf(t, "\nmodel %s\n", model)
		}
		first, rest, _ := strings.Cut(res.Detail, "\n")
		fmt.Fprintf(t, "  %s\t%s\t%s\n", strings.ToUpper(string(res.Outcome)), res.Check, first)
		for line := range strings.Lines(rest) {
			fmt.Fprintf(t, "  \t\t%s\n", strings.TrimRight(line, "\n"))
		}
	}
	if len(r.Speed) > 0 {
		fmt.Fprintf(t, "\n  MODEL\tDEVICES A CALL\tDEVICE-STEPS/S\tP99 OF A CALL\n")
	}
	for _, s := range r.Speed {
		fmt.Fprintf(t, "  %s\t%d\t%.0f\t%v\n", s.Model, s.Devices, s.Rate, s.P99.Round(time.Microsecond))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if err := writeFidelity(w, r.Fidelity); err != nil {
		return err
	}
	verdict := "PASS"
	if !r.OK() {
		verdict = fmt.Sprintf("FAIL: %d of %d checks", len(r.Failures()), len(r.Results))
	}
	_, err := fmt.Fprintf(w, "\n%s\n", verdict)
	return err
}

// WriteJSON writes the report as one JSON document.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		OK bool `json:"ok"`
		*Report
	}{r.OK(), r})
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Time    string     `xml:"time,attr"`
	Failure *junitText `xml:"failure"`
	Skipped *junitText `xml:"skipped"`
	Out     string     `xml:"system-out,omitempty"`
}

type junitText struct {
	Message string `xml:"message,attr"`
}

// WriteJUnit writes the report as JUnit XML, a test case for each check.
func (r *Report) WriteJUnit(w io.Writer) error {
	s := junitSuite{Name: "vitalfleet plugin verify", Tests: len(r.Results), Failures: len(r.Failures())}
	for _, res := range r.Results {
		c := junitCase{Class: res.Model, Name: res.Check, Time: fmt.Sprintf("%.3f", res.Took.Seconds())}
		if c.Class == "" {
			c.Class = "plugin"
		}
		text := &junitText{Message: strings.ToValidUTF8(res.Detail, "?")}
		switch res.Outcome {
		case Failed:
			c.Failure = text
		case Skipped:
			s.Skipped++
			c.Skipped = text
		case Passed:
			c.Out = text.Message
		}
		s.Cases = append(s.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
