package fit

import (
	"errors"
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology/glucose"
)

// Format and its version name a twin file.
const (
	Format  = "vitalfleet-twin"
	Version = 1
)

// Twin is a fitted patient with uncertainty: what a twin file holds.
type Twin struct {
	Format     string       `json:"format"`
	Version    int          `json:"version"`
	Provenance Provenance   `json:"provenance"`
	Data       Summary      `json:"data"`
	Therapy    Therapy      `json:"therapy,omitzero"`
	Class      string       `json:"class,omitempty"` // of the cohort that was the prior
	Quality    Quality      `json:"quality,omitzero"`
	Learned    []Learned    `json:"learned,omitempty"`
	Noise      Noise        `json:"noise,omitzero"`
	Spread     Spread       `json:"spread,omitzero"`
	Usual      float64      `json:"log_usual_dose_U_per_g,omitempty"`
	Reliable   *Reliability `json:"reliability,omitempty"` // nil: the residual says it all
	Best       Member       `json:"best,omitzero"`         // the most probable patient
	Members    []Member     `json:"members,omitempty"`     // draws of the posterior
	Person     *Person      `json:"person,omitempty"`
	Vitals     []VitalFit   `json:"vitals,omitempty"`
}

// Person is whose vital signs were fitted; 0 and "" are not known.
type Person struct {
	Age    float64 `json:"age_y,omitempty"`
	Sex    string  `json:"sex,omitempty"`
	Height float64 `json:"height_cm,omitempty"`
	Weight float64 `json:"weight_kg,omitempty"`
}

// Provenance says what made a twin.
type Provenance struct {
	Program string `json:"program"` // name and version
	Model   string `json:"model"`
	Method  string `json:"method"`
	Seed    uint64 `json:"seed"`
	Source  string `json:"source"` // name of the data
	SHA256  string `json:"sha256"` // of the data
}

// Summary says how much there was to learn from.
type Summary struct {
	Minutes  int     `json:"minutes"`
	Readings int     `json:"readings"`
	Gaps     float64 `json:"gaps_percent"` // of the time
	Meals    int     `json:"meals"`
	Boluses  int     `json:"boluses"`
	Bolus    float64 `json:"bolus_U"`
	Basal    float64 `json:"basal_U"`
	Carbs    float64 `json:"carbs_g"`
}

// Quality is how well the most probable patient repeats the recording.
type Quality struct {
	RMSE float64 `json:"rmse_mgdl"`
	MARD float64 `json:"mard_percent"`
	Bias float64 `json:"bias_mgdl"` // shown minus recorded
}

// Learned is what the data told of one quantity. Ratio is the posterior's standard
// deviation over the prior's: near 1 nothing was learned, and Value is the cohort's
// middle more than the patient's.
type Learned struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	P05   float64 `json:"p05"`
	P95   float64 `json:"p95"`
	Ratio float64 `json:"posterior_over_prior_sd"`
	Told  bool    `json:"learned"`
}

// Noise is the residual between what is shown and what was recorded.
type Noise struct {
	Phi    float64 `json:"correlation_5min"`
	Second float64 `json:"second_coefficient"` // of an autoregressive process; 0: of order 1
	SD     float64 `json:"innovation_sd_mgdl"`
}

// Member is one patient that the data allow, as he is at the end of the recording.
type Member struct {
	Params   map[string]float64 `json:"parameters"` // S2008, by the names of its files
	Sensor   Sensor             `json:"sensor"`
	Rhythm   Rhythm             `json:"sensitivity_rhythm"`
	State    glucose.State      `json:"state"`
	Share    float64            `json:"dose_share"`           // of a dose's deviation that is the meal's
	Meals    []float64          `json:"meal_factors"`         // eaten over reported, in the order of the recording
	Residual float64            `json:"last_residual_mgdl"`   // expected at the end of the recording
	Before   float64            `json:"residual_before_mgdl"` // five minutes earlier
}

// Sensor is how the monitor shows glucose: (Gain + Drift·days)·glucose + Offset.
type Sensor struct {
	Gain   float64 `json:"gain"`
	Offset float64 `json:"offset_mgdl"`
	Drift  float64 `json:"drift_per_day"`
}

// Rhythm is the daily course of insulin sensitivity: its logarithm is
// Cos·cos(2πt/24h) + Sin·sin(2πt/24h), t from the start of the recording.
type Rhythm struct {
	Cos float64 `json:"cos"`
	Sin float64 `json:"sin"`
}

// params are the constants of a member.
func (m *Member) params() (glucose.Params, error) {
	var p glucose.Params
	for name, v := range m.Params {
		if f := p.Field(name); f != nil {
			*f = v
		}
	}
	return p, p.Check()
}

func paramsMap(p *glucose.Params) map[string]float64 {
	out := map[string]float64{}
	for _, n := range glucose.Names() {
		out[n] = *p.Field(n)
	}
	return out
}

// rest lets a patient start in the fasting state, wherever the recording began.
func rest(p *glucose.Params) {
	scale := p.Gb * p.Vg / p.X0[3]
	for _, i := range [...]int{3, 4, 12} {
		p.X0[i] *= scale
	}
}

// HasGlucose reports whether the twin was fitted to glucose.
func (t *Twin) HasGlucose() bool { return len(t.Members) > 0 }

// Patients are the members' constants, as steppable patients of S2008.
func (t *Twin) Patients() ([]glucose.Params, error) {
	out := make([]glucose.Params, len(t.Members))
	for k := range t.Members {
		var err error
		if out[k], err = t.Members[k].params(); err != nil {
			return nil, fmt.Errorf("twin file: member %d: %w", k, err)
		}
		rest(&out[k])
	}
	return out, nil
}

// Patient is the most probable patient, who gets the basal insulin of his therapy.
func (t *Twin) Patient() (glucose.Patient, error) {
	if !t.HasGlucose() {
		return glucose.Patient{}, errors.New("twin file: it was fitted to vital signs and has no glucose")
	}
	p, err := t.Best.params()
	if err != nil {
		return glucose.Patient{}, fmt.Errorf("twin file: %w", err)
	}
	rest(&p)
	out := glucose.FromFile(p)
	out.Therapy = t.Therapy.Basal / 60
	return out, nil
}
