package agp

import (
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

// Report is the content of an ambulatory glucose profile.
type Report struct {
	cgm.Metrics
	From     string     `json:"from,omitempty"` // date, where the file has dates
	To       string     `json:"to,omitempty"`
	Days     int        `json:"days"`         // calendar days with readings
	Interval float64    `json:"interval_min"` // usual distance of readings
	Active   float64    `json:"active_pct"`   // readings of those that the time had room for
	Enough   bool       `json:"enough"`       // 14 days with 70 % of readings
	Profile  []cgm.Band `json:"profile"`
	Notes    []string   `json:"notes"`

	readings []cgm.Reading
	start    time.Time
}

// Make is the report of a series.
func Make(s *Series) *Report {
	values := make([]float64, len(s.Readings))
	days := map[int]bool{}
	for i, r := range s.Readings {
		values[i] = r.MgDL
		days[int(r.Seconds/day)] = true
	}
	out := &Report{
		Metrics: cgm.Of(values), Days: len(days), Interval: interval(s.Readings), Profile: cgm.Profile(s.Readings),
		Notes: append([]string{}, s.Notes...), readings: s.Readings, start: s.Start,
	}
	first, last := s.Readings[0].Seconds, s.Readings[len(s.Readings)-1].Seconds
	out.Active = min(100, 100*float64(len(values))/(math.Round((last-first)/60/out.Interval)+1))
	out.Enough = out.Days >= 14 && out.Active >= 70
	if !out.Enough {
		out.Notes = append(out.Notes, "a profile rests on 14 days and more with 70 % of readings; these are fewer")
	}
	if !s.Start.IsZero() {
		out.From = s.Start.Format(time.DateOnly)
		out.To = s.Start.Add(time.Duration(last) * time.Second).Format(time.DateOnly)
	}
	return out
}

// interval is the median distance of neighbouring readings, min.
func interval(rs []cgm.Reading) float64 {
	var gaps []float64
	for i := 1; i < len(rs); i++ {
		gaps = append(gaps, (rs[i].Seconds-rs[i-1].Seconds)/60)
	}
	if len(gaps) == 0 {
		return 5
	}
	slices.Sort(gaps)
	return max(math.Round(cgm.Quantile(gaps, 0.5)*100)/100, 1.0/60)
}

// oneDay is the readings of one calendar day, for a thumbnail.
type oneDay struct {
	Label    string
	Readings []cgm.Reading
}

// lastDays are the last n calendar days with readings.
func (r *Report) lastDays(n int) (out []oneDay) {
	for _, x := range r.readings {
		d := int(x.Seconds / day)
		label := "day " + itoa(d+1)
		if !r.start.IsZero() {
			label = r.start.AddDate(0, 0, d).Format("Mon 2 Jan")
		}
		if len(out) == 0 || out[len(out)-1].Label != label {
			out = append(out, oneDay{Label: label})
		}
		last := &out[len(out)-1]
		last.Readings = append(last.Readings, cgm.Reading{Seconds: x.Seconds - day*float64(d), MgDL: x.MgDL})
	}
	return out[max(len(out)-n, 0):]
}
