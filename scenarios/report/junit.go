package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

type junitSuites struct {
	XMLName xml.Name   `xml:"testsuites"`
	Suite   junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	Failure *junitResult `xml:"failure"`
	Error   *junitResult `xml:"error"`
	Skipped *junitResult `xml:"skipped"`
	Out     string       `xml:"system-out,omitempty"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the report as JUnit XML, which every CI system reads. An expectation is a test case. One that must hold
// is a failure when it fails and an error when it is inconclusive, because the run does not end with exit code 0 either; one
// of severity should is skipped then, with the reason, as is one that is not applicable. What spoiled the run as a whole is
// an error of the case "run". The time is that of the simulated clock.
func (r Report) WriteJUnit(w io.Writer) error {
	s := junitSuite{
		Name: r.Scenario,
		Time: strconv.FormatFloat(r.Duration, 'f', 3, 64),
		Properties: []junitProperty{
			{"simulated", "true"},
			{"seed", strconv.FormatUint(r.Seed, 10)},
			{"version", r.Version},
			{"verdict", string(r.Verdict)},
			{"exit", strconv.Itoa(r.Exit)},
		},
	}
	for _, e := range r.Expectations {
		s.add(junitCaseOf(r.Scenario, e))
	}
	if r.Exit != judge.ExitPass && r.Exit != judge.ExitInconclusive && r.Exit != judge.ExitFail {
		reason := fmt.Sprintf("exit %d: %s", r.Exit, judge.ExitReason(r.Exit))
		s.add(junitCase{Class: r.Scenario, Name: "run", Error: &junitResult{Message: reason, Type: "run"}})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Suite: s}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func junitCaseOf(scenario string, e Expectation) junitCase {
	c := junitCase{Class: scenario, Name: e.Name}
	message := fmt.Sprintf("%s: observed %s", e.Assert, e.Observed)
	if e.Reason != "" {
		message += " (" + e.Reason + ")"
	}
	result := &junitResult{Message: message, Type: string(e.Verdict), Text: details(e)}
	switch {
	case e.Verdict == judge.Pass:
		c.Out = message
	case e.Verdict == judge.NotApplicable, e.Severity == judge.Should:
		result.Message = fmt.Sprintf("%s (%s): %s", e.Verdict, e.Severity, message)
		c.Skipped = result
	case e.Verdict == judge.Fail:
		c.Failure = result
	default:
		c.Error = result
	}
	return c
}

// details lists blame and worst cases, one a line.
func details(e Expectation) string {
	var b strings.Builder
	if blame := blameText(e.Blame); blame != "" {
		fmt.Fprintf(&b, "blame: %s\n", blame)
	}
	for _, x := range e.Worst {
		fmt.Fprintln(&b, x)
	}
	return b.String()
}
