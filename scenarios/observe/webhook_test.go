package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/observe"
)

func webhook(t *testing.T, alert func(json.RawMessage, http.Header, time.Time)) *observe.Webhook {
	t.Helper()
	w := &observe.Webhook{Listen: "127.0.0.1:0", Path: "/alerts", Now: wall, Alert: alert}
	if err := w.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.Close(context.Background())
		http.DefaultClient.CloseIdleConnections()
	})
	return w
}

func TestWebhookAnswers(t *testing.T) {
	var got []string
	w := webhook(t, func(body json.RawMessage, h http.Header, at time.Time) {
		got = append(got, string(body)+" "+h.Get("X-Try"))
		if !at.Equal(wall()) {
			t.Errorf("receipt at %v", at)
		}
	})
	tests := []struct {
		name, method, path, body string
		status                   int
		says                     string
	}{
		{"an alert", "POST", "/alerts", `{"code":"SPO2_LOW"}`, 204, ""},
		{"an array", "POST", "/alerts", `[1]`, 204, ""},
		{"no JSON", "POST", "/alerts", `{"code":}`, 400, "byte 9"},
		{"nothing", "POST", "/alerts", ``, 400, "JSON"},
		{"two values", "POST", "/alerts", `{} {}`, 400, "byte"},
		{"another path", "POST", "/alert", `{}`, 404, "/alerts"},
		{"another method", "GET", "/alerts", ``, 405, "posted"},
		{"the largest", "POST", "/alerts", `"` + strings.Repeat("x", 1<<20-2) + `"`, 204, ""},
		{"too large", "POST", "/alerts", `"` + strings.Repeat("x", 1<<20-1) + `"`, 413, "1 MiB"},
	}
	taken := 0
	for _, test := range tests {
		req, err := http.NewRequest(test.method, "http://"+w.Addr()+test.path, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Try", test.name)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != test.status || !strings.Contains(string(text), test.says) {
			t.Errorf("%s: %d %q, want %d with %q", test.name, res.StatusCode, text, test.status, test.says)
		}
		if test.status == 204 {
			if want := test.body + " " + test.name; len(got) != taken+1 || got[taken] != want {
				t.Errorf("%s: handed over %.80q", test.name, got[taken:])
			}
			taken++
		}
	}
	if len(got) != taken {
		t.Errorf("%d alerts handed over, want %d", len(got), taken)
	}
}

func TestWebhookTakesManyAtOnceOneByOne(t *testing.T) {
	inside, n := 0, 0
	w := webhook(t, func(json.RawMessage, http.Header, time.Time) {
		if inside++; inside != 1 {
			t.Error("two callbacks at once")
		}
		n++
		inside--
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				res, err := http.Post(w.URL(), "application/json", bytes.NewReader([]byte("{}")))
				if err != nil {
					t.Error(err)
					return
				}
				res.Body.Close()
			}
		})
	}
	wg.Wait()
	if err := w.Close(context.Background()); err != nil || n != 200 {
		t.Errorf("%d alerts, %v", n, err)
	}
}

func TestWebhookRecognisesTakenPort(t *testing.T) {
	w := webhook(t, func(json.RawMessage, http.Header, time.Time) {})
	other := &observe.Webhook{Listen: w.Addr(), Path: "/alerts", Now: wall, Alert: w.Alert}
	if err := other.Start(context.Background()); !errors.Is(err, observe.ErrAddressInUse) {
		t.Errorf("error %v, want ErrAddressInUse", err)
	}
	if err := other.Close(context.Background()); err != nil {
		t.Errorf("close of a webhook that never stood: %v", err)
	}
}

func TestFileReadsWhatWasWrittenInTheRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seen.ndjson")
	write := func(s string) {
		t.Helper()
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(s); err != nil {
			t.Fatal(err)
		}
	}
	write("{\"run\":\"old\"}\n")
	var got []string
	f := &observe.File{Path: path, Now: wall, Record: func(r json.RawMessage, _ time.Time) { got = append(got, string(r)) }}
	if err := f.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	write("{\"seq\":1}\n\n{\"seq\":\n{\"seq\":2}\n")
	err := f.Close(context.Background())
	if fmt.Sprint(got) != `[{"seq":1} {"seq":2}]` {
		t.Errorf("records %v", got)
	}
	if err == nil || !strings.Contains(err.Error(), "byte 25") {
		t.Errorf("error %v, want the place of the bad record", err)
	}
	missing := &observe.File{Path: path + ".not", Now: wall, Record: f.Record}
	if err := missing.Start(context.Background()); err != nil {
		t.Fatalf("a file that does not exist yet: %v", err)
	}
	if err := missing.Close(context.Background()); err == nil {
		t.Error("a file that was never written went unnoticed")
	}
}

func ExampleWebhook() {
	w := &observe.Webhook{
		Listen: "127.0.0.1:0", Path: "/alerts", Now: time.Now,
		Alert: func(body json.RawMessage, _ http.Header, _ time.Time) { fmt.Println(string(body)) },
	}
	if err := w.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	res, err := http.Post(w.URL(), "application/json", strings.NewReader(`{"patientId":"ward-0001","code":"SPO2_LOW"}`))
	if err == nil {
		fmt.Println(res.Status)
		res.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	w.Close(context.Background())
	// Output:
	// {"patientId":"ward-0001","code":"SPO2_LOW"}
	// 204 No Content
}

var _ = []observe.Observer{(*observe.Mirror)(nil), (*observe.Webhook)(nil), (*observe.File)(nil)}
