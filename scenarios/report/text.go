package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// blames are all parts that can be responsible, in the order in which they are asked.
func blames() []judge.Blame {
	return []judge.Blame{
		judge.BlameGenerator, judge.BlameBody, judge.BlameSensor, judge.BlameNetwork, judge.BlameBroker, judge.BlamePlatform,
	}
}

func blameText(count map[judge.Blame]int) string {
	var parts []string
	for _, b := range blames() {
		if n := count[b]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", b, thousands(n)))
		}
	}
	return strings.Join(parts, ", ")
}

// String describes the miss on one line: "missed, patient ward-0004, onset 42s, blame platform".
func (w Worst) String() string {
	seconds := judge.Unit{Base: judge.Duration}
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, strings.TrimSpace(name+" "+value))
		}
	}
	add("", w.What)
	add("patient", w.Patient)
	add("device", w.Device)
	if w.Patient == "" && w.Device == "" {
		add("stream", w.Stream)
	}
	if w.Onset != nil {
		add("onset", seconds.Format(*w.Onset))
	}
	if w.Seq != nil {
		add("seq", strconv.FormatUint(*w.Seq, 10))
	}
	if w.Time != nil {
		add("at", seconds.Format(*w.Time))
	}
	add("blame", string(w.Blame))
	return strings.Join(parts, ", ")
}

// thousands prints a count with separators: 1,200,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}
