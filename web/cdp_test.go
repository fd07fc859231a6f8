package web_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

var shots = flag.String("shots", "", "folder for screenshots of the pages")

// browser drives a headless Chromium over the Chrome DevTools Protocol.
type browser struct {
	conn *websocket.Conn

	mu     sync.Mutex
	last   int
	answer map[int]chan cdpMessage
	pages  map[string]*page // by session
}

type cdpMessage struct {
	ID      int             `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startBrowser skips the test without Chromium, or fails it with REQUIRE_BROWSER=1.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are long")
	}
	bin := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && bin == "" {
			bin = p
		}
	}
	if bin == "" {
		if os.Getenv("REQUIRE_BROWSER") == "1" {
			t.Fatal("no Chromium, and REQUIRE_BROWSER=1")
		}
		t.Skip("no Chromium: install it to run the browser tests")
	}
	cmd := exec.Command(bin, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "about:blank")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, at := bufio.NewScanner(stderr), ""
	for at == "" && lines.Scan() {
		_, at, _ = strings.Cut(lines.Text(), "DevTools listening on ")
	}
	conn, _, err := websocket.DefaultDialer.Dial(at, nil)
	if err != nil {
		_ = cmd.Process.Kill()
		t.Fatalf("DevTools at %q: %v", at, err)
	}
	b := &browser{conn: conn, answer: map[int]chan cdpMessage{}, pages: map[string]*page{}}
	read := make(chan struct{})
	go func() { defer close(read); b.read() }()
	t.Cleanup(func() {
		_ = b.call("", "Browser.close", nil, nil)
		_ = conn.Close()
		<-read
		done := make(chan struct{})
		go func() { defer close(done); _ = cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-done
		}
	})
	return b
}

func (b *browser) read() {
	for {
		var m cdpMessage
		if err := b.conn.ReadJSON(&m); err != nil {
			b.mu.Lock()
			for _, ch := range b.answer {
				close(ch)
			}
			b.answer = nil
			b.mu.Unlock()
			return
		}
		b.mu.Lock()
		if ch := b.answer[m.ID]; ch != nil {
			ch <- m
			delete(b.answer, m.ID)
		} else if p := b.pages[m.Session]; p != nil {
			p.heard(m)
		}
		b.mu.Unlock()
	}
}

func (b *browser) call(session, method string, params, out any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if params == nil {
		raw = []byte("{}")
	}
	ch := make(chan cdpMessage, 1)
	b.mu.Lock()
	if b.answer == nil {
		b.mu.Unlock()
		return fmt.Errorf("%s: the browser is gone", method)
	}
	b.last++
	m := cdpMessage{ID: b.last, Method: method, Params: raw, Session: session}
	b.answer[m.ID] = ch
	err = b.conn.WriteJSON(m)
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a, ok := <-ch:
		if !ok {
			return fmt.Errorf("%s: the browser is gone", method)
		}
		if a.Error != nil {
			return fmt.Errorf("%s: %s", method, a.Error.Message)
		}
		if out == nil {
			return nil
		}
		return json.Unmarshal(a.Result, out)
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s: no answer", method)
	}
}

// page is one tab. It keeps what went wrong in it and which hosts it asked.
type page struct {
	t       *testing.T
	b       *browser
	session string

	mu     sync.Mutex
	errors []string
	hosts  map[string]bool
}

// heard takes an event of the page in.
func (p *page) heard(m cdpMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := string(m.Params)
	switch m.Method {
	case "Runtime.exceptionThrown":
		p.errors = append(p.errors, text)
	case "Runtime.consoleAPICalled":
		if strings.Contains(text, `"type":"error"`) || strings.Contains(text, `"type":"warning"`) {
			p.errors = append(p.errors, text)
		}
	case "Log.entryAdded":
		if strings.Contains(text, `"level":"error"`) {
			p.errors = append(p.errors, text)
		}
	case "Network.requestWillBeSent":
		var r struct{ Request struct{ URL string } }
		_ = json.Unmarshal(m.Params, &r)
		if u, err := url.Parse(r.Request.URL); err == nil && u.Scheme != "data" {
			p.hosts[u.Host] = true
		}
	}
}

// newPage opens a tab of the given size in CSS pixels and the given colour scheme.
func (b *browser) newPage(t *testing.T, width, height int, scheme string) *page {
	t.Helper()
	var target struct{ TargetID string }
	var session struct{ SessionID string }
	p := &page{t: t, b: b, hosts: map[string]bool{}}
	p.must(b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target))
	p.must(b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session))
	p.session = session.SessionID
	b.mu.Lock()
	b.pages[p.session] = p
	b.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.must(p.call(domain+".enable", nil, nil))
	}
	p.must(p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil))
	p.must(p.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil))
	return p
}

func (p *page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) call(method string, params, out any) error {
	return p.b.call(p.session, method, params, out)
}

func (p *page) open(address string) {
	p.t.Helper()
	p.must(p.call("Page.navigate", map[string]any{"url": address}, nil))
}

// eval runs a script in the page and puts its value into out.
func (p *page) eval(script string, out any) {
	p.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	p.must(p.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &r))
	if r.ExceptionDetails != nil {
		p.t.Fatalf("%s: %s", script, r.ExceptionDetails)
	}
	if out != nil {
		p.must(json.Unmarshal(r.Result.Value, out))
	}
}

// wait waits until a script's value is true.
func (p *page) wait(script string) {
	p.t.Helper()
	for until := time.Now().Add(15 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		var r struct{ Result struct{ Value bool } }
		err := p.call("Runtime.evaluate", map[string]any{"expression": "!!(" + script + ")", "returnByValue": true}, &r)
		if err == nil && r.Result.Value {
			return
		}
		if time.Now().After(until) {
			p.t.Fatalf("never true: %s; page says: %.600s; errors: %v", script, p.text("body"), p.errors)
		}
	}
}

func (p *page) text(selector string) string {
	p.t.Helper()
	var s string
	p.eval(fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector), &s)
	return s
}

// has waits until an element shows a text.
func (p *page) has(selector, text string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.innerText.includes(%q))", selector, text))
}

// press sends a key as a keyboard would.
func (p *page) press(key string) {
	p.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, "Space": 32, "ArrowRight": 39, "ArrowDown": 40}
	press := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
	switch key {
	case "Enter":
		press["text"] = "\r"
	case "v":
		press["text"], press["windowsVirtualKeyCode"] = key, int(key[0]-'a'+'A')
	case "Space":
		press["key"], press["text"] = " ", " "
	}
	p.must(p.call("Input.dispatchKeyEvent", press, nil))
	press["type"] = "keyUp"
	delete(press, "text")
	p.must(p.call("Input.dispatchKeyEvent", press, nil))
}

func (p *page) write(text string) {
	p.t.Helper()
	p.must(p.call("Input.insertText", map[string]any{"text": text}, nil))
}

// shoot writes a screenshot if the test was asked for some.
func (p *page) shoot(name string) {
	p.t.Helper()
	if *shots == "" {
		return
	}
	var r struct{ Data string }
	p.must(p.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &r))
	data, err := base64.StdEncoding.DecodeString(r.Data)
	p.must(err)
	p.must(os.WriteFile(filepath.Join(*shots, name+".png"), data, 0o644))
}

// clean fails the test if the page logged an error or asked another host.
func (p *page) clean(host string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.errors {
		p.t.Errorf("the page logged: %.800s", e)
	}
	for h := range p.hosts {
		if h != host && h != "" {
			p.t.Errorf("the page asked another host: %s", h)
		}
	}
}
