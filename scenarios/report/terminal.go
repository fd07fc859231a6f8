package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// mostLines bounds the expectations and worst cases that the terminal shows, so that a report stays on one screen; the
// other renderings hold all.
const (
	mostExpectations = 20
	mostWorst        = 3
)

// WriteTerminal writes the report for a person, on one screen, with ANSI colours if colour is true.
func (r Report) WriteTerminal(w io.Writer, colour bool) error {
	t := terminal{colour: colour}
	t.head(r)
	t.expectations(r.Expectations)
	t.figures(r)
	for _, warning := range r.Warnings {
		t.line("  %s %s", t.paint(yellow, "warning"), warning)
	}
	t.line("")
	t.line("  %s", t.paint(dim, "Simulated data: no patient existed, and nothing here supports a clinical decision."))
	_, err := io.WriteString(w, t.b.String())
	return err
}

// terminal builds the text.
type terminal struct {
	b      strings.Builder
	colour bool
}

const (
	red    = "\x1b[1;31m"
	green  = "\x1b[1;32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	plain  = "\x1b[0m"
)

func (t *terminal) paint(colour, text string) string {
	if !t.colour {
		return text
	}
	return colour + text + plain
}

func (t *terminal) line(format string, args ...any) {
	t.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	t.b.WriteByte('\n')
}

// reason says what the exit code stands for; a run in which nothing could be
// judged does not claim that something was met.
func reason(r Report) string {
	if r.Exit != judge.ExitPass || len(r.Expectations) == 0 {
		return judge.ExitReason(r.Exit)
	}
	for _, e := range r.Expectations {
		if e.Verdict != judge.NotApplicable {
			return judge.ExitReason(r.Exit)
		}
	}
	return "nothing failed, and nothing could be judged: no expectation applies to this run"
}

func (t *terminal) head(r Report) {
	facts := []string{fmt.Sprintf("seed %d", r.Seed)}
	if r.Duration > 0 {
		facts = append(facts, judge.Unit{Base: judge.Duration}.Format(judge.Figure(r.Duration))+" simulated")
	}
	if r.Mode != "" {
		facts = append(facts, r.Mode+" time")
	}
	if r.Patients > 0 {
		facts = append(facts, plural(r.Patients, "patient"))
	}
	if r.Devices > 0 {
		facts = append(facts, plural(r.Devices, "device"))
	}
	colour := map[judge.Verdict]string{judge.Pass: green, judge.Fail: red}[r.Verdict]
	if colour == "" {
		colour = yellow
	}
	t.line("")
	t.line("  %s  %s", t.paint(bold, r.Scenario), t.paint(dim, strings.Join(facts, " · ")))
	t.line("  %s  exit %d: %s", t.paint(colour, strings.ToUpper(string(r.Verdict))), r.Exit, reason(r))
	t.line("")
}

// expectations lists them in the scenario's order; when there are too many, the ones that passed give way.
func (t *terminal) expectations(all []Expectation) {
	room := mostExpectations
	for _, e := range all {
		if e.Verdict != judge.Pass {
			room--
		}
	}
	widths := columns(all)
	hidden := map[bool]int{}
	shown := 0
	for _, e := range all {
		passed := e.Verdict == judge.Pass
		if passed && room <= 0 || shown >= mostExpectations {
			hidden[passed]++
			continue
		}
		if passed {
			room--
		}
		shown++
		t.expectation(e, widths)
	}
	if n := hidden[true]; n > 0 {
		t.line("    and %s more passed", thousands(n))
	}
	if n := hidden[false]; n > 0 {
		t.line("    and %s more did not pass: see report.json", thousands(n))
	}
	if len(all) == 0 {
		t.line("    the scenario expects nothing")
	}
	t.line("")
}

func (t *terminal) expectation(e Expectation, widths [2]int) {
	mark, colour := t.mark(e)
	assert := assertText(e)
	if e.Severity == judge.Should && e.Verdict == judge.Fail {
		assert += "  (should)"
	}
	t.line("  %s %s  %s  %s", t.paint(colour, mark), pad(e.Name, widths[0]), pad(assert, widths[1]), e.Observed)
	if e.Verdict == judge.Pass {
		return
	}
	if e.Reason != "" {
		t.line("      %s", t.paint(dim, fmt.Sprintf("%s: %s", e.Verdict, e.Reason)))
	}
	if blame := blameText(e.Blame); blame != "" {
		t.line("      blame %s", t.paint(bold, blame))
	}
	for _, w := range e.Worst[:min(mostWorst, len(e.Worst))] {
		t.line("      %s", w)
	}
	if n := len(e.Worst) - mostWorst; n > 0 {
		t.line("      %s", t.paint(dim, fmt.Sprintf("and %s more: see report.json", thousands(n))))
	}
}

func (t *terminal) mark(e Expectation) (mark, colour string) {
	switch e.Verdict {
	case judge.Pass:
		return "✓", green
	case judge.Fail:
		if e.Severity == judge.Should {
			return "!", yellow
		}
		return "✗", red
	case judge.Inconclusive:
		return "?", yellow
	}
	return "–", dim
}

func assertText(e Expectation) string {
	if n := len(e.Assertions) - 1; n > 0 {
		return fmt.Sprintf("%s  (and %d more)", e.Assert, n)
	}
	return e.Assert
}

// columns returns the widths of name and assertion.
func columns(all []Expectation) (w [2]int) {
	for _, e := range all {
		w[0] = min(32, max(w[0], utf8.RuneCountInString(e.Name)))
		w[1] = min(44, max(w[1], utf8.RuneCountInString(assertText(e))))
	}
	return w
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// figures shows the accounting, the detection and the generator's lag.
func (t *terminal) figures(r Report) {
	if a := r.Accounting; a != nil {
		t.line("  messages   %s attempted, %s acknowledged, %s delivered, %s",
			thousands(a.Attempted), thousands(a.Acked), thousands(a.Delivered), troubles(*a))
	}
	seconds := judge.Unit{Base: judge.Duration}
	for _, name := range slices.Sorted(maps.Keys(r.Detection)) {
		d := r.Detection[name]
		t.line("  alarms     %s: %d of %s detected%s, %s; time to alarm p50 %s, p95 %s", name, d.Detected, plural(d.Episodes, "episode"),
			interval(d), plural(d.FalseAlarms, "false alarm"), seconds.Format(d.TTAP50), seconds.Format(d.TTAP95))
	}
	if l := r.Lag; l != nil {
		t.line("  generator  lag p99 %s, max %s (limit %s)", seconds.Format(l.P99), seconds.Format(l.Max), seconds.Format(l.Limit))
	}
}

// troubles lists what went wrong with messages, or says that nothing did.
func troubles(a judge.Accounting) string {
	var parts []string
	for _, x := range []struct {
		n    int
		name string
	}{
		{a.Lost, fmt.Sprintf("lost (%s after the acknowledgement)", thousands(a.LostAfterAck))},
		{a.Duplicated, "duplicated"},
		{a.Corrupted, "corrupted"},
		{a.Reordered, "reordered"},
		{a.Retimed, "retimed"},
		{a.Late, "late"},
		{a.Unexpected, "unexpected"},
	} {
		if x.n > 0 {
			parts = append(parts, thousands(x.n)+" "+x.name)
		}
	}
	if parts == nil {
		return "once, unaltered and in time"
	}
	return strings.Join(parts, ", ")
}

func interval(d judge.Detection) string {
	if d.SensitivityCI95 == nil {
		return ""
	}
	share := judge.Unit{Base: judge.Fraction}
	return fmt.Sprintf(" (%s, 95%% interval %s to %s)", share.Format(d.Sensitivity), share.Format(d.SensitivityCI95[0]), share.Format(d.SensitivityCI95[1]))
}
