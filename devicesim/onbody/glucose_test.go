package onbody_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/physiology/glucose"
	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

// worn opens n devices of a type and steps them with one signal, minutes apart.
type worn struct {
	t     *testing.T
	batch devicesim.Batch
	out   devicesim.Outbox
	in    devicesim.Input
}

func wear(t *testing.T, typ, config string, n int) *worn {
	t.Helper()
	start := time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)
	for _, m := range onbody.Models() {
		if m.Describe().Type != typ {
			continue
		}
		var specs []devicesim.Spec
		w := &worn{t: t, in: devicesim.Input{Time: start}}
		for i := range n {
			s := devicesim.Spec{Patient: "p-0001", Device: fmt.Sprintf("p-0001-%d", i), Seed: uint64(i), Start: start}
			if config != "" {
				s.Config = json.RawMessage(config)
			}
			specs = append(specs, s)
			w.in.Rows, w.in.Due, w.in.Signals = append(w.in.Rows, int32(i)), append(w.in.Due, true), append(w.in.Signals, 0)
		}
		var err error
		if w.batch, err = m.Open(context.Background(), specs); err != nil {
			t.Fatal(err)
		}
		return w
	}
	t.Fatalf("no device %s", typ)
	return nil
}

func (w *worn) step(x float64, dt time.Duration) {
	w.t.Helper()
	w.out.Reset()
	w.in.Time, w.in.Interval = w.in.Time.Add(dt), dt
	for i := range w.in.Signals {
		w.in.Signals[i] = x
	}
	if err := w.batch.Step(context.Background(), &w.in, &w.out); err != nil {
		w.t.Fatal(err)
	}
}

// value is a code's value in message i, NaN without.
func (w *worn) value(i int, code string) float64 {
	var m struct {
		Obs []struct {
			Code  string
			Value *float64
		}
	}
	if err := json.Unmarshal(w.out.Payload(i), &m); err != nil {
		w.t.Fatal(err)
	}
	for _, o := range m.Obs {
		if o.Code == code && o.Value != nil {
			return *o.Value
		}
	}
	return math.NaN()
}

// TestMonitorsOnTraceA: five hundred monitors on the day of trace A, judged by blood.
func TestMonitorsOnTraceA(t *testing.T) {
	f, err := os.Open("../../physiology/glucose/testdata/adult001_A_mdi_day.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	w := wear(t, "cgm", "", 500)
	var measured, truth []float64
	for i := 1; i < len(rows); i += 5 {
		blood, err := strconv.ParseFloat(rows[i][4], 64)
		if err != nil {
			t.Fatal(err)
		}
		ig, err := strconv.ParseFloat(rows[i][5], 64)
		if err != nil {
			t.Fatal(err)
		}
		w.step(ig, 5*time.Minute)
		for m := range w.out.Messages {
			if w.out.Messages[m].Stream == 0 {
				measured, truth = append(measured, w.value(m, "glucose_interstitial")), append(truth, blood)
			}
		}
	}
	mard := cgm.MARD(measured, truth)
	t.Logf("MARD of 500 monitors %.2f %% over %d pairs", mard, len(truth))
	if len(truth) < 500*280 || mard < 8 || mard > 12 {
		t.Errorf("MARD %.2f %% over %d pairs, want 8..12", mard, len(truth))
	}
}

// TestThePumpClosesTheLoop: a patient whose basal rate is half of his need is brought
// down by the loop, an occlusion is felt and heard, and a low stops delivery.
func TestThePumpClosesTheLoop(t *testing.T) {
	c, err := glucose.CohortOf(glucose.Adult)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Patient(make([]float64, len(c.Names())), 0)
	if err != nil {
		t.Fatal(err)
	}
	basal := 60 * p.Basal() // U/h
	w := wear(t, "insulin-pump", fmt.Sprintf(`{"delivery":"loop","basal":%.3f,"sensor":"icgm"}`, basal/2), 1)
	s := glucose.NewState(&p)
	rate, alarms := 0.0, map[string]bool{}
	live := func(minutes int, meal float64) {
		for range minutes {
			w.step(s.Interstitial(&p), time.Minute)
			for _, a := range w.out.Acts {
				var with struct{ Rate string }
				if err := json.Unmarshal(a.Params, &with); err != nil || a.Action != "patient.insulin-basal" {
					t.Fatalf("%s %s: %v", a.Action, a.Params, err)
				}
				if rate, err = strconv.ParseFloat(strings.TrimSuffix(with.Rate, " U/h"), 64); err != nil {
					t.Fatal(err)
				}
				if rate < 0 || rate > 2*basal+1e-9 { // four times its own basal rate
					t.Fatalf("%g U/h, the limit is %g", rate, 2*basal)
				}
			}
			for m := range w.out.Messages {
				if text := string(w.out.Payload(m)); w.out.Messages[m].Stream == 1 && strings.Contains(text, `"start"`) {
					for _, code := range []string{"occlusion", "reservoir-low", "no-delivery"} {
						alarms[code] = alarms[code] || strings.Contains(text, `"code":"`+code+`"`)
					}
				}
			}
			glucose.Minute(&p, &s, glucose.Input{Insulin: rate / 60, Meal: meal}, glucose.DefaultStep)
			meal = 0
		}
	}
	live(600, 0)
	if g := s.Plasma(&p); g > 185 || g < 70 {
		t.Errorf("after ten hours of the loop glucose is %.0f mg/dL", g)
	}
	inject := w.batch.(devicesim.Injector).Inject
	if err := inject([]int{0}, "device.infusion-occlusion", nil, false, w.in.Time); err != nil {
		t.Fatal(err)
	}
	before := s.Plasma(&p)
	live(240, 50)
	if rate != 0 || !alarms["occlusion"] || s.Plasma(&p) < before+40 {
		t.Errorf("occluded: %g U/h arrive, alarm %v, glucose from %.0f to %.0f mg/dL", rate, alarms["occlusion"], before, s.Plasma(&p))
	}
	if err := inject([]int{0}, "device.infusion-occlusion", nil, true, w.in.Time); err != nil {
		t.Fatal(err)
	}
	s.X[3], s.X[12] = 60*p.Vg, 60*p.Vg
	live(11, 0)
	if rate != 0 {
		t.Errorf("%g U/h at %.0f mg/dL", rate, s.Plasma(&p))
	}
}

func TestAnEmptyReservoirStopsAndIsHeard(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":10,"reservoir":25}`, 1)
	var last string
	heard := map[string]bool{}
	for range 40 {
		w.step(150, 5*time.Minute)
		for _, a := range w.out.Acts {
			last = string(a.Params)
		}
		for m := range w.out.Messages {
			for _, code := range []string{"reservoir-low", "no-delivery"} {
				heard[code] = heard[code] || strings.Contains(string(w.out.Payload(m)), `"code":"`+code+`"`)
			}
		}
	}
	if last != `{"rate":"0.00 U/h"}` || !heard["reservoir-low"] || !heard["no-delivery"] {
		t.Errorf("empty it delivers %s, alarms %v", last, heard)
	}
}

func TestPumpSettingsAreChecked(t *testing.T) {
	for _, m := range onbody.Models() {
		if m.Describe().Type != "insulin-pump" {
			continue
		}
		for _, bad := range []string{`{"basal":-1}`, `{"delivery":"fast"}`, `{"delivery":"loop","basal":2,"max_basal":1}`, `{"delivery":"loop","suspend":20}`} {
			if problems := m.(devicesim.Validator).Validate(json.RawMessage(bad)); len(problems) == 0 {
				t.Errorf("%s is accepted", bad)
			}
		}
	}
}
