package validation

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/score"
)

func engineeringExperiments() []Experiment {
	return []Experiment{
		{
			ID: "scores", Title: "Early-warning scores", Doc: "The published charts as vectors: NEWS2 on both scales with its parts, MEWS, qSOFA and the shock index, of displayed values.",
			Measures: []Measure{{Bar: "P28", Direct: func(Options) (float64, error) { return scoreMismatches() }}},
		},
		{
			ID: "conservation", Title: "Conservation and identities", Doc: "Water, oxygen and carbon dioxide over 30 simulated days at rest; Fick's principle in steady states at rest, at 3000 m and in fever; CO = HR·SV and MAP = SVR·CO + CVP in every frame of every experiment while the heart beats.",
			Measures: []Measure{
				{Bar: "P29", Quantity: "total blood", Direct: waterBalance},
				{Bar: "P29", Quantity: "|VO2", Direct: fick},
				{Bar: "P29", Quantity: "|CO", Direct: func(Options) (float64, error) { return math.NaN(), nil }}, // filled from all courses
			},
		},
		{
			ID: "reproducibility", Title: "Same bits, any step", Doc: "1000 sampled patients for an hour, one after the other and spread over goroutines in another order; a fork beside its parent; a bleeding of 20 % at five steps.",
			Measures: []Measure{
				{Bar: "P30", Quantity: "bit difference between", Direct: determinism},
				{Bar: "P30", Where: "fork", Quantity: "bit difference", Direct: forkDifference},
				{Bar: "P30", Quantity: "max vital", Direct: func(Options) (float64, error) { return stepDifference() }},
			},
		},
	}
}

//go:embed data/scores.json
var scoresJSON []byte

// scoreVectors are the published charts as examples.
type scoreVectors struct {
	NEWS2 []struct {
		RR, SpO2, SBP, Pulse, Temp float64
		Scale                      int
		Oxygen                     bool
		ACVPU                      string
		Parts                      [7]int `json:"parts_rr_spo2_o2_sbp_pulse_acvpu_temp"`
		Total                      int    `json:"news2"`
		Any                        bool   `json:"any_single_3"`
	}
	MEWS []struct {
		SBP, HR, RR, Temp float64
		AVPU              string
		MEWS              int
	}
	QSOFA []struct {
		RR, SBP float64
		GCS, Q  int
	} `json:"qSOFA"`
	ShockIndex []struct{ HR, SBP, SI float64 } `json:"shock_index"`
}

// scoreMismatches counts the vectors that the scores do not reproduce.
func scoreMismatches() (float64, error) {
	var file struct {
		Vectors scoreVectors `json:"test_vectors"`
	}
	if err := json.Unmarshal(scoresJSON, &file); err != nil {
		return 0, fmt.Errorf("scores.json: %w", err)
	}
	v, wrong := file.Vectors, 0
	differ := func(yes bool) {
		if yes {
			wrong++
		}
	}
	for _, x := range v.NEWS2 {
		in := score.Vitals{RR: x.RR, SpO2: x.SpO2, Oxygen: x.Oxygen, SBP: x.SBP, Pulse: x.Pulse, Alert: x.ACVPU == "A", Temperature: x.Temp, Hypercapnic: x.Scale == 2}
		total, any3 := score.NEWS2(in)
		differ(total != x.Total || any3 != x.Any || score.Parts(in) != x.Parts)
	}
	for _, x := range v.MEWS {
		level, ok := score.ParseACVPU(x.AVPU)
		differ(!ok || score.MEWS(score.Vitals{RR: x.RR, SBP: x.SBP, Pulse: x.HR, Temperature: x.Temp}, level) != x.MEWS)
	}
	for _, x := range v.QSOFA {
		differ(score.QSOFA(x.RR, x.SBP, x.GCS) != x.Q)
	}
	for _, x := range v.ShockIndex {
		differ(math.Abs(score.ShockIndex(x.HR, x.SBP)-x.SI) > 5e-4)
	}
	return float64(wrong), nil
}
