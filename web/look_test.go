package web_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// look opens every page at each size and in both schemes: nothing may be logged,
// nothing may come from elsewhere, nothing may be wider than the screen, and
// axe-core (MPL-2.0, from ui/node_modules) finds nothing serious.
func look(t *testing.T, b *browser) {
	axe, err := os.ReadFile("ui/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("REQUIRE_UI_BUILD") == "1" {
			t.Fatal("no axe-core, and REQUIRE_UI_BUILD=1: run npm ci in web/ui")
		}
		t.Log("no axe-core, accessibility is not checked: run npm ci in web/ui")
	}
	w := newWard(map[string]int{"icu": 12, "ward": 60, "home": 24})
	w.offline[0], w.offline[1], w.offline[2], w.offline[40] = true, true, true, true
	w.active = []scenarios.ActiveEvent{{Name: "outage", Kind: "network.outage", Since: 4 * time.Second, Hits: 12}}
	c := open(t, w, 60*time.Millisecond, nil)
	for _, size := range [][2]int{{1280, 720}, {390, 844}} {
		for _, scheme := range []string{"dark", "light"} {
			p := b.newPage(t, size[0], size[1], scheme)
			p.must(p.call("Network.clearBrowserCookies", nil, nil))
			p.open(c.url + "/")
			p.looks(string(axe), "login", "document.querySelector('.login')", size[0], scheme)
			p.forgetErrors() // the browser logs that the login page came with 401
			p.open(c.LoginURL())
			p.wait("document.querySelector('.brand')")
			for _, at := range lookAt() {
				p.open(c.url + at[0])
				p.looks(string(axe), at[0], at[1], size[0], scheme)
			}
			p.clean(strings.TrimPrefix(c.url, "http://"))
		}
	}
}

// lookAt lists addresses and when their pages are ready.
func lookAt() [][2]string {
	return [][2]string{
		{"/fleet", "document.querySelector('.vitals tbody tr') && document.querySelector('canvas').height > 50"},
		{"/twins", "document.querySelectorAll('.twincard').length == 96"},
		{"/twins/icu-0003", "document.querySelector('.numeric') && document.querySelectorAll('.uplot').length >= 6"},
		{"/twins/icu-0003?layer=device", "document.querySelector('.numerics[data-layer=device]')"},
		{"/scenarios", "document.querySelector('.inject button') && document.querySelectorAll('.library li').length >= 2"},
	}
}

func (p *page) looks(axe, path, ready string, width int, scheme string) {
	p.t.Helper()
	p.wait(ready)
	if *shots != "" {
		time.Sleep(2500 * time.Millisecond)
	}
	p.has(".simulated", "SIMULATED PATIENTS - not for clinical use")
	var over int
	p.eval("document.documentElement.scrollWidth - innerWidth", &over)
	if over > 0 {
		p.t.Errorf("%s at %d px: %d px too wide", path, width, over)
	}
	var nodes int
	p.eval("document.querySelectorAll('*').length", &nodes)
	if nodes > 3000 {
		p.t.Errorf("%s at %d px: %d nodes", path, width, nodes)
	}
	name := strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(path, "/"))
	p.shoot(fmt.Sprintf("%s-%d-%s", name, width, scheme))
	if axe == "" {
		return
	}
	var found []string
	p.eval(axe+`;axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.filter(v => v.impact == 'serious' || v.impact == 'critical')
		.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target + ' ' + n.failureSummary)))`, &found)
	for _, f := range found {
		p.t.Errorf("%s at %d px, %s: %s", path, width, scheme, f)
	}
}

func (p *page) forgetErrors() {
	p.mu.Lock()
	p.errors = nil
	p.mu.Unlock()
}
