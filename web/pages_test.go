package web_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// TestInBrowser drives the pages in one Chromium.
func TestInBrowser(t *testing.T) {
	b := startBrowser(t)
	for _, tt := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"pages show the API", pagesShowTheAPI},
		{"keyboard", keyboard},
		{"server goes", serverGoes},
		{"reconnect", reconnect},
		{"plugin crash is shown", pluginCrashIsShown},
		{"stop and start", stopAndStart},
		{"many", many},
		{"look", look},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, b) })
	}
}

// pagesShowTheAPI pauses the run and compares what is on the page with what
// the API says.
func pagesShowTheAPI(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6, "ward": 30})
	for _, d := range w.roster.Twins[3].Devices {
		w.offline[d] = true
	}
	c := open(t, w, 50*time.Millisecond, nil)
	in := c.login(t)
	p := b.newPage(t, 1280, 720, "dark")
	p.open(c.LoginURL())
	p.wait("location.pathname == '/fleet' && document.querySelector('.vitals tbody tr')")
	w.Pause(true)
	p.has(".runbar", "paused")
	f := get[fleetAnswer](t, in, c.url+"/api/fleet")
	for class, n := range f.Acuity {
		if class == "unknown" {
			continue
		}
		p.wait(fmt.Sprintf("document.querySelector('.legend td[data-class=%s]').innerText == '%d'", class, n))
	}
	p.has(".tiles", fmt.Sprintf("%d", f.Connected))
	p.wait(fmt.Sprintf("document.querySelector('.vitals tbody th').innerText == %q", f.Worst[0].ID))

	p.open(c.url + "/twins/icu-0001")
	p.wait("document.querySelector('.numeric')")
	type twin struct{ True map[string]*float64 }
	got := get[twin](t, in, c.url+"/api/twins/icu-0001")
	for signal, digits := range map[string]int{"hr": 0, "spo2": 0, "rr": 0, "temp_core": 1} {
		p.wait(fmt.Sprintf("document.querySelector('[data-signal=%s]').innerText == '%.*f'", signal, digits, *got.True[signal]))
	}
	p.has(".newsbox", "NEWS2 trend (score per RCP 2017)")
	p.eval("document.querySelector('.toggle label:nth-of-type(2) input').click()", nil)
	p.wait("location.search == '?layer=device'")
	p.has(".numeric.hr", "monitor")
	p.wait(fmt.Sprintf("document.querySelector('[data-signal=hr]').innerText == '%.0f'", w.value(0, "hr")+2))
	p.has(".numeric.temp", "starting *")
	p.clean(strings.TrimPrefix(c.url, "http://"))
}

// keyboard goes from the link to an injection without a pointer.
func keyboard(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6, "ward": 30})
	c := open(t, w, 50*time.Millisecond, nil)
	p := b.newPage(t, 1280, 720, "dark")
	p.open(c.LoginURL())
	p.wait("document.querySelector('canvas')?.height > 50 && document.querySelector('.vitals tbody tr')")
	tabTo := func(what string) {
		t.Helper()
		for range 80 {
			p.press("Tab")
			var there bool
			p.eval("document.activeElement.matches("+fmt.Sprintf("%q", what)+")", &there)
			if there {
				return
			}
		}
		t.Fatalf("Tab never reaches %s", what)
	}
	tabTo("canvas")
	p.press("ArrowRight")
	p.press("ArrowRight")
	p.has(".maphint", "icu-0002")
	p.press("Space")
	p.has(".extra", "Inject into 1 patient")
	p.press("Enter")
	p.wait("location.pathname == '/twins/icu-0002' && document.querySelector('.inject')")
	tabTo("select[name=action]")
	p.press("v") // the select jumps to "Ventilate", the only one with this letter
	tabTo("input[name=for]")
	p.write("2m")
	p.has(".preview", "for 2m hits 1 patient: icu-0002")
	tabTo(".inject button.primary")
	p.press("Enter")
	p.has(".inject .ok", "Taken")
	p.has(".newsbox", "High")
	p.has(".log", "input-1")
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.injected) != 1 || w.injected[0].Do != "patient.ventilate" || w.injected[0].For != 2*time.Minute || w.injected[0].Targets[0] != "icu-0002" {
		t.Errorf("the run got %+v", w.injected)
	}
	p.clean(strings.TrimPrefix(c.url, "http://"))
}

// serverGoes stops the server: the page must say so within 3 s, and go on
// when another server takes its place.
func serverGoes(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6})
	c := open(t, w, 50*time.Millisecond, nil)
	p := b.newPage(t, 1280, 720, "dark")
	p.open(c.LoginURL())
	p.wait("document.querySelector('.vitals tbody tr')")
	address := strings.TrimPrefix(c.url, "http://")
	c.close()
	gone := time.Now()
	p.wait("document.querySelector('.cover')")
	if d := time.Since(gone); d > 3*time.Second {
		t.Errorf("the page was silent for %v", d)
	}
	p.has(".cover", "No connection to the server")
	p.shoot("stale")
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	next := openOn(t, ln, newWard(map[string]int{"icu": 6}), 50*time.Millisecond, nil)
	p.has(".cover", "Not logged in") // sessions do not outlive the server
	p.open(next.LoginURL())
	p.wait("!document.querySelector('.cover') && document.querySelector('.vitals tbody tr')")
}

// reconnect drops the page's websocket: it comes back by itself.
func reconnect(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6})
	c := open(t, w, 50*time.Millisecond, nil)
	p := b.newPage(t, 1280, 720, "light")
	p.open(c.LoginURL())
	p.wait("document.querySelector('.vitals tbody tr')")
	p.must(p.call("Network.emulateNetworkConditions", map[string]any{"offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}, nil))
	p.eval("void 0", nil)
	c.DropViewers()
	p.wait("document.querySelector('.cover')")
	w.mu.Lock()
	w.happened("note", "while-away", "", "")
	w.mu.Unlock()
	p.must(p.call("Network.emulateNetworkConditions", map[string]any{"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}, nil))
	p.wait("!document.querySelector('.cover')")
	p.has(".log", "while-away")
}

// pluginCrashIsShown follows a plugin that is killed and comes back.
func pluginCrashIsShown(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6})
	c := open(t, w, 50*time.Millisecond, nil)
	p := b.newPage(t, 1280, 720, "dark")
	p.open(c.LoginURL())
	p.has("[data-plugin=acme-oximeter]", "running")
	set := func(s scenarios.PluginState) {
		w.mu.Lock()
		w.plugins = []scenarios.PluginState{s}
		w.mu.Unlock()
	}
	set(scenarios.PluginState{Name: "acme-oximeter", Version: "1.2.0", State: "restarting", Restarts: 1, Devices: 12, Reason: "signal: killed"})
	p.has("[data-state=restarting]", "signal: killed")
	set(scenarios.PluginState{Name: "acme-oximeter", Version: "1.2.0", State: "running", PID: 4712, Restarts: 1, Devices: 12, Reason: "signal: killed"})
	p.has("[data-state=running]", "after 1 restart: signal: killed")
	p.has("[data-state=running]", "back since 00:")
	p.clean(strings.TrimPrefix(c.url, "http://"))
}

// stopAndStart steers the run from the page.
func stopAndStart(t *testing.T, b *browser) {
	w := newWard(map[string]int{"icu": 6})
	c := open(t, w, 50*time.Millisecond, nil)
	p := b.newPage(t, 1280, 720, "dark")
	p.open(c.LoginURL())
	p.wait("document.querySelector('.runbar b')")
	p.open(c.url + "/scenarios")
	p.has("[aria-label=Expectations]", "sepsis-found")
	p.eval("window.confirm = () => true; [...document.querySelectorAll('.steer button')].find(b => b.innerText.startsWith('Stop')).click()", nil)
	for range 100 {
		w.mu.Lock()
		stopped := w.stopped
		w.mu.Unlock()
		if stopped == "stopped from the console" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.mu.Lock()
	w.sink.End(&scenarios.Result{Verdict: "pass", Reason: w.stopped, Final: w.outlooks})
	w.mu.Unlock()
	p.has(".runbar", "ended: pass")
	p.has(".steer", "stopped from the console")
	p.eval("document.querySelector('[data-scenario=ward-demo] .primary').click()", nil)
	p.has("[data-scenario=ward-demo] .error", "only watches")
}

// many opens a fleet of 20,000 on a 4K screen: the page stays small.
func many(t *testing.T, b *browser) {
	w := newWard(map[string]int{"home": 12000, "icu": 500, "ward": 7500})
	c := open(t, w, 200*time.Millisecond, nil)
	p := b.newPage(t, 3840, 2160, "dark")
	p.open(c.LoginURL())
	p.wait("document.querySelectorAll('.vitals tbody tr').length == 24 && document.querySelector('canvas').height > 300")
	p.looks("", "many", "true", 3840, "dark")
	p.clean(strings.TrimPrefix(c.url, "http://"))
}
