package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/web"
)

func verdict(v string) *scenarios.Result { return &scenarios.Result{Verdict: v} }

// get reads JSON from the API.
func get[T any](t testing.TB, client *http.Client, url string) T {
	t.Helper()
	var out T
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", url, resp.Status, body, err)
	}
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatalf("%s: %v in %s", url, err, body)
	}
	return out
}

// post sends JSON and returns the status and the error text.
func post(t testing.TB, client *http.Client, url, body string) (int, string) {
	t.Helper()
	resp, err := client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct{ Error string }
	_ = json.NewDecoder(resp.Body).Decode(&out)
	return resp.StatusCode, out.Error
}

type fleetAnswer struct {
	State                                string
	Twins, Devices, Connected, Published int
	Rate, Elapsed                        float64
	Acuity                               map[string]int
	Paused                               bool
	Verdict                              string
	Plugins                              []struct{ Name, State string }
	Worst                                []struct {
		ID     string
		Values []*float64
	}
}

func TestFleetCounts(t *testing.T) {
	w := newWard(map[string]int{"icu": 3, "ward": 7})
	w.severity[4] = 1 // NEWS2 14
	for _, d := range w.roster.Twins[0].Devices {
		w.offline[d] = true
	}
	w.offline[w.roster.Twins[1].Devices[0]] = true
	c := open(t, w, 20*time.Millisecond, nil)
	f := get[fleetAnswer](t, c.login(t), c.url+"/api/fleet")
	if f.State != "live" || f.Twins != 10 || f.Devices != 30 || f.Connected != 26 {
		t.Errorf("fleet %+v", f)
	}
	sum := f.Acuity["none"] + f.Acuity["low"] + f.Acuity["single"] + f.Acuity["medium"] + f.Acuity["high"]
	if sum != 10 || f.Acuity["offline"] != 1 || f.Acuity["partly"] != 1 {
		t.Errorf("acuity %v", f.Acuity)
	}
	if len(f.Worst) != 10 || f.Worst[0].ID != w.roster.Twins[4].ID || *f.Worst[0].Values[0] != 14 {
		t.Errorf("worst %+v", f.Worst)
	}
}

func TestTwins(t *testing.T) {
	w := newWard(map[string]int{"icu": 3, "ward": 120})
	w.severity[60] = 1
	c := open(t, w, 20*time.Millisecond, nil)
	in := c.login(t)
	type list struct {
		Total int
		Twins []struct {
			Index, Cell int
			ID          string
		}
	}
	if l := get[list](t, in, c.url+"/api/twins?limit=10&offset=120"); l.Total != 123 || len(l.Twins) != 3 || l.Twins[0].Index != 120 {
		t.Errorf("last page %+v", l)
	}
	if l := get[list](t, in, c.url+"/api/twins?q=ICU"); l.Total != 3 {
		t.Errorf("search found %d", l.Total)
	}
	if l := get[list](t, in, c.url+"/api/twins?sort=acuity&limit=1"); l.Twins[0].Index != 60 || l.Twins[0].Cell&31 != 14 {
		t.Errorf("the sickest is %+v", l.Twins)
	}
	type twin struct {
		ID      string
		True    map[string]*float64
		Devices []struct {
			Key    string
			Online bool
			Obs    []struct {
				Code    string
				Value   *float64
				Quality string
			}
		}
	}
	got := get[twin](t, in, c.url+"/api/twins/icu-0002")
	if got.True["hr"] == nil || got.True["cvp"] != nil || len(got.Devices) != 3 {
		t.Fatalf("twin %+v", got)
	}
	if o := got.Devices[2].Obs[0]; o.Value != nil || o.Quality != "starting" {
		t.Errorf("a value that cannot be given came as %+v", o)
	}
	for path, want := range map[string]int{"/api/twins/nobody": 404, "/api/twins?limit=0": 400, "/api/twins?offset=-1": 400, "/api/twins?limit=x": 400} {
		if got := ask(t, in, "GET", c.url+path, ""); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestControl(t *testing.T) {
	w := newWard(map[string]int{"icu": 3})
	var launched []string
	c := open(t, w, 20*time.Millisecond, func(cfg *web.Config) {
		cfg.Launch = func(_ context.Context, name string, set map[string]string) error {
			launched = append(launched, name+" "+set["fleet.ward.patients"])
			if name == "wifi-outage" {
				return errors.New("target: nothing listens there")
			}
			return nil
		}
	})
	in := c.login(t)
	steps := []struct {
		verb, body string
		status     int
		text       string
	}{
		{"inject", `{"do":"patient.hypoxia","with":{"saturation":"500 %"},"targets":["icu-0001"]}`, 422, "saturation"},
		{"inject", `{"do":"patient.nonsense","targets":["icu-0001"]}`, 422, "patient.nonsense"},
		{"inject", `{"do":"patient.fever"}`, 422, "at least one patient"},
		{"inject", `{"do":"patient.apnoea","for":"soon","targets":["icu-0001"]}`, 422, "no duration"},
		{"inject", `{"do":"patient.apnoea","for":"90s","targets":["icu-0002"]}`, 200, ""},
		{"inject", `{"dont":1}`, 400, "unknown field"},
		{"speed", `{"speed":2}`, 422, "real time"},
		{"dance", `{}`, 404, "no action"},
		{"pause", `{"paused":true}`, 200, ""},
		{"stop", `{"reason":"enough"}`, 200, ""},
	}
	for _, s := range steps {
		if status, text := post(t, in, c.url+"/api/run/"+s.verb, s.body); status != s.status || !strings.Contains(text, s.text) {
			t.Errorf("%s %s: %d %q, want %d %q", s.verb, s.body, status, text, s.status, s.text)
		}
	}
	w.mu.Lock()
	if len(w.injected) != 1 || w.injected[0].For != 90*time.Second || !strings.HasPrefix(w.injected[0].By, "console-") || w.stopped != "enough" {
		t.Errorf("the run got %+v, stopped %q", w.injected, w.stopped)
	}
	w.sink.End(verdict("fail"))
	w.mu.Unlock()
	if f := get[fleetAnswer](t, in, c.url+"/api/fleet"); f.State != "ended" || f.Verdict != "fail" {
		t.Errorf("after the end %+v", f)
	}
	for _, s := range steps[3:4] {
		if status, _ := post(t, in, c.url+"/api/run/"+s.verb, s.body); status != http.StatusConflict {
			t.Errorf("inject after the end: %d", status)
		}
	}
	if status, text := post(t, in, c.url+"/api/run/start", `{"name":"ward-demo","overrides":{"fleet.ward.patients":"5"}}`); status != 200 {
		t.Errorf("start: %d %s", status, text)
	}
	if status, text := post(t, in, c.url+"/api/run/start", `{"name":"wifi-outage"}`); status != 422 || text != "target: nothing listens there" {
		t.Errorf("a refused start: %d %q", status, text)
	}
	if status, _ := post(t, in, c.url+"/api/run/start", `{"name":"../../etc"}`); status != 404 {
		t.Errorf("a start of what is not in the library: %d", status)
	}
	if !slices.Equal(launched, []string{"ward-demo 5", "wifi-outage "}) {
		t.Errorf("launched %q", launched)
	}
}

func TestEventsHaveACursor(t *testing.T) {
	w := newWard(map[string]int{"icu": 1})
	c := open(t, w, 0, nil)
	in := c.login(t)
	for range 2499 {
		w.happened("note", "", "", "")
	}
	type answer struct {
		Items     []struct{ Seq int }
		Next, Gap int
		More      bool
	}
	first := get[answer](t, in, c.url+"/api/events")
	if first.Gap != 2500-2048 || first.Items[0].Seq != first.Gap+1 || !first.More || len(first.Items) != 200 {
		t.Errorf("first page: gap %d, next %d, %d items", first.Gap, first.Next, len(first.Items))
	}
	seen, next := len(first.Items), first.Next
	for more := true; more; {
		a := get[answer](t, in, c.url+"/api/events?since="+itoa(next))
		if a.Gap != 0 || a.Items[0].Seq != next+1 {
			t.Fatalf("after %d: gap %d, first %d", next, a.Gap, a.Items[0].Seq)
		}
		seen, next, more = seen+len(a.Items), a.Next, a.More
	}
	if seen != 2048 || next != 2500 {
		t.Errorf("read %d entries up to %d", seen, next)
	}
	if a := get[answer](t, in, c.url+"/api/events?since=2500"); len(a.Items) != 0 || a.Next != 2500 {
		t.Errorf("at the end %+v", a)
	}
	if a := get[answer](t, in, c.url+"/api/events?since=999999"); len(a.Items) != 200 {
		t.Errorf("a cursor of another server: %d items", len(a.Items))
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestMetrics(t *testing.T) {
	w := newWard(map[string]int{"icu": 4})
	w.plugins[0].Restarts, w.plugins[0].State = 2, "restarting"
	c := open(t, w, 0, nil)
	w.step()
	resp, err := http.Get(c.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"vitalfleet_twins 4\n", "vitalfleet_devices 12\n", "vitalfleet_connected 12\n", "vitalfleet_published_total 2\n", "vitalfleet_errors_total 0\n",
		"vitalfleet_schedule_lag_seconds 0.0004\n", `vitalfleet_plugin_restarts_total{plugin="acme-oximeter"} 2`, `vitalfleet_plugin_up{plugin="acme-oximeter"} 0`,
		`vitalfleet_publish_ack_seconds{quantile="0.99"} 0.0112`, "vitalfleet_run_live 1\n",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestNobodyLooksNothingIsComputed(t *testing.T) {
	w := newWard(map[string]int{"icu": 3})
	s := web.New(web.Config{Listen: "127.0.0.1:1"})
	w.sink = s.Sink()
	w.sink.Begin(w.roster)
	counted := &countingSource{ward: w}
	f := scenarios.FrameOf(counted)
	w.sink.Tick(f) // the first takes what is slow
	if got := testing.AllocsPerRun(200, func() { w.sink.Tick(f) }); got != 0 {
		t.Errorf("a tick that nobody looks at allocates %g times", got)
	}
	if counted.looks != 0 {
		t.Errorf("nobody looks, and %d twins were read", counted.looks)
	}
}

type countingSource struct {
	*ward
	looks int
}

func (c *countingSource) Online(int) bool { c.looks++; return true }
func (c *countingSource) Reading(int) []byte {
	c.looks++
	return nil
}

// BenchmarkLook is what one look at a fleet of 100,000 costs the run.
func BenchmarkLook(b *testing.B) {
	w := newWard(map[string]int{"ward": 100_000})
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := open(b, w, 0, func(cfg *web.Config) { cfg.Now = func() time.Time { now = now.Add(time.Second); return now } })
	v := watch(b, c, c.login(b), `{"sub":"fleet"}`)
	v.next("map")
	for b.Loop() {
		w.step()
	}
}
