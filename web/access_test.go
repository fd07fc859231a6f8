package web_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/web"
)

func TestCheckListen(t *testing.T) {
	for _, tt := range []struct {
		addr string
		ok   bool
	}{
		{"127.0.0.1:8080", true},
		{"127.0.0.9:0", true},
		{"[::1]:8080", true},
		{"localhost:8080", true},
		{"0.0.0.0:8080", false},
		{":8080", false},
		{"[::]:8080", false},
		{"192.168.1.4:8080", false},
		{"example.org:8080", false},
		{"127.0.0.1", false},
		{"localhost.example.org:80", false},
	} {
		if err := web.CheckListen(tt.addr); (err == nil) != tt.ok {
			t.Errorf("CheckListen(%q) = %v, want ok %v", tt.addr, err, tt.ok)
		}
	}
	if err := web.CheckListen("0.0.0.0:1"); !strings.Contains(err.Error(), "TLS and authentication") {
		t.Errorf("the refusal does not say what is missing: %v", err)
	}
}

func TestListenSaysThatThePortIsTaken(t *testing.T) {
	ln, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if _, err := web.Listen(ln.Addr().String()); !errors.Is(err, web.ErrAddressInUse) {
		t.Errorf("second Listen = %v, want ErrAddressInUse", err)
	}
	if _, err := web.Listen("0.0.0.0:0"); err == nil || errors.Is(err, web.ErrAddressInUse) {
		t.Errorf("Listen beyond loopback = %v", err)
	}
}

// ask sends one request and returns its status.
func ask(t *testing.T, client *http.Client, method, url, body string, header ...string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

func TestWhoGetsIn(t *testing.T) {
	c := open(t, newWard(map[string]int{"icu": 2}), 0, nil)
	in, out := c.login(t), &http.Client{Timeout: 5 * time.Second}
	json := []string{"Content-Type", "application/json"}
	for _, tt := range []struct {
		name         string
		client       *http.Client
		method, path string
		header       []string
		want         int
	}{
		{"health needs no login", out, "GET", "/healthz", nil, 200},
		{"metrics need no login", out, "GET", "/metrics", nil, 200},
		{"style needs no login", out, "GET", "/assets/main.css", nil, 200},
		{"a page is no asset", out, "GET", "/assets/index.html", nil, 404},
		{"pages need a login", out, "GET", "/fleet", nil, 401},
		{"the API needs a login", out, "GET", "/api/fleet", nil, 401},
		{"control needs a login", out, "POST", "/api/run/stop", json, 401},
		{"a made up token", out, "GET", "/login?token=abc", nil, 401},
		{"logged in", in, "GET", "/api/fleet", nil, 200},
		{"unknown page", in, "GET", "/nowhere", nil, 404},
		{"unknown api", in, "GET", "/api/nowhere", nil, 404},
		{"another name (DNS rebinding)", in, "GET", "/api/fleet", []string{"Host", "evil.example"}, 403},
		{"another name, healthz", out, "GET", "/healthz", []string{"Host", "evil.example:80"}, 403},
		{"another site's script", in, "GET", "/api/fleet", []string{"Origin", "http://evil.example"}, 403},
		{"another port's script", in, "POST", "/api/run/stop", append(json, "Origin", "http://127.0.0.1:1"), 403},
		{"null origin", in, "POST", "/api/run/stop", append(json, "Origin", "null"), 403},
		{"cross-site fetch without Origin", in, "GET", "/api/fleet", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"our own script", in, "GET", "/api/fleet", []string{"Origin", c.url}, 200},
		{"a form of another site", in, "POST", "/api/run/pause", []string{"Content-Type", "text/plain"}, 415},
		{"a body too large", in, "POST", "/api/run/pause", json, 400},
		{"the wrong method", in, "GET", "/api/run/pause", nil, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := `{"paused":false}`
			if tt.want == 400 {
				body = `{"reason":"` + strings.Repeat("x", 70<<10) + `"}`
			}
			if tt.method == "GET" {
				body = ""
			}
			if got := ask(t, tt.client, tt.method, c.url+tt.path, body, tt.header...); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
	out.CloseIdleConnections()
}

func TestLoginLinkWorksOnce(t *testing.T) {
	c := open(t, nil, 0, nil)
	link := c.LoginURL()
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := stay.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther || len(resp.Cookies()) != 1 {
		t.Fatalf("first use: %s with %d cookies", resp.Status, len(resp.Cookies()))
	}
	ck := resp.Cookies()[0]
	if !ck.HttpOnly || ck.SameSite != http.SameSiteStrictMode || strings.Contains(link, ck.Value) {
		t.Errorf("cookie %v", ck)
	}
	if csp := resp.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	if got := ask(t, stay, "GET", link, ""); got != http.StatusUnauthorized {
		t.Errorf("second use: %d, want 401", got)
	}
	stay.CloseIdleConnections()
}

func TestTooManyWrongTokens(t *testing.T) {
	c := open(t, nil, 0, nil)
	last := 0
	for range 14 {
		last = ask(t, http.DefaultClient, "GET", c.url+"/login?token=wrong", "")
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the fourteenth wrong token: %d, want 429", last)
	}
	c.login(t) // a right one still works
	http.DefaultClient.CloseIdleConnections()
}

func TestOldTokensDoNotWork(t *testing.T) {
	now := time.Now()
	c := open(t, nil, 0, func(cfg *web.Config) { cfg.Now = func() time.Time { return now } })
	link := c.LoginURL()
	now = now.Add(25 * time.Hour)
	if got := ask(t, http.DefaultClient, "GET", link, ""); got != http.StatusUnauthorized {
		t.Errorf("a day later: %d, want 401", got)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestHealthFollowsTheRun(t *testing.T) {
	w := newWard(map[string]int{"icu": 1})
	c := open(t, nil, 0, nil)
	health := func() int { return ask(t, http.DefaultClient, "GET", c.url+"/healthz", "") }
	if got := health(); got != http.StatusServiceUnavailable {
		t.Errorf("before the run: %d", got)
	}
	c.ward = w
	c.begin(t.Context(), 0)
	if got := health(); got != http.StatusOK {
		t.Errorf("during the run: %d", got)
	}
	w.sink.End(verdict("pass"))
	if got := health(); got != http.StatusServiceUnavailable {
		t.Errorf("after the run: %d", got)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestControlIsAudited(t *testing.T) {
	var log bytes.Buffer
	c := open(t, newWard(map[string]int{"icu": 1}), 0, func(cfg *web.Config) { cfg.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	in := c.login(t)
	ask(t, in, "POST", c.url+"/api/run/pause", `{"paused":true}`, "Content-Type", "application/json")
	ask(t, in, "POST", c.url+"/api/run/inject", `{"do":"patient.hypoxia","targets":["nobody"]}`, "Content-Type", "application/json")
	c.close()
	text := log.String()
	for _, want := range []string{"msg=login", "verb=pause", "ok=true", "verb=inject", "ok=false", "who=console-", "not in this run"} {
		if !strings.Contains(text, want) {
			t.Errorf("the audit log has no %q: %s", want, text)
		}
	}
}
