package spec_test

import (
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// base is a scenario without problems; cases replace a line of it or add to it.
const base = `version: 1
name: t
duration: 10m
seed: 1
phases:
  - {name: ramp, for: 4m}
  - {name: steady, for: 6m}
targets:
  main: {url: "mqtt://127.0.0.1:1883"}
networks:
  wifi: {latency: 5ms}
gateways:
  gw: {count: 2, network: wifi}
fleet:
  ward:
    patients: 10
    profile: healthy-adult
    labels: {arm: septic}
    devices:
      ox: {model: pulse-oximeter, via: gw, publish: {every: 1s}}
events:
  dip: {at: 40s, select: {cohort: ward}, do: patient.hypoxia, with: {target_spo2: 84%}, for: 1m}
truth:
  low: {when: "spo2 < 90", hold: 10s}
observe:
  mirror: {type: mqtt, target: main, topic: "vitalfleet/v1/#"}
expect:
  ok: {accounting: mirror, assert: ["lost == 0"]}
`

// parse reads the base with one line replaced.
func parse(old, new string) (*spec.Scenario, spec.Problems) {
	text := base
	if old == "" {
		text += new + "\n"
	} else {
		text = strings.Replace(text, old, new, 1)
	}
	return spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{})
}

func TestBaseHasNoProblems(t *testing.T) {
	if _, problems := parse("", ""); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// broken is a line of the base, what it is replaced by, and the problem that follows.
type broken struct{ name, old, new, want string }

// brokenEvents are scenarios whose references, events and expectations make no sense.
func brokenEvents() []broken {
	return []broken{
		{"unknown cohort", "{cohort: ward}", "{cohort: wrad}", `t.yaml:22:35: there is no cohort "wrad" (did you mean "ward"?)`},
		{"unknown device", "{cohort: ward}", "{device: oxy}", `t.yaml:22:35: there is no device "oxy" (did you mean "ox"?)`},
		{"unknown gateway", "via: gw", "via: gv", `there is no gateway "gv" (did you mean "gw"?)`},
		{"unknown network", "network: wifi", "network: lan", `there is no network "lan"`},
		{"unknown target", "target: main", "target: mian", `there is no target "mian" (did you mean "main"?)`},
		{"unknown observer", "accounting: mirror", "accounting: miror", `there is no observer "miror" (did you mean "mirror"?)`},
		{"unknown truth", "accounting: mirror", "detection: {truth: lo, alerts: mirror, within: 5s}", `there is no truth "lo"`},
		{"unknown event in after", "assert:", "after: dp, assert:", `there is no event "dp" (did you mean "dip"?)`},
		{"unknown phase", "assert:", "during: stedy, assert:", `there is no phase "stedy" (did you mean "steady"?)`},
		{"unknown base of a time", "at: 40s", "at: stedy+5m", `t.yaml:22:13: there is no phase or event "stedy" (did you mean "steady"?)`},
		{"unknown model", "model: pulse-oximeter", "model: pulse-oxymeter", `there is no device type "pulse-oxymeter" (did you mean "pulse-oximeter"?)`},
		{"unknown profile", "profile: healthy-adult", "profile: helthy-adult", `there is no profile "helthy-adult" (did you mean "healthy-adult"?)`},
		{"unknown condition", "profile: healthy-adult", "conditions: {hart-failure: {}}", `there is no condition "hart-failure" (did you mean "heart-failure"?)`},
		{"unknown therapy", "profile: healthy-adult", "glucose: {therapy: lop}", `"lop"`},
		{"inputs without parameters", "profile: healthy-adult", "glucose: {inputs: i.csv}", `inputs need the parameters of the patient that they were made for`},
		{"inputs and a therapy", "profile: healthy-adult", "glucose: {parameters: p.json, inputs: i.csv, therapy: loop}", `the inputs are all the insulin that there is`},
		{"files and a twin", "profile: healthy-adult", "twin: t.json\n    glucose: {parameters: p.json}", `from glucose files or from a twin file, not from both`},
		{"a pump and a therapy", "profile: healthy-adult", "glucose: {therapy: loop}\n    devices: {pump: {model: insulin-pump}}", `controls the patient's insulin already`},
		{"unknown metric", "accounting: mirror, assert: [\"lost == 0\"]", "metric: mqtt.ack.latancy, assert: [\"p(95) < 1s\"]", `there is no metric "mqtt.ack.latancy" (did you mean "mqtt.ack.latency"?)`},
		{"unknown signal", "spo2 < 90", "news2 > 3 and sp2 < 90", `t.yaml:24:30: "sp2" is neither a signal nor a label (did you mean "spo2"?)`},
		{"condition of a number", "spo2 < 90", "spo2", `a condition must be true or false, this is a number`},
		{"condition that cannot be read", "spo2 < 90", "spo2 < ", `the expression cannot be read`},
		{"unknown label", "spo2 < 90", "amr == 'septic'", `no cohort has the label "amr" (did you mean "arm"?)`},
		{"unknown parameter of an event", "target_spo2: 84%", "target_spo2: 84%, rmp: 5s", `has no parameter "rmp" (did you mean "ramp"?)`},
		{"missing parameter of an event", "target_spo2: 84%", "ramp: 5s", `patient.hypoxia needs target_spo2`},
		{"parameter out of range", "target_spo2: 84%", "target_spo2: 8%", `8% is out of range`},
		{"parameter with the wrong unit", "target_spo2: 84%", "target_spo2: 84 mL", `"84 mL" has the wrong unit`},
		{"parameter without a unit", "target_spo2: 84%", "target_spo2: 84", `84 has no unit (write 84%`},
		{"two triggers", "at: 40s", "at: 40s, every: 1m", `at and every say when it happens`},
		{"no trigger", "at: 40s, ", "", `nothing says when it happens`},
		{"hold without when", "at: 40s", "at: 40s, hold: 5s", `hold belongs to when`},
		{"percent and pick", "{cohort: ward}", "{cohort: ward, percent: 5%, pick: 2}", `percent and pick are both given`},
		{"percent too large", "{cohort: ward}", "{cohort: ward, percent: 150%}", `150% is outside 0% to 100%`},
		{"no subject", "accounting: mirror, ", "", `nothing says what is judged`},
		{"assertion that cannot be read", `"lost == 0"`, `"lost = 0"`, `t.yaml:28:43: `},
		{"statistic of another subject", `"lost == 0"`, `"sensitivity >= 95%"`, `sensitivity is not a statistic of accounting`},
		{"MQTT 5 with paho", `"mqtt://127.0.0.1:1883"}`, `"mqtt://127.0.0.1:1883", version: "5", link: paho}`, `paho.mqtt.golang knows 3.1 and 3.1.1 only`},
		{"version as a number", `"mqtt://127.0.0.1:1883"}`, `"mqtt://127.0.0.1:1883", version: 5}`, `5 is a number here`},
	}
}

// brokenValues are scenarios whose values make no sense.
func brokenValues() []broken {
	return []broken{
		{"password in the file", `"mqtt://127.0.0.1:1883"}`, `"mqtt://127.0.0.1:1883", password: hunter2}`, `a password is never written into a scenario`},
		{"password in the address", "mqtt://127.0.0.1:1883", "mqtt://a:b@127.0.0.1:1883", `the address holds a password`},
		{"address without scheme", "mqtt://127.0.0.1:1883", "127.0.0.1:1883", `is not an address`},
		{"unverified server elsewhere", `"mqtt://127.0.0.1:1883"}`, `"mqtts://example.org:8883", tls: {insecure: true}}`, `allowed on this machine only`},
		{"leading zero", "arm: septic", "arm: 012", `012 has a leading zero`},
		{"number as a label", "arm: septic", "arm: 12", `12 is a number here (a text is wanted: write "12")`},
		{"duration without unit", "hold: 10s", "hold: 10", `10 is a number here (want a duration`},
		{"negative seed", "seed: 1", "seed: -1", `-1 is out of range`},
		{"seed too large", "seed: 1", "seed: 99999999999999999999", `is not a whole number`},
		{"phase twice", "name: steady", "name: ramp", `phase "ramp" is there twice`},
		{"phase and event of one name", "name: steady", "name: dip", `"dip" is a phase and an event`},
		{"pressure and altitude", "seed: 1", "environment: {pressure: 760 mmHg, altitude: 0 m}", `say the same thing twice`},
		{"temperature out of range", "seed: 1", "environment: {temperature: 220 degC}", `220 degC is out of range`},
		{"temperature in the wrong unit", "seed: 1", "environment: {temperature: 22 m}", `"22 m" has the wrong unit`},
		{"step too long", "seed: 1", "step: 1m", `a step of 1m is out of range`},
		{"zone", "seed: 1", "time: {zone: Europe/Londn}", `"Europe/Londn" is not a time zone`},
		{"person out of range", "profile: healthy-adult", "demographics: {age: 7}", `7 years is outside the people that are modelled`},
		{"height without unit", "profile: healthy-adult", "demographics: {height: 180}", `180 has no unit (write 180 cm)`},
		{"shares of sex", "profile: healthy-adult", "demographics: {sex: {female: 52%, male: 40%}}", `the shares add to 92%`},
		{"distribution without parameter", "every: 1s", "every: {dist: normal, mean: 1s}", `a normal distribution needs sd`},
		{"distribution with a foreign parameter", "every: 1s", "every: {dist: exponential, mean: 1s, sigma: 2}", `a exponential distribution has no sigma`},
		{"firmware shares", "via: gw", `firmware: {"1.0": 90%}`, `the shares add to 90%`},
		{"executor without stages", "profile: healthy-adult", "load: {executor: ramping}", `executor ramping needs stages`},
		{"template field", "via: gw, publish: {every: 1s}", "publish: {topic: 'a/{pateint}/b'}", `a template has no field {pateint} (did you mean "patient"?)`},
		{"unknown parameter reference", "patients: 10", "patients: ${params.n}", `there is no parameter "n"`},
		{"environment where the run would depend on it", "arm: septic", `arm: "${env.HOME}"`, `the environment cannot be used here`},
		{"template that is not there", "model: pulse-oximeter", "use: rpm", `there is no template "rpm"`},
		{"what-if without branches", "", "whatif: {patient: ward-0001, at: 1m, horizon: 5m}", `there are no branches to compare`},
		{"what-if of nobody", "", "branches: {a: {}}\nwhatif: {patient: ward-0011, horizon: 5m}", `the cohort has 10`},
		{"what-if threshold", "", "branches: {a: {}}\nwhatif: {patient: ward-0001, horizon: 5m, thresholds: {map: {below: 65 mL}}}", `"65 mL" has the wrong unit`},
		{"extends without a folder", "", "extends: other.yaml", `other.yaml cannot be read`},
		{"merge key of a text", "arm: septic", "<<: septic", `<< needs a mapping`},
	}
}

func TestMeaning(t *testing.T) {
	for _, tc := range append(brokenEvents(), brokenValues()...) {
		t.Run(tc.name, func(t *testing.T) {
			if tc.old != "" && !strings.Contains(base, tc.old) {
				t.Fatalf("the base has no %q", tc.old)
			}
			_, problems := parse(tc.old, tc.new)
			if problems.Err() == nil || !strings.Contains(problems.Error(), tc.want) {
				t.Errorf("problems:\n%v\nwant one with\n%s", problems, tc.want)
			}
			var printed strings.Builder
			problems.Print(&printed, true)
			if strings.Contains(problems.Error()+printed.String(), "hunter2") {
				t.Error("the problem shows the password")
			}
		})
	}
}

func TestCirclesAreReported(t *testing.T) {
	_, problems := parse("events:", "events:\n  a: {after: b, do: network.outage}\n  b: {at: a+5m, do: network.outage}")
	if !strings.Contains(problems.Error(), "wait for each other") {
		t.Error(problems)
	}
}

func TestPasswordComesFromTheEnvironmentAndStaysHidden(t *testing.T) {
	text := strings.Replace(base, `1883"}`, `1883", password: "${env.PW}"}`, 1)
	env := func(name string) (string, bool) { return "s3cret", name == "PW" }
	s, problems := spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{Env: env})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	main, _ := s.Targets.Get("main")
	if got := main.Password.Reveal(); got != "s3cret" {
		t.Errorf("password %q", got)
	}
	if main.Password.String() != "***" {
		t.Error("the password shows itself")
	}
	for _, p := range s.Provenance() {
		if strings.Contains(p.Value, "s3cret") {
			t.Errorf("provenance of %s shows the password", p.Path)
		}
	}
	if _, problems = spec.Parse(spec.Source{Name: "t.yaml", Text: []byte(text)}, spec.Options{Env: func(string) (string, bool) { return "", false }}); problems.Err() == nil {
		t.Error("a variable that is not set was accepted")
	}
}
