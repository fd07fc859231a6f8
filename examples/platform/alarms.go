package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// rule is an alarm limit: it is raised when a value has been beyond raise for
// hold of device time, and ends when it has been back at clear for as long.
type rule struct {
	name   string
	code   string
	values []string // codes of the observation, the first good one counts
	below  bool     // low values are bad
	raise  float64
	clear  float64
	hold   time.Duration
}

func rules() []rule {
	return []rule{
		{"spo2", "SPO2_LOW", []string{"spo2"}, true, 90, 92, 10 * time.Second},
		{"hr", "HR_HIGH", []string{"hr", "pulse_rate"}, false, 130, 120, 10 * time.Second},
		{"rr", "RR_HIGH", []string{"rr"}, false, 30, 25, 30 * time.Second},
	}
}

func ruleNames() []string {
	var names []string
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}

func selectRules(list string) ([]rule, error) {
	var chosen []rule
	for name := range strings.SplitSeq(list, ",") {
		all := rules()
		i := slices.IndexFunc(all, func(r rule) bool { return r.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("no alarm rule %q: there are %s", name, strings.Join(ruleNames(), ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func (r *rule) bad(v float64) bool  { return r.below && v < r.raise || !r.below && v > r.raise }
func (r *rule) good(v float64) bool { return r.below && v >= r.clear || !r.below && v <= r.clear }

// watch is one rule over the values of one device.
type watch struct {
	last   time.Time // time of the newest value
	since  time.Time // since when values speak for a change, zero if they do not
	active bool
}

// step takes a value in and reports whether the alarm has begun or ended.
func (w *watch) step(r *rule, v float64, at time.Time) (changed bool) {
	if !at.After(w.last) {
		return false // it is old, a backlog perhaps: nothing to alarm for
	}
	w.last = at
	speaks := r.bad(v)
	if w.active {
		speaks = r.good(v)
	}
	switch {
	case !speaks:
		w.since = time.Time{}
	case w.since.IsZero():
		w.since = at
	}
	if w.since.IsZero() || at.Sub(w.since) < r.hold {
		return false
	}
	w.active, w.since = !w.active, time.Time{}
	return true
}

// alert is the body of the webhook.
type alert struct {
	Patient string    `json:"patientId"`
	Code    string    `json:"code"`
	Time    time.Time `json:"time"` // of the reading that raised it
	ID      string    `json:"id"`   // the same for every try to deliver it
}

func newAlert(patient, code string, at time.Time, salt string) alert {
	sum := sha256.Sum256([]byte(patient + "/" + code + "/" + at.Format(time.RFC3339Nano) + "/" + salt))
	return alert{patient, code, at, hex.EncodeToString(sum[:8])}
}

// patient is what the platform knows of one patient.
type patient struct {
	watches map[watchKey]*watch
	alarms  map[string]int       // devices that speak for each alarm
	raised  map[string]time.Time // when each was last raised, in device time
}

type watchKey struct{ code, device string }

// ward watches over all patients.
type ward struct {
	rules    []rule
	bad      faults
	patients map[string]*patient
}

func newWard(rules []rule, bad faults) *ward {
	return &ward{rules, bad, map[string]*patient{}}
}

// observe takes a reading in and returns the alerts that it raises: one for an
// episode, however many devices see it.
func (w *ward) observe(r *reading) []alert {
	p := w.patients[r.Patient]
	if p == nil {
		p = &patient{map[watchKey]*watch{}, map[string]int{}, map[string]time.Time{}}
		w.patients[r.Patient] = p
	}
	var out []alert
	for i := range w.rules {
		if rule := &w.rules[i]; p.judge(rule, r, w.bad.seconds("repeat")) {
			out = append(out, newAlert(r.Patient, rule.code, r.Time, ""))
		}
	}
	return w.spoil(out, r)
}

// judge applies one rule and reports whether to raise its alarm.
func (p *patient) judge(rule *rule, r *reading, repeat time.Duration) bool {
	v, ok := r.value(rule.values)
	if !ok {
		return false
	}
	key := watchKey{rule.code, r.Device}
	w := p.watches[key]
	if w == nil {
		w = new(watch)
		p.watches[key] = w
	}
	begins := false
	if w.step(rule, v, r.Time) {
		if w.active {
			p.alarms[rule.code]++
			begins = p.alarms[rule.code] == 1
		} else {
			p.alarms[rule.code]--
		}
	}
	again := repeat > 0 && w.active && r.Time.Sub(p.raised[rule.code]) >= repeat
	if begins || again {
		p.raised[rule.code] = r.Time
		return true
	}
	return false
}

// spoil applies the faults that concern alarms.
func (w *ward) spoil(alerts []alert, r *reading) []alert {
	if w.bad.hits("false-alarm", r.Device, r.Seq) {
		alerts = append(alerts, newAlert(r.Patient, w.rules[0].code, r.Time, "false"))
	}
	if w.bad.hits("miss-alarm", r.Device, r.Seq) {
		return nil
	}
	if w.bad.hits("wrong-patient", r.Device, r.Seq) {
		for i := range alerts {
			alerts[i].Patient = w.other(alerts[i].Patient)
		}
	}
	return alerts
}

// other returns the patient after this one, by name.
func (w *ward) other(name string) string {
	names := slices.Sorted(maps.Keys(w.patients))
	if len(names) < 2 {
		return "nobody"
	}
	i, _ := slices.BinarySearch(names, name)
	return names[(i+1)%len(names)]
}
