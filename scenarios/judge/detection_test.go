package judge_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func TestScoreMeansTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		patient := rapid.SampledFrom([]string{"p", "q"})
		truth := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) judge.Episode {
			on := float64(rapid.IntRange(0, 200).Draw(t, "onset"))
			return judge.Episode{Patient: patient.Draw(t, "patient"), Kind: "k", Onset: on, End: on + float64(rapid.IntRange(0, 80).Draw(t, "length")), Observable: true}
		}), 0, 8).Draw(t, "truth")
		alerts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) judge.Alert {
			id := rapid.StringMatching(`[a-z][0-9]`).Draw(t, "id")
			return judge.Alert{Patient: patient.Draw(t, "patient"), Kind: "K", ID: id, Time: float64(rapid.IntRange(0, 300).Draw(t, "time"))}
		}), 0, 25).Draw(t, "alerts")
		rule := judge.Rule{
			Within:     float64(rapid.IntRange(0, 60).Draw(t, "within")),
			Early:      float64(rapid.IntRange(0, 20).Draw(t, "early")),
			Refractory: float64(rapid.IntRange(0, 30).Draw(t, "refractory")),
		}
		got, err := judge.Score(truth, alerts, rule, 86400)
		if err != nil {
			t.Fatal(err)
		}
		want := slowScore(truth, alerts, rule)
		counts := func(d judge.Detection) []int {
			return []int{d.Episodes, d.Detected, d.Missed, d.Late, d.Repeats, d.DuplicateAlerts, d.FalseAlarms}
		}
		if diff := cmp.Diff(counts(want), counts(got.Detection)); diff != "" {
			t.Fatalf("(-definition +Score):\n%s", diff)
		}
		if len(got.Results) != len(truth) || len(got.False) != got.FalseAlarms {
			t.Fatalf("%d results and %d false alarms listed", len(got.Results), len(got.False))
		}
	})
}

func episode(patient string, onset, end float64) judge.Episode {
	return judge.Episode{Patient: patient, Kind: "spo2-low", Onset: onset, End: end, Observable: true}
}

func score(t *testing.T, truth []judge.Episode, alerts []judge.Alert, r judge.Rule) judge.Scored {
	t.Helper()
	s, err := judge.Score(truth, alerts, r, 86400)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKinds(t *testing.T) {
	truth := []judge.Episode{episode("p", 0, 100)}
	for _, c := range []struct {
		alert    string
		kinds    judge.KindMap
		detected int
	}{
		{"SPO2_LOW", nil, 1},
		{"SpO2-low", nil, 1},
		{"DESAT", nil, 0},
		{"DESAT", judge.KindMap{"SPO2_low": {"hypoxia", "desat"}}, 1},
	} {
		s := score(t, truth, []judge.Alert{{Patient: "p", Kind: c.alert, Time: 5}}, judge.Rule{Within: 60, Kinds: c.kinds})
		if s.Detected != c.detected || s.FalseAlarms != 1-c.detected {
			t.Errorf("%s with %v: %d detected, %d false", c.alert, c.kinds, s.Detected, s.FalseAlarms)
		}
	}
}

func TestResultsNameEpisodes(t *testing.T) {
	truth := []judge.Episode{episode("c", 300, 400), episode("b", 200, 300), episode("a", 100, 400)}
	s := score(t, truth, []judge.Alert{
		{Patient: "a", Kind: "spo2-low", Time: 130}, {Patient: "b", Kind: "spo2-low", Time: 290}, {Patient: "b", Kind: "spo2-low", Time: 295},
	}, judge.Rule{Within: 60})
	a, b, c := s.Results[0], s.Results[1], s.Results[2]
	if !a.Detected || a.At != 130 || !b.Late || b.LateAt != 290 || b.Detected || c.Late || c.Detected {
		t.Errorf("results %+v", s.Results)
	}
	if b.Lateness(60) != 30 || !math.IsInf(c.Lateness(60), 1) {
		t.Errorf("lateness %g and %g, want 30 and never", b.Lateness(60), c.Lateness(60))
	}
	if want := judge.Figure((30 + 90 + 100) / 60.0); s.UnalarmedMinutes != want {
		t.Errorf("%v min without alarm, want %v", s.UnalarmedMinutes, want)
	}
}

func TestAlertsWithoutIDAreNoRetries(t *testing.T) {
	s := score(t, []judge.Episode{episode("p", 0, 100)}, []judge.Alert{{Patient: "p", Kind: "spo2-low", Time: 5}, {Patient: "p", Kind: "spo2-low", Time: 5}}, judge.Rule{Within: 60})
	if s.DuplicateAlerts != 0 || s.Repeats != 1 {
		t.Errorf("%d duplicates and %d repeats, want 0 and 1", s.DuplicateAlerts, s.Repeats)
	}
}

func TestStaleAlarms(t *testing.T) {
	truth := []judge.Episode{episode("p", 100, 200)}
	stale := judge.Alert{Patient: "p", Kind: "spo2-low", ID: "1", Time: 120, Reading: 50, Named: true}
	live := judge.Alert{Patient: "p", Kind: "spo2-low", ID: "2", Time: 130, Reading: 125, Named: true}
	s := score(t, truth, []judge.Alert{stale, live}, judge.Rule{Within: 60, StaleAfter: 60})
	if s.StaleAlarms == nil || *s.StaleAlarms != 1 || s.Detected != 1 || s.Results[0].At != 130 || s.FalseAlarms != 0 {
		t.Errorf("got %+v", s)
	}
	unnamed := score(t, truth, []judge.Alert{{Patient: "p", Kind: "spo2-low", Time: 120}}, judge.Rule{Within: 60, StaleAfter: 60})
	if unnamed.StaleAlarms != nil {
		t.Error("stale alarms were counted although no alert names its reading")
	}
}

func TestDeliveredLayer(t *testing.T) {
	held := episode("p", 100, 190)
	held.Delivered, held.Arrived = 500, true
	live := episode("q", 100, 190)
	live.Delivered, live.Arrived = 130, true
	rule := judge.Rule{Within: 20, StaleAfter: 60, Delivered: true}
	s := score(t, []judge.Episode{held, live, episode("r", 0, 50)}, []judge.Alert{{Patient: "q", Kind: "spo2-low", Time: 145}}, rule)
	if s.Unobservable != 2 || s.SensitivityObservable != 1 || s.Detected != 1 || s.TTAP50 != 15 {
		t.Errorf("got %+v", s.Detection)
	}
	_, err := judge.Score([]judge.Episode{episode("p", 0, 9)}, nil, rule, 1)
	if err == nil || !strings.Contains(err.Error(), "not supported") {
		t.Errorf("without arrivals: %v", err)
	}
}

func TestClearing(t *testing.T) {
	truth := []judge.Episode{episode("p", 100, 200), episode("q", 100, 200)}
	raise := func(p string) judge.Alert { return judge.Alert{Patient: p, Kind: "spo2-low", ID: p, Time: 110} }
	clear := func(p string, at float64) judge.Alert {
		return judge.Alert{Patient: p, Kind: "spo2-low", ID: p, Time: at, Cleared: true}
	}
	s := score(t, truth, []judge.Alert{raise("p"), raise("q"), clear("p", 260), clear("q", 260.5)}, judge.Rule{Within: 60, ClearWithin: 60})
	if *s.Cleared != 1 || *s.Uncleared != 1 || s.FalseAlarms != 0 || s.DuplicateAlerts != 0 || !s.Results[0].Cleared {
		t.Errorf("got %+v", s)
	}
}

func TestOverlap(t *testing.T) {
	truth := []judge.Episode{episode("p", 100, 200), episode("p", 1000, 1100)}
	alerts := []judge.Alert{
		{Patient: "p", Kind: "spo2-low", Time: 110},
		{Patient: "p", Kind: "spo2-low", Time: 530}, // in an artefact
		{Patient: "p", Kind: "spo2-low", Time: 800}, // false, but not an artefact's
		{Patient: "q", Kind: "spo2-low", Time: 530},
	}
	s := score(t, truth, alerts, judge.Rule{Within: 60, Overlap: []judge.Span{{Patient: "p", From: 480, To: 520}, {Patient: "p", From: 50, To: 100}}})
	if s.Episodes != 1 || s.Detected != 1 || s.FalseAlarms != 1 || s.False[0].Time != 530 || s.FalseAlarmsPerPatientDay != 1 {
		t.Errorf("got %+v", s)
	}
	none := score(t, truth, alerts, judge.Rule{Within: 60, Overlap: []judge.Span{}})
	if none.Episodes != 0 || none.FalseAlarms != 0 {
		t.Errorf("without artefacts: %+v", none.Detection)
	}
}

func TestScoreRefusesNonsense(t *testing.T) {
	for name, c := range map[string]struct {
		truth    []judge.Episode
		rule     judge.Rule
		exposure float64
	}{
		"negative within": {nil, judge.Rule{Within: -1}, 1},
		"no exposure":     {nil, judge.Rule{}, math.NaN()},
		"ends first":      {[]judge.Episode{episode("p", 9, 8)}, judge.Rule{}, 1},
	} {
		if _, err := judge.Score(c.truth, nil, c.rule, c.exposure); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFiguresInJSON(t *testing.T) {
	for want, f := range map[string]judge.Figure{"null": judge.Undefined(), "0.333333": 1.0 / 3, "12": 12, "1e-06": 0.0000012} {
		got, err := json.Marshal(f)
		if err != nil || string(got) != want {
			t.Errorf("%v is %s (%v), want %s", f, got, err, want)
		}
		var back judge.Figure
		if err := json.Unmarshal(got, &back); err != nil || back.Defined() != f.Defined() {
			t.Errorf("%s reads as %v (%v)", got, back, err)
		}
	}
}

func TestBlame(t *testing.T) {
	never := math.Inf(1)
	for _, c := range []struct {
		name string
		miss judge.Miss
		want judge.Blame
	}{
		{"lag explains the lateness", judge.Miss{Within: 30, Lateness: 2, Lag: 2, Due: 5, Showed: 5, Acked: 5}, judge.BlameGenerator},
		{"lag is too small for the lateness", judge.Miss{Within: 30, Lateness: 3, Lag: 2, Due: 5, Showed: 5, Acked: 5}, judge.BlamePlatform},
		{"lag ate the window", judge.Miss{Within: 30, Lateness: never, Lag: 30, Due: 5}, judge.BlameGenerator},
		{"some lag, never alarmed", judge.Miss{Within: 30, Lateness: never, Lag: 10, Due: 5, Showed: 5, Acked: 5}, judge.BlamePlatform},
		{"no lag, no window", judge.Miss{Within: 0, Lateness: never, Due: 5, Showed: 5, Acked: 5}, judge.BlamePlatform},
		{"over between two readings", judge.Miss{Within: 30, Lateness: never}, judge.BlameBody},
		{"probe off", judge.Miss{Within: 30, Lateness: never, Due: 5}, judge.BlameSensor},
		{"link down", judge.Miss{Within: 30, Lateness: never, Due: 5, Showed: 4}, judge.BlameNetwork},
		{"mirror saw nothing", judge.Miss{Within: 30, Lateness: never, Due: 5, Showed: 4, Acked: 4, Mirrored: true}, judge.BlameBroker},
		{"mirror saw it", judge.Miss{Within: 30, Lateness: never, Due: 5, Showed: 4, Acked: 4, Mirrored: true, Seen: 1}, judge.BlamePlatform},
		{"no mirror to ask", judge.Miss{Within: 30, Lateness: never, Due: 5, Showed: 4, Acked: 4}, judge.BlamePlatform},
	} {
		if got := judge.BlameFor(c.miss); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if judge.BlameForLoss(judge.Loss{Acked: true}) != judge.BlamePlatform || judge.BlameForLoss(judge.Loss{}) != judge.BlameNetwork {
		t.Error("only acknowledged messages are the platform's")
	}
}

func TestSelection(t *testing.T) {
	truth := []judge.Episode{episode("p", 0, 100), episode("q", 0, 100), {Patient: "p", Kind: "vt", End: 50, Observable: true}}
	alerts := []judge.Alert{
		{Patient: "p", Kind: "DESAT", Time: 5},
		{Patient: "q", Kind: "DESAT", Time: 5},
		{Patient: "p", Kind: "VTACH", Time: 6},
		{Patient: "p", Kind: "LOW_BATTERY", Time: 7},
	}
	for _, c := range []struct {
		name             string
		s                judge.Selection
		episodes, alerts int
		detected, wrong  int
	}{
		{"one truth", judge.Selection{Truth: "spo2-low", Alert: "DESAT"}, 2, 2, 2, 0},
		{"some patients", judge.Selection{Truth: "spo2-low", Alert: "DESAT", Patient: func(p string) bool { return p == "q" }}, 1, 1, 1, 0},
		{"another name", judge.Selection{Truth: "vt", Alert: "vtach"}, 1, 1, 1, 0},
		{"the truth's own name", judge.Selection{Truth: "vt"}, 1, 0, 0, 0},
		{"everything", judge.Selection{}, 3, 4, 0, 4},
	} {
		e, a, kinds := c.s.Apply(truth, alerts)
		got := score(t, e, a, judge.Rule{Within: 60, Kinds: kinds})
		if len(e) != c.episodes || len(a) != c.alerts || got.Detected != c.detected || got.FalseAlarms != c.wrong {
			t.Errorf("%s: %d episodes, %d alerts, %d detected, %d false", c.name, len(e), len(a), got.Detected, got.FalseAlarms)
		}
	}
}
