package whatif

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Bundle is a result as FHIR R4: an Observation of each signal and branch at quarters of
// the horizon, a RiskAssessment for each range that the user set, and the program as
// Device. Every resource is marked as test data (HTEST).
type Bundle struct {
	Report
	Patient string
	Start   time.Time // of the branch point, simulated
	Members int
}

// The parts of FHIR R4 that are written; names are those of the standard.
type (
	resource  map[string]any
	fhirEntry struct {
		FullURL  string   `json:"fullUrl"`
		Resource resource `json:"resource"`
	}
)

// WriteFHIR writes the bundle.
func (b *Bundle) WriteFHIR(w io.Writer) error {
	program := b.uuid("device")
	entries := []fhirEntry{{program, b.marked(resource{
		"resourceType": "Device", "deviceName": []any{resource{"name": b.Made, "type": "user-friendly-name"}},
		"note": []any{resource{"text": "Simulated, in this model, relative to the baseline; not for clinical use. Repeat it byte for byte: " + b.Command}},
	})}}
	for i := range b.Summaries {
		s := &b.Summaries[i]
		for _, at := range b.shown() {
			if o, ok := b.observation(s, at, program); ok {
				entries = append(entries, fhirEntry{b.uuid(fmt.Sprintf("observation %d %d", i, at)), o})
			}
		}
		if s.Outside != nil {
			entries = append(entries, fhirEntry{b.uuid(fmt.Sprintf("risk %d", i)), b.risk(s, program)})
		}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", " ")
	err := out.Encode(b.marked(resource{"resourceType": "Bundle", "type": "collection", "timestamp": instant(b.Start), "entry": entries}))
	if err != nil {
		return fmt.Errorf("what-if: %w", err)
	}
	return nil
}

// marked says that a resource is test data.
func (b *Bundle) marked(r resource) resource {
	r["meta"] = resource{"security": []any{resource{
		"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data",
	}}}
	return r
}

// uuid is a name that is the same whenever the same result is written.
func (b *Bundle) uuid(of string) string {
	h := sha256.Sum256([]byte(b.Command + "\n" + of))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // version 8, of one's own making
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (b *Bundle) after(seconds float64) string {
	return instant(b.Start.Add(time.Duration(seconds * float64(time.Second))))
}

// observation is the median of a signal at a time with its bands and its difference from
// the baseline; without bands there is none, since one run says nothing of the others.
func (b *Bundle) observation(s *Summary, at int, program string) (resource, bool) {
	if s.Bands == nil {
		return nil, false
	}
	signal, _ := physiology.SignalByID(s.Signal)
	info := signal.Info()
	value := func(v float64) resource {
		return resource{"value": rounded(v), "unit": info.Unit, "system": "http://unitsofmeasure.org", "code": info.UCUM}
	}
	part := func(name string, v float64) resource {
		return resource{"code": resource{"text": name}, "valueQuantity": value(v)}
	}
	code := resource{"text": info.ID + ": " + info.Description}
	if info.LOINC != "" {
		code["coding"] = []any{resource{"system": "http://loinc.org", "code": info.LOINC}}
	}
	parts := []any{
		part("5th percentile of members", s.Bands.P05[at]), part("25th percentile of members", s.Bands.P25[at]),
		part("75th percentile of members", s.Bands.P75[at]), part("95th percentile of members", s.Bands.P95[at]),
	}
	if d := s.Difference; d != nil {
		parts = append(parts, part("difference from the baseline, median of pairs", d.P50[at]),
			part("difference from the baseline, 5th percentile", d.P05[at]), part("difference from the baseline, 95th percentile", d.P95[at]))
	}
	o := b.marked(resource{
		"resourceType": "Observation", "status": "final", "code": code, "subject": b.subject(), "device": resource{"reference": program},
		"effectiveDateTime": b.after(b.Times[at]), "method": resource{"text": b.method(s)}, "valueQuantity": value(s.Bands.P50[at]), "component": parts,
	})
	if s.Beyond != nil {
		o["note"] = []any{resource{"text": s.Beyond.String()}}
	}
	return o, true
}

// risk is how likely the user's range is left within the horizon.
func (b *Bundle) risk(s *Summary, program string) resource {
	o := s.Outside
	outcome := s.Signal + " outside the range that the user set:"
	if o.Low != nil {
		outcome += fmt.Sprintf(" below %g %s", *o.Low, s.Unit)
	}
	if o.Low != nil && o.High != nil {
		outcome += " or"
	}
	if o.High != nil {
		outcome += fmt.Sprintf(" above %g %s", *o.High, s.Unit)
	}
	return b.marked(resource{
		"resourceType": "RiskAssessment", "status": "final", "subject": b.subject(), "performer": resource{"reference": program},
		"occurrenceDateTime": instant(b.Start), "method": resource{"text": b.method(s)},
		"prediction": []any{resource{
			"outcome": resource{"text": outcome}, "probabilityDecimal": rounded(o.Probability),
			"whenPeriod": resource{"start": instant(b.Start), "end": b.after(b.Times[len(b.Times)-1])},
			"rationale":  fmt.Sprintf("share of %d simulated members; %+.3g from the baseline", b.Members, o.Change),
		}},
	})
}

func (b *Bundle) subject() resource { return resource{"display": b.Patient + ", simulated"} }

func (b *Bundle) method(s *Summary) string {
	return fmt.Sprintf("what-if %s, branch %s, median of %d simulated members", b.Title, s.Branch, b.Members)
}

// rounded to six digits, as no reader needs more of a median.
func rounded(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	scale := math.Pow(10, 6-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
