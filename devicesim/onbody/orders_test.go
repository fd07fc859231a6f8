package onbody_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// acts are what the pump does in this step: the rate that it sets (NaN: none), U/h, and
// the bolus that arrives, U.
func (w *worn) acts() (rate, bolus float64) {
	w.t.Helper()
	rate = math.NaN()
	for _, a := range w.out.Acts {
		var with struct{ Rate, Dose string }
		if err := json.Unmarshal(a.Params, &with); err != nil {
			w.t.Fatal(err)
		}
		text, to := with.Rate, &rate
		if a.Action == "patient.insulin-bolus" {
			text, to = with.Dose, new(float64)
		}
		number, _, _ := strings.Cut(text, " ")
		x, err := strconv.ParseFloat(number, 64)
		if err != nil {
			w.t.Fatalf("%s %s", a.Action, a.Params)
		}
		if *to = x; a.Action == "patient.insulin-bolus" {
			bolus += x
		}
	}
	return rate, bolus
}

// run steps for minutes; the last rate that was set, what arrived, and alarms.
func (w *worn) run(minutes int) (rate, bolus float64, alarms string) {
	w.t.Helper()
	rate = math.NaN()
	for range minutes {
		w.step(150, time.Minute)
		r, b := w.acts()
		if r == r {
			rate = r
		}
		bolus += b
		_, _, heard := w.heard("insulin_bolus")
		alarms += strings.Join(append(heard, ""), " ")
	}
	return rate, bolus, alarms
}

func (w *worn) must(name, payload string) string {
	w.t.Helper()
	reply, err := w.command(name, payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return reply
}

func (w *worn) mustNot(name, payload, why string) {
	w.t.Helper()
	if reply, err := w.command(name, payload); err == nil || !strings.Contains(err.Error(), why) {
		w.t.Errorf("%s %s: %s, %v, want an error that says %q", name, payload, reply, err, why)
	}
}

// TestABolusIsDeliveredOnce: in pulses over its time, exactly, and an order that
// arrives twice is one bolus.
func TestABolusIsDeliveredOnce(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":1}`, 1)
	w.run(1)
	if reply := w.must("bolus", `{"units":2.5,"id":"a"}`); reply != `{"bolus_U":2.50,"takes_s":100}` {
		t.Error(reply)
	}
	w.mustNot("bolus", `{"units":1}`, "still to come")
	if _, b, _ := w.run(1); b <= 0 || b > 1.5+1e-9 {
		t.Errorf("%g U in the first minute", b)
	}
	if reply := w.must("bolus", `{"units":2.5,"id":"a"}`); reply != `{"duplicate":true}` {
		t.Error(reply)
	}
	_, b, _ := w.run(10)
	if v := w.value(0, "insulin_bolus"); math.Abs(v-2.5) > 1e-9 || math.Abs(b-1) > 1e-9 {
		t.Errorf("%g U arrive after the first minute, the pump says %g", b, v)
	}
	if iob := w.value(0, "insulin_on_board"); iob < 2 || iob > 2.6 {
		t.Errorf("%g U on board", iob)
	}
	w.must("bolus", `{"units":2.5,"id":"a"}`)
	if _, b, _ := w.run(5); b != 0 {
		t.Errorf("the order of a bolus arrives again and %g U are given", b)
	}
	w.must("bolus", `{"units":3,"id":"b"}`)
	_, one, _ := w.run(1)
	w.must("cancel-bolus", "")
	if _, b, _ := w.run(5); b != 0 || one > 1.5+1e-9 {
		t.Errorf("%g U before and %g U after it was cancelled", one, b)
	}
}

func TestWhatAPumpRefuses(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":1,"max_bolus":6,"max_basal":2,"reservoir":5}`, 1)
	w.run(1)
	for _, c := range []struct{ name, payload, why string }{
		{"bolus", `{"units":6.5}`, "above the limit"},
		{"bolus", `{"units":0}`, "the least"},
		{"bolus", `{"units":-2}`, "the least"},
		{"bolus", `{"units":"NaN"}`, "unmarshal"},
		{"bolus", `{"units":5.5}`, "reservoir"},
		{"meal", `{"carbs":0}`, "meal"},
		{"meal", `{"carbs":900}`, "meal"},
		{"temp-basal", `{"rate":2.5,"for":"1h"}`, "limit"},
		{"temp-basal", `{"percent":300,"for":"1h"}`, "limit"},
		{"temp-basal", `{"rate":-1,"for":"1h"}`, "limit"},
		{"temp-basal", `{"rate":1}`, "give 15m"},
		{"temp-basal", `{"rate":1,"for":"25h"}`, "give 15m"},
		{"suspend", `{"for":"3h"}`, "give 5m"},
		{"fly", ``, "temp-basal"},
	} {
		w.mustNot(c.name, c.payload, c.why)
	}
	if _, b, _ := w.run(10); b != 0 {
		t.Errorf("%g U of what was refused", b)
	}
	loop := wear(t, "insulin-pump", `{"delivery":"loop"}`, 1)
	loop.mustNot("temp-basal", `{"rate":1,"for":"1h"}`, "loop")
	hung := wear(t, "insulin-pump", "", 1)
	hung.run(1)
	hung.inject("device.hang", `{}`, false)
	hung.mustNot("bolus", `{"units":1}`, "does not answer")
}

// TestRatesForATime: temporary rates and suspensions end by themselves, at once in
// force; a suspension is heard.
func TestRatesForATime(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":1}`, 1)
	w.run(2)
	w.must("temp-basal", `{"percent":50,"for":"30m"}`)
	if r, _, _ := w.run(1); r != 0.5 {
		t.Errorf("half of the basal rate is %g U/h", r)
	}
	if r, _, _ := w.run(40); r != 1 {
		t.Errorf("after its time %g U/h", r)
	}
	w.must("temp-basal", `{"rate":2,"for":"2h"}`)
	w.run(1)
	w.must("cancel-temp-basal", "")
	if r, _, _ := w.run(1); r != 1 {
		t.Errorf("cancelled: %g U/h", r)
	}
	w.must("bolus", `{"units":4}`)
	w.run(1)
	w.must("suspend", `{"for":"30m"}`)
	w.mustNot("bolus", `{"units":1}`, "suspended")
	r, b, alarms := w.run(20)
	if r != 0 || b != 0 || !strings.Contains(alarms, "delivery-suspended") || w.value(0, "delivery_suspended") != 1 {
		t.Errorf("suspended: %g U/h, %g U, alarms %q", r, b, alarms)
	}
	if r, b, _ = w.run(20); r != 1 || b != 0 {
		t.Errorf("after its time %g U/h and %g U", r, b)
	}
	w.must("suspend", "")
	if r, _, _ = w.run(300); r != 0 {
		t.Errorf("suspended for good: %g U/h", r)
	}
	w.must("resume", "")
	if r, _, _ = w.run(1); r != 1 {
		t.Errorf("resumed: %g U/h", r)
	}
}

// TestAMealIsCoveredByTheCalculator, and insulin on board takes from a correction.
func TestAMealIsCoveredByTheCalculator(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":1,"carb_ratio":10,"sensitivity":40,"sensor":"icgm"}`, 1)
	w.run(1)
	w.must("meal", `{"carbs":60,"id":"m"}`)
	_, b, _ := w.run(30)
	if b < 6 || b > 8 { // six for the meal and the correction of 150 mg/dL to 110
		t.Errorf("%g U for 60 g", b)
	}
	w.must("meal", `{"carbs":60,"id":"n"}`)
	if _, again, _ := w.run(30); math.Abs(again-6) > 0.05+1e-9 || again >= b {
		t.Errorf("%g U for 60 g with insulin on board", again)
	}
}

// TestAnOcclusionEndsABolus: it is felt within the bolus and what is left is not made
// up for.
func TestAnOcclusionEndsABolus(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":0.5}`, 1)
	w.run(1)
	w.inject("device.infusion-occlusion", `{}`, false)
	w.must("bolus", `{"units":4}`)
	_, b, alarms := w.run(6)
	if b != 0 || !strings.Contains(alarms, "occlusion") {
		t.Errorf("%g U arrive, alarms %q", b, alarms)
	}
	w.mustNot("bolus", `{"units":1}`, "occluded")
	w.inject("device.infusion-occlusion", `{}`, true)
	if r, b, _ := w.run(10); r != 0.5 || b != 0 {
		t.Errorf("open again: %g U/h and %g U", r, b)
	}
}

// TestNoPowerNoInsulin: a pump whose battery dies leaves no rate behind, and goes on
// when it has power.
func TestNoPowerNoInsulin(t *testing.T) {
	w := wear(t, "insulin-pump", `{"basal":1}`, 1)
	w.run(1)
	w.inject("power.battery-low", `{"level":15}`, false)
	if _, _, alarms := w.run(2); !strings.Contains(alarms, "battery-low") {
		t.Errorf("alarms %q", alarms)
	}
	w.inject("power.battery-depleted", `{}`, false)
	if r, _, _ := w.run(30); r != 0 {
		t.Errorf("without power %g U/h", r)
	}
	w.mustNot("bolus", `{"units":1}`, "does not answer")
	w.inject("power.battery-depleted", `{}`, true)
	if r, _, _ := w.run(2); r != 1 {
		t.Errorf("with power again %g U/h", r)
	}
}
