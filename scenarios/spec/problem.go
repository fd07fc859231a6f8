package spec

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Position is a place in a scenario file; lines and columns count from 1. The
// zero Line means that the value was not written in a file.
type Position struct {
	File      string
	Line, Col int
}

// String is file:line:col.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity of a problem.
type Severity int

// Severities: an Error refuses the scenario, a Warning does not.
const (
	Error Severity = iota
	Warning
)

// String is "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Problem is one thing that is wrong, with its place.
type Problem struct {
	Position
	Path     string // fleet.ward.patients
	Message  string
	Hint     string // what to do, or "did you mean"
	Severity Severity
	line     string // the line of the file, for the excerpt
	masked   string // a secret that the excerpt must not show
}

// String is one line: file:line:col: message (hint).
func (p Problem) String() string {
	s := p.Position.String() + ": "
	if p.Severity == Warning {
		s += "warning: "
	}
	s += p.Message
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

// Problems are all problems of a scenario, in the order of their places.
type Problems []Problem

// Error is all problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the problems as an error when one of them refuses the scenario, else nil.
func (ps Problems) Err() error {
	if slices.ContainsFunc(ps, func(p Problem) bool { return p.Severity == Error }) {
		return ps
	}
	return nil
}

// Print writes each problem with the line it is in, a caret below the place and
// the hint; with colour for a terminal.
func (ps Problems) Print(w io.Writer, color bool) {
	paint := func(code, s string) string {
		if !color {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	for _, p := range ps {
		msg := p.Message
		if p.Severity == Warning {
			msg = "warning: " + msg
		}
		fmt.Fprintf(w, "%s: %s\n", paint("1", p.Position.String()), paint("31", msg))
		if p.line != "" {
			fmt.Fprintf(w, "%5d | %s\n      | %s%s\n", p.Line, p.line, indent(p.line, p.Col), paint("31;1", "^"))
		}
		if p.Hint != "" {
			fmt.Fprintf(w, "      = %s\n", paint("36", p.Hint))
		}
	}
}

// indent is white space up to a column, with the tabs of the line kept so that the caret stands right.
func indent(line string, col int) string {
	var b strings.Builder
	for i, r := range []rune(line) {
		if i >= col-1 {
			break
		}
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String() + strings.Repeat(" ", max(0, col-1-len([]rune(line))))
}

// excerpts fills in the lines that problems point at.
func (ps Problems) excerpts(texts map[string][]byte) {
	const widest = 400 // of one line, so that a hostile file prints in little space
	for i := range ps {
		line := bytes.ToValidUTF8(lineOf(texts[ps[i].File], ps[i].Line), []byte("?"))
		if r := []rune(string(line)); len(r) > widest {
			line = []byte(string(r[:widest]))
		}
		if ps[i].line = string(line); ps[i].masked != "" {
			ps[i].line = strings.ReplaceAll(ps[i].line, ps[i].masked, "***")
		}
	}
}

// sorted puts problems in the order of their places, without repetitions; the
// order does not depend on the order in which they were found.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(ps, func(p Problem) bool {
		key := p.Position.String() + "\x00" + p.Message
		dup := seen[key]
		seen[key] = true
		return dup
	})
}
