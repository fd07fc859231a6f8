package judge

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseAssertion reads a threshold in k6's grammar with units, such as "p(95) < 200ms", "duplicated <= 0.1%" or
// "time_to(99%) <= 90s":
//
//	statistic [ "(" quantity ")" ]  ( < | <= | > | >= | == | != )  quantity
//
// A quantity is a number, and where it measures something a unit: %, ns us ms s m h d, B kB MB GB KiB MiB GiB, and "/h" and
// the like behind any of these. Durations may be composed ("1h30m"). Whether the units fit the statistic is checked when the
// assertion meets its subject: CheckMetric, CheckAccounting, CheckDetection.
func ParseAssertion(text string) (Assertion, *ParseError) {
	s := scanner{text: text}
	a := Assertion{Text: text}
	if err := s.statistic(&a); err != nil {
		return Assertion{}, err
	}
	if err := s.operator(&a); err != nil {
		return Assertion{}, err
	}
	s.space()
	a.limitAt = s.at
	var err *ParseError
	if a.Limit, err = s.quantity(); err != nil {
		return Assertion{}, err
	}
	s.space()
	if !s.end() {
		return Assertion{}, s.fail("unexpected %q after the limit: write one comparison an assertion", s.rest())
	}
	return a, nil
}

// scanner reads an assertion from left to right.
type scanner struct {
	text string
	at   int
}

func (s *scanner) end() bool    { return s.at >= len(s.text) }
func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) fail(format string, args ...any) *ParseError {
	return &ParseError{s.at, fmt.Sprintf(format, args...)}
}

func (s *scanner) space() {
	s.take(func(c byte) bool { return strings.IndexByte(" \t\r\n\v\f", c) >= 0 })
}

// take consumes the bytes for which ok is true.
func (s *scanner) take(ok func(byte) bool) string {
	from := s.at
	for !s.end() && ok(s.text[s.at]) {
		s.at++
	}
	return s.text[from:s.at]
}

func (s *scanner) takeByte(c byte) bool {
	if s.end() || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) statistic(a *Assertion) *ParseError {
	s.space()
	from := s.at
	name := s.take(func(c byte) bool { return letter(c) || digit(c) || c == '_' || c == '.' })
	if name == "" {
		return s.fail(`a statistic is missing, such as p(95) in "p(95) < 200ms"`)
	}
	need, known := argNeed(name)
	if !known {
		return &ParseError{from, fmt.Sprintf("unknown statistic %s: %s", name, didYouMean(name))}
	}
	a.Stat.Name = name
	s.space()
	if !s.takeByte('(') {
		if need == mustArg {
			return s.fail("%s needs an argument, such as %s", name, argExample(name))
		}
		return nil
	}
	if need == noArg {
		return &ParseError{s.at - 1, name + " takes no argument"}
	}
	return s.argument(a)
}

func argExample(name string) string {
	switch name {
	case "time_to":
		return "time_to(99%)"
	case "max_per":
		return "max_per(1m)"
	}
	return name + "(95)"
}

func (s *scanner) argument(a *Assertion) *ParseError {
	s.space()
	a.argAt, a.Stat.HasArg = s.at, true
	var err *ParseError
	if a.Stat.Arg, err = s.quantity(); err != nil {
		return err
	}
	s.space()
	if !s.takeByte(')') {
		return s.fail("the closing ) is missing after %s", a.Stat.Arg.Text)
	}
	name, arg := a.Stat.Name, a.Stat.Arg
	percentile := name == "p" || strings.HasSuffix(name, ".p")
	if percentile && (arg.Unit != Unit{} || arg.Value < 0 || arg.Value > 100) {
		return &ParseError{a.argAt, fmt.Sprintf("%s is no percentile: give a number from 0 to 100 without unit", arg.Text)}
	}
	wantsDuration := name == "max_per" || name == "late"
	if wantsDuration && (arg.Unit != Unit{Base: Duration} || arg.Value <= 0 && name == "max_per") {
		return &ParseError{a.argAt, fmt.Sprintf("%s is no duration: give one such as %s(1m)", arg.Text, name)}
	}
	return nil
}

func (s *scanner) operator(a *Assertion) *ParseError {
	s.space()
	from := s.at
	op := s.take(func(c byte) bool { return strings.IndexByte("<>=!", c) >= 0 })
	switch Op(op) {
	case Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual:
		a.Op = Op(op)
		return nil
	}
	hint := "use one of < <= > >= == !="
	switch op {
	case "":
		return s.fail("a comparison is missing after %s: %s", strings.TrimSpace(s.text[:s.at]), hint)
	case "=":
		hint = "did you mean ==?"
	case "=<":
		hint = "did you mean <=?"
	case "=>":
		hint = "did you mean >=?"
	}
	return &ParseError{from, fmt.Sprintf("unknown comparison %s: %s", op, hint)}
}

// quantity reads a number with its unit; durations may be composed of several.
func (s *scanner) quantity() (Quantity, *ParseError) {
	from := s.at
	q, err := s.part()
	for err == nil && q.Unit == (Unit{Base: Duration}) && !s.end() && digit(s.text[s.at]) {
		var next Quantity
		at := s.at
		next, err = s.part()
		if err == nil && next.Unit != q.Unit {
			return q, &ParseError{at, fmt.Sprintf("%s does not continue the duration %s", s.text[at:s.at], s.text[from:at])}
		}
		q.Value += next.Value
	}
	if err != nil {
		return q, err
	}
	if math.IsInf(q.Value, 0) {
		return q, &ParseError{from, s.text[from:s.at] + " is too large"}
	}
	q.Text = strings.TrimSpace(s.text[from:s.at])
	return q, nil
}

// part reads one number with one unit.
func (s *scanner) part() (Quantity, *ParseError) {
	v, err := s.number()
	if err != nil {
		return Quantity{}, err
	}
	behind := s.at
	s.space()
	from := s.at
	name := s.take(func(c byte) bool { return letter(c) || c == '%' || c >= 0x80 })
	if name == "" && (s.end() || s.text[s.at] != '/') {
		s.at = behind
		return Quantity{Value: v}, nil
	}
	q := Quantity{Value: v}
	if name != "" {
		base, size, ok := unitOf(name)
		if !ok {
			return q, &ParseError{from, fmt.Sprintf("unknown unit %s: use %%, ns us ms s m h d, B kB MB GB KiB MiB GiB, or one of these /h", name)}
		}
		q.Value, q.Unit.Base = scaled(v, size), base
	}
	if !s.takeByte('/') {
		return q, nil
	}
	from = s.at
	per := s.take(letter)
	size, ok := secondsOf(per)
	if !ok {
		return q, &ParseError{from, fmt.Sprintf("unknown time %q after /: use s, m, h or d", per)}
	}
	q.Value, q.Unit.PerTime = q.Value/size, true
	return q, nil
}

// scaled divides by the inverse of units below one, so that 95% is the double nearest to 0.95 and 200ms that to 0.2.
func scaled(v, size float64) float64 {
	if size < 1 {
		return v / math.Round(1/size)
	}
	return v * size
}

func (s *scanner) number() (float64, *ParseError) {
	from := s.at
	if !s.takeByte('-') {
		s.takeByte('+')
	}
	text := s.take(func(c byte) bool { return digit(c) || c == '.' })
	if text == "" {
		s.at = from
		if s.end() {
			return 0, s.fail("a number is missing at the end, such as 200ms or 1%%")
		}
		return 0, s.fail("%q is no number: give one such as 200ms or 1%%", s.rest())
	}
	v, err := strconv.ParseFloat(s.text[from:s.at], 64)
	if err != nil {
		return 0, &ParseError{from, s.text[from:s.at] + " is no number"}
	}
	return v, nil
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
