package agp_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
	"github.com/vitalfleet/vitalfleet/scenarios/report/agp"
)

func TestReadRefusesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"mmol in a column of mg", "time_s,cgm_mgdl\n0,110\n300,5.6\n", "row 3, column cgm_mgdl: 5.6 is outside 35..700; is it in mmol/L?"},
		{"mg in a column of mmol", "t_min,cgm_mmoll\n0,5.6\n5,110\n", "row 3, column cgm_mmoll: 110 is outside"},
		{"no unit", "time_s,glucose\n0,110\n", "row 1, column glucose: its unit is not said"},
		{"no glucose", "time_s,hr\n0,110\n", "row 1: no glucose column"},
		{"no time", "when,cgm_mgdl\n0,110\n", "row 1: no time column"},
		{"two units", "time_s,cgm_mgdl,cgm_mmoll\n0,110,6.1\n", "row 1, column cgm_mmoll: a second glucose column"},
		{"two times", "time_s,time,cgm_mgdl\n0,0,110\n", "row 1, column time: a second time column"},
		{"text", "time_s,cgm_mgdl\n0,LOW\n", `row 2, column cgm_mgdl: "LOW" is not a number`},
		{"negative", "time_s,cgm_mgdl\n0,-110\n", "row 2, column cgm_mgdl: -110 is not above 0"},
		{"day or month first", "time,cgm_mgdl\n06/11/2023 00:01,110\n", "row 2, column time: \"06/11/2023 00:01\" can be read with the day or the month first"},
		{"a time without a unit", "time,cgm_mgdl\n300,110\n", "row 2, column time: \"300\" has no unit"},
		{"a reading without a time", "time,cgm_mgdl\n,110\n", "row 2, column time: a reading without a time"},
		{"nothing but gaps", "time_s,cgm_mgdl\n0,\n", "column cgm_mgdl: no reading in 1 rows"},
		{"empty", "", "no rows"},
	} {
		if _, err := agp.Read([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.want)
		}
	}
}

func TestReadPutsRightWhatItCan(t *testing.T) {
	s, err := agp.Read([]byte("\ufefftime,note,cgm_mmoll\n2026-01-15 08:05,,6\n2026-01-14 08:00,,5\n2026-01-15 08:10,,\n2026-01-15 08:05,again,7\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Readings) != 2 || s.Readings[0].Seconds != 8*3600 || math.Abs(s.Readings[1].MgDL-6*cgm.MgPerMmol) > 1e-9 {
		t.Errorf("%+v", s.Readings)
	}
	if got := s.Start.Format("2006-01-02"); got != "2026-01-14" || len(s.Notes) != 3 {
		t.Errorf("start %s, notes %q", got, s.Notes)
	}
}

// fortnight is two weeks of readings that go up and down every day.
func fortnight() []byte {
	var b strings.Builder
	b.WriteString("t_min,cgm_mgdl\n")
	for m := 0; m < 14*1440; m += 5 {
		fmt.Fprintf(&b, "%d,%.0f\n", m, 130+60*math.Sin(2*math.Pi*float64(m)/1440)+float64(m/1440))
	}
	return []byte(b.String())
}

func TestReport(t *testing.T) {
	s, err := agp.Read(fortnight())
	if err != nil {
		t.Fatal(err)
	}
	r := agp.Make(s)
	if r.N != 4032 || r.Days != 14 || r.Interval != 5 || r.Active != 100 || !r.Enough || len(r.Notes) != 0 {
		t.Errorf("%d readings on %d days every %g min, active %g, enough %v, %q", r.N, r.Days, r.Interval, r.Active, r.Enough, r.Notes)
	}
	if b := r.Profile[6*4]; math.Abs(b.P50-196) > 2 || b.P95-b.P05 > 14 {
		t.Errorf("at six the profile is %+v", b)
	}
	var page, again bytes.Buffer
	if err := r.Write(&page, `a <b> & "c"`); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(&again, `a <b> & "c"`); err != nil || !bytes.Equal(page.Bytes(), again.Bytes()) {
		t.Errorf("written again it is another page, %v", err)
	}
	text := page.String()
	for _, want := range []string{"Simulated, for testing", "@media print", "a &lt;b&gt; &amp;", "70 to 180", "Glucose management indicator", "class=\"median\"", "day 14"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, bad := range []string{"http://", "https://", "<script", "ZgotmplZ", "NaN"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(text, "<figure>"); n != 14 {
		t.Errorf("%d single days", n)
	}
	wellFormed(t, text[strings.Index(text, "<svg"):strings.Index(text, "</svg>")+6])
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("time_s,cgm_mgdl\n0,110\n"))
	f.Add([]byte("time,cgm_mmoll\n2026-01-15T08:00:00Z,6\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := agp.Read(text)
		if err != nil {
			return
		}
		if err := agp.Make(s).Write(io.Discard, "x"); err != nil {
			t.Error(err)
		}
	})
}

func ExampleRead() {
	_, err := agp.Read([]byte("time_s,cgm_mgdl\n0,110\n300,6.1\n"))
	fmt.Println(err)
	// Output: row 3, column cgm_mgdl: 6.1 is outside 35..700; is it in mmol/L?
}
