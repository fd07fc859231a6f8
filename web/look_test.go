package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLook opens every page at each size and in both schemes: nothing may be
// logged, nothing may come from elsewhere, nothing may be wider than the screen.
func TestLook(t *testing.T) {
	b := startBrowser(t)
	w := newWard(map[string]int{"icu": 12, "ward": 60, "home": 24})
	w.offline[0], w.offline[1], w.offline[2], w.offline[40] = true, true, true, true
	c := open(t, w, 60*time.Millisecond, nil)
	host := strings.TrimPrefix(c.url, "http://")
	for _, size := range [][2]int{{1280, 720}, {390, 844}} {
		for _, scheme := range []string{"dark", "light"} {
			p := b.newPage(t, size[0], size[1], scheme)
			p.open(c.LoginURL())
			for _, at := range []struct{ path, ready string }{
				{"/fleet", "document.querySelector('.vitals tbody tr') && document.querySelector('canvas').height > 50"},
				{"/twins", "document.querySelectorAll('.twincard').length == 96"},
				{"/twins/icu-0003", "document.querySelector('.numeric') && document.querySelectorAll('.uplot').length >= 6"},
				{"/twins/icu-0003?layer=device", "document.querySelector('.numerics[data-layer=device]')"},
				{"/scenarios", "document.querySelector('.inject button') && document.querySelectorAll('.library li').length >= 2"},
			} {
				p.open(c.url + at.path)
				p.wait(at.ready)
				if *shots != "" {
					time.Sleep(2500 * time.Millisecond)
				}
				p.has(".simulated", "SIMULATED PATIENTS - not for clinical use")
				var over int
				p.eval("document.documentElement.scrollWidth - innerWidth", &over)
				if over > 0 {
					t.Errorf("%s at %d px: %d px too wide", at.path, size[0], over)
				}
				name := strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(at.path, "/"))
				p.shoot(fmt.Sprintf("%s-%d-%s", name, size[0], scheme))
			}
			p.clean(host)
		}
	}
}
