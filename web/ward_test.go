package web_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/web"
)

// ward is a run for tests: its numbers follow from a severity per patient, so
// that a test can say what a page must show.
type ward struct {
	mu       sync.Mutex
	roster   *scenarios.Roster
	severity []float64 // 0 well to 1 dying
	offline  map[int]bool
	plugins  []scenarios.PluginState
	outlooks []scenarios.Outlook
	active   []scenarios.ActiveEvent
	injected []scenarios.Injection
	paused   bool
	stopped  string
	tick     uint64
	sink     scenarios.Sink
}

var (
	_ scenarios.FrameSource = (*ward)(nil)
	_ scenarios.Controller  = (*ward)(nil)
)

func newWard(cohorts map[string]int) *ward {
	w := &ward{offline: map[int]bool{}, roster: &scenarios.Roster{
		Scenario: "ward-demo", Seed: 7, Start: time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC), Duration: 30 * time.Minute,
		Step: time.Second, Mode: "real", Speed: 1,
		Phases: []scenarios.Span{{Name: "warm-up", From: 0, To: 20 * time.Second}, {Name: "steady", From: 20 * time.Second, To: 30 * time.Minute}},
	}}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, name := range []string{"home", "icu", "ward"} {
		for i := range cohorts[name] {
			w.admit(fmt.Sprintf("%s-%04d", name, i+1), name, rng)
		}
	}
	w.plugins = []scenarios.PluginState{{Name: "acme-oximeter", Version: "1.2.0", State: "running", PID: 4711, Devices: 12, CallP99: 0.0021}}
	w.outlooks = []scenarios.Outlook{
		{Name: "connected", Assert: "min > 99%", Verdict: "pass", Observed: "100 %", Limit: "99 %", Severity: "must"},
		{Name: "sepsis-found", Assert: "sensitivity >= 90%", Verdict: "inconclusive", Observed: "3 of 3", Limit: "90 %", Severity: "must"},
		{Name: "ack-latency", Assert: "p(99) < 50ms", Verdict: "fail", Observed: "61 ms", Limit: "50 ms", Severity: "should"},
	}
	return w
}

func (w *ward) admit(id, cohort string, rng *rand.Rand) {
	twin := len(w.roster.Twins)
	t := scenarios.RosterTwin{ID: id, Cohort: cohort, Age: float64(40 + rng.IntN(50)), Sex: []string{"female", "male"}[rng.IntN(2)]}
	for _, d := range [][2]string{{"monitor", "bedside-monitor"}, {"oximeter", "pulse-oximeter"}, {"thermometer", "thermometer"}} {
		t.Devices = append(t.Devices, len(w.roster.Devices))
		vendor := ""
		if d[0] == "oximeter" && twin%5 == 0 {
			vendor = "acme"
		}
		w.roster.Devices = append(w.roster.Devices, scenarios.RosterDevice{
			ID: id + "-" + d[0], Key: d[0], Type: d[1], Vendor: vendor, Twin: twin, Every: 5 * time.Second,
			Topic: "vitalfleet/v1/default/direct/" + d[1] + "/" + id + "-" + d[0] + "/obs",
		})
	}
	w.roster.Twins = append(w.roster.Twins, t)
	s := rng.Float64()
	w.severity = append(w.severity, s*s*0.7*map[string]float64{"icu": 1.3, "ward": 0.8, "home": 0.4}[cohort])
}

// value is a true value of a twin now.
func (w *ward) value(twin int, id string) float64 {
	s, wave := w.severity[twin], math.Sin(float64(w.tick)/9+float64(twin))
	switch id {
	case "hr":
		return 68 + 55*s + 2*wave
	case "spo2":
		return math.Min(99, 97.5-9*s+0.4*wave)
	case "sbp":
		return 124 - 42*s + 2*wave
	case "dbp":
		return 76 - 26*s + wave
	case "map":
		return 92 - 32*s + wave
	case "rr":
		return 14 + 14*s + 0.5*wave
	case "temp_core":
		return 36.8 + 2*s
	case "etco2":
		return 37 - 6*s + 0.5*wave
	case "co":
		return 5.1 + 1.5*s
	case "news2":
		return math.Round(14 * s)
	case "news2_any3":
		if s > 0.25 {
			return 1
		}
		return 0
	}
	return math.NaN()
}

func (w *ward) Observe(twin int, want []physiology.Signal, dst []float64) {
	for i, s := range want {
		dst[i] = w.value(twin, s.String())
	}
}

func (w *ward) Reading(device int) []byte {
	d := w.roster.Devices[device]
	seq := w.tick / 5
	at := w.roster.Start.Add(time.Duration(seq) * 5 * time.Second).Format(time.RFC3339Nano)
	var obs string
	switch d.Key {
	case "oximeter":
		obs = fmt.Sprintf(`{"code":"spo2","value":%.0f,"unit":"%%"},{"code":"pulse_rate","value":%.0f,"unit":"/min"}`, w.value(d.Twin, "spo2")-1, w.value(d.Twin, "hr")+1)
	case "monitor":
		obs = fmt.Sprintf(`{"code":"hr","value":%.0f,"unit":"/min"},{"code":"rr","value":%.0f,"unit":"/min"},{"code":"sbp","value":%.0f,"unit":"mm[Hg]"},{"code":"dbp","value":%.0f,"unit":"mm[Hg]"}`,
			w.value(d.Twin, "hr")+2, w.value(d.Twin, "rr"), w.value(d.Twin, "sbp")+3, w.value(d.Twin, "dbp")+2)
	default:
		obs = `{"code":"temp_core","unit":"Cel","quality":"starting"}`
	}
	return fmt.Appendf(nil, `{"v":1,"simulated":true,"device":%q,"stream":"obs","seq":%d,"time":%q,"obs":[%s]}`, d.ID, seq, at, obs)
}

func (w *ward) Online(device int) bool            { return !w.offline[device] }
func (w *ward) Expectations() []scenarios.Outlook { return w.outlooks }
func (w *ward) Listen(int) (wave.Tick, bool)      { return wave.Tick{}, false }
func (w *ward) Plugins() []scenarios.PluginState  { return w.plugins }
func (w *ward) SetSpeed(float64) error            { return errors.New("speed: this run is in real time") }
func (w *ward) Pause(p bool)                      { w.mu.Lock(); w.paused = p; w.mu.Unlock() }
func (w *ward) Stop(reason string)                { w.mu.Lock(); w.stopped = reason; w.mu.Unlock() }

func (w *ward) Inject(in scenarios.Injection) error {
	a, ok := physiology.ActionByName(in.Do)
	if !ok {
		return fmt.Errorf("do: no event kind %q", in.Do)
	}
	if _, problems := a.Bind(in.With); len(problems) > 0 {
		var text []string
		for _, p := range problems {
			text = append(text, p.Error())
		}
		return errors.New(strings.Join(text, "; "))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.injected = append(w.injected, in)
	for _, id := range in.Targets {
		for i, t := range w.roster.Twins {
			if t.ID == id {
				w.severity[i] = 0.9
			}
		}
	}
	w.active = append(w.active, scenarios.ActiveEvent{Name: "input-1", Kind: in.Do, Since: w.elapsed(), Hits: len(in.Targets)})
	w.happened("input", "input-1", in.Do, in.Targets[0])
	return nil
}

func (w *ward) elapsed() time.Duration { return time.Duration(w.tick) * time.Second }

func (w *ward) happened(what, event, kind, patient string) {
	w.sink.Happened(scenarios.LogEntry{Tick: w.tick, Time: w.roster.Start.Add(w.elapsed()), What: what, Event: event, Kind: kind, Patient: patient})
}

// step makes one tick of a simulated second.
func (w *ward) step() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.paused {
		w.tick++
	}
	f := scenarios.FrameOf(w)
	n := len(w.roster.Devices)
	f.Tick, f.Elapsed, f.Time, f.Paused, f.Speed, f.Active = w.tick, w.elapsed(), w.roster.Start.Add(w.elapsed()), w.paused, 1, w.active
	sent := w.tick * uint64(n) / 5
	f.Stats = scenarios.Stats{
		Devices: n, Connected: n - len(w.offline), Produced: sent, Published: sent, Acked: sent, Seen: sent,
		Lag: 0.0004, LagP99: 0.0031, AckP50: 0.0018, AckP99: 0.0112,
	}
	w.sink.Tick(f)
}

// console is a server with a ward behind it, as serve makes it.
type console struct {
	*web.Server
	ward *ward
	url  string
	stop context.CancelFunc
	done chan struct{}
}

// open starts a console; every is the wall time between ticks, 0: the test steps.
func open(t testing.TB, w *ward, every time.Duration, change func(*web.Config)) *console {
	t.Helper()
	ln, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return openOn(t, ln, w, every, change)
}

func openOn(t testing.TB, ln net.Listener, w *ward, every time.Duration, change func(*web.Config)) *console {
	t.Helper()
	cfg := web.Config{Listen: ln.Addr().String(), Version: "test", Library: func() []web.Entry {
		return []web.Entry{
			{Name: "ward-demo", Title: "A quiet ward", Description: "Ninety-six patients with monitors, oximeters and thermometers; two of them fall ill.", Tags: []string{"demo", "ward"}},
			{Name: "wifi-outage", Title: "The wireless network fails", Description: "An access point is down for two minutes; nothing may be lost.", Tags: []string{"network"}},
		}
	}, Runs: func() []web.Run {
		return []web.Run{{Name: "20260115-080000", Scenario: "smoke", Verdict: "pass", Ended: time.Date(2026, 1, 15, 8, 4, 0, 0, time.UTC)}}
	}}
	if change != nil {
		change(&cfg)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c := &console{Server: web.New(cfg), ward: w, url: "http://" + ln.Addr().String(), stop: cancel, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		if err := c.Serve(ctx, ln); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
	t.Cleanup(c.close)
	if w != nil {
		c.begin(ctx, every)
	}
	return c
}

func (c *console) begin(ctx context.Context, every time.Duration) {
	c.ward.sink = c.Sink()
	c.Attach(c.ward)
	c.ward.sink.Begin(c.ward.roster)
	c.ward.happened("start", "sepsis", "patient.sepsis", c.ward.roster.Twins[0].ID)
	if every == 0 {
		return
	}
	go func() {
		for ctx.Err() == nil {
			c.ward.step()
			time.Sleep(every)
		}
	}()
}

func (c *console) close() {
	c.stop()
	<-c.done
}

// login returns a client that is logged in.
func (c *console) login(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	resp, err := client.Get(c.LoginURL())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("login: %s", resp.Status)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}
