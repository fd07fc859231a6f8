package whatif_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

func TestTheReportIsOneFileInTheRightWords(t *testing.T) {
	q := sweetQuestion(t, 20)
	q.Branches[2].Name = "<b>two</b>"
	r := answer(t, q)
	page := whatif.Report{Title: "dose", Command: "vitalfleet whatif x", Times: r.Times, Summaries: r.Summarise(nil), NotModelled: q.NotModelled(), Extrapolated: []string{"a person beyond"}}
	var b bytes.Buffer
	if err := page.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{"<svg", "glucose_plasma", "relative to the baseline", "vitalfleet whatif x", "five minus baseline", "infusion sites", "a person beyond"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	for _, never := range []string{"<b>two", "http://", "https://", "<script", "recommend", "optimal", "safe dose", "diagnos", "NaN", "ZgotmplZ"} {
		if strings.Contains(text, never) {
			t.Errorf("the report has %q", never)
		}
	}
}
