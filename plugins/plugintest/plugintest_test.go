package plugintest_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/plugins/plugintest"
)

// bad is the program that is wrong as it is told to.
var bad string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bad-")
	if err != nil {
		panic(err)
	}
	bad = filepath.Join(dir, "vitalfleet-device-bad.exe")
	if text, err := exec.Command("go", "build", "-o", bad, "./testdata/bad").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v\n%s", err, text))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// TestEachPlantedFaultIsFound asks the kit about a program that is wrong in one
// way: the check that is meant to find it must.
func TestEachPlantedFaultIsFound(t *testing.T) {
	for _, c := range []struct{ wrong, check, says string }{
		{"silent", "handshake", "no handshake"},
		{"dies", "handshake", "cannot find my licence"},
		{"pid-in-title", "describe", "different answers"},
		{"no-version", "describe", "semantic version"},
		{"no-cookie", "cookie", "it runs on"},
		{"chatty", "noise", "dropped"},
		{"lingers", "exit", "still there"},
		{"schema-broken", "schemas", "obs"},
		{"schema-open", "bad-config", "unknown members"},
		{"first-problem", "bad-config", "no problem is reported"},
		{"not-simulated", "payloads", "simulated"},
		{"wrong-pointer", "payloads", "/seq"},
		{"off-schema", "payloads", "battery"},
		{"gap", "sequence", "seq 5 is wanted"},
		{"time-back", "sequence", "time or boot goes back"},
		{"own-clock", "determinism", "differ"},
		{"batch-size", "batch-split", "split into batches"},
		{"neighbour", "independence", "neighbour"},
		{"forgetful", "snapshot", "goes on differently"},
		{"nan", "hostile-input", "NaN"},
		{"dull-fault", "faults", "changes nothing"},
		{"stuck-fault", "faults", "after it was stopped"},
		{"pid-noise", "processes", "two processes"},
		{"state-in-memory", "kill", "do not remember"},
		{"shared-fork", "fork", "fork"},
		{"lying-stateless", "stateless", "opened anew"},
		{"unknown-handle", "handles", "it is taken"},
		{"misuse-panics", "misuse", "counts as a crash"},
		{"bad-act", "acts", "lemonade"},
		{"deaf", "cancel", "cancelled"},
		{"leak", "memory", "grows"},
		{"slow", "throughput", "10000 devices"},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			t.Parallel()
			r, err := plugintest.Verify(t.Context(), plugintest.Config{
				Path: bad, Env: []string{"BAD=" + c.wrong}, Only: []string{c.check}, Handshake: handshake(c.wrong), Exit: time.Second, Step: time.Second,
			})
			if err != nil {
				t.Fatal(err)
			}
			f := r.Failures()
			if len(f) != 1 || f[0].Check != c.check || !strings.Contains(f[0].Detail, c.says) {
				t.Fatalf("want one failure of %s that says %q, got %+v", c.check, c.says, r.Results)
			}
		})
	}
}

func handshake(wrong string) time.Duration {
	if wrong == "silent" {
		return 300 * time.Millisecond
	}
	return 10 * time.Second
}

func TestSoundPluginsPass(t *testing.T) {
	for _, wrong := range []string{"", "noisy-start"} {
		t.Run("bad="+wrong, func(t *testing.T) {
			t.Parallel()
			plugintest.Run(t, plugintest.Config{Path: bad, Env: []string{"BAD=" + wrong}})
		})
	}
}

func TestReports(t *testing.T) {
	r, err := plugintest.Verify(t.Context(), plugintest.Config{Path: bad, Env: []string{"BAD=gap"}, Only: []string{"sequence", "stateless", "exit"}})
	if err != nil {
		t.Fatal(err)
	}
	var text, doc, junit bytes.Buffer
	for _, err := range []error{r.WriteText(&text), r.WriteJSON(&doc), r.WriteJUnit(&junit)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"FAIL  sequence", "PASS  exit", "SKIP  stateless", "model gauge", "FAIL: 1 of 5 checks"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, &text)
		}
	}
	var got struct {
		OK      bool
		Version string
		Results []plugintest.Result
	}
	if err := json.Unmarshal(doc.Bytes(), &got); err != nil || got.OK || got.Version != "1.0.0" || len(got.Results) != 5 {
		t.Errorf("JSON: %v %+v", err, got)
	}
	var suite struct {
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal(junit.Bytes(), &suite); err != nil || suite.Failures != 1 || suite.Skipped != 1 {
		t.Errorf("JUnit: %v %+v\n%s", err, suite, &junit)
	}
}
