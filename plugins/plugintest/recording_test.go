package plugintest

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseRecording(t *testing.T) {
	good := `{"device":"b","time":"2026-01-15T08:00:02Z","topic":"x/y/obs","payload":"e30="}

{"device":"a","time":"2026-01-15T08:00:03Z","topic":"obs","qos":1,"payload":"e30="}
{"device":"b","time":"2026-01-15T08:00:01Z","topic":"x/alarm","payload":""}
`
	list, err := parseRecording(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		got = append(got, m.device+" "+m.kind+" "+string(m.payload))
	}
	if want := "a obs {},b alarm ,b obs {}"; strings.Join(got, ",") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, text := range map[string]string{
		"empty": "\n", "no JSON": "{\n", "no time": `{"topic":"a"}`, "no topic": `{"time":"2026-01-15T08:00:02Z"}`,
		"no base64": `{"time":"2026-01-15T08:00:02Z","topic":"a","payload":"%"}`,
	} {
		if _, err := parseRecording(strings.NewReader(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzRecording(f *testing.F) {
	f.Add([]byte(`{"device":"b","time":"2026-01-15T08:00:02Z","topic":"x/y/obs","payload":"eyJhIjpbMSx7ImNvZGUiOiJzcG8yIn1dfQ=="}`))
	f.Fuzz(func(_ *testing.T, text []byte) {
		list, err := parseRecording(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		for _, m := range list {
			fields(m.payload)
		}
	})
}

func TestFields(t *testing.T) {
	var got []string
	for _, f := range fields([]byte(`{"a":{"b":1.5},"c":[1,2],"obs":[{"code":"spo2","value":97},{"code":"hr"}],"on":true}`)) {
		got = append(got, fmt.Sprint(f.name, f.value, f.numeric))
	}
	want := "/a/b1.5 true /c[]1 true /c[]2 true /obs[spo2]/code0 false /obs[spo2]/value97 true /obs[hr]/code0 false /on0 false"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

// traces are messages whose value is drawn from a normal distribution.
func traces(n int, every time.Duration, mean, sd float64, more string) []message {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	var list []message
	for i := range n {
		text := fmt.Sprintf(`{"seq":%d,"v":%g%s}`, i, mean+sd*rng.NormFloat64(), more)
		list = append(list, message{device: "d", kind: "obs", time: time.Unix(int64(i)*int64(every/time.Second), 0), payload: []byte(text)})
	}
	return list
}

func TestFidelity(t *testing.T) {
	not := map[string]bool{"/seq": true}
	real := measure(traces(2000, 2*time.Second, 97, 1, ""), not)["obs"]
	for _, c := range []struct {
		name        string
		sim         []message
		part        func(Fidelity) part
		want, about float64
	}{
		{"same source", traces(3000, 2*time.Second, 97, 1, ""), func(f Fidelity) part { return part(f.Figure / 100) }, 0.97, 0.03},
		{"twice as often", traces(3000, time.Second, 97, 1, ""), func(f Fidelity) part { return f.Interval }, 0.5, 0},
		{"one field more", traces(3000, 2*time.Second, 97, 1, `,"x":"y"`), func(f Fidelity) part { return f.Fields }, 0.5, 0},
		// Two normal distributions one standard deviation apart are 2*Phi(1/2)-1 = 0.383 apart.
		{"shifted", traces(3000, 2*time.Second, 98, 1, ""), func(f Fidelity) part { return f.Distribution }, 1 - 0.383, 0.03},
		{"elsewhere", traces(3000, 2*time.Second, 150, 1, ""), func(f Fidelity) part { return part(f.Figure) }, 0, 0},
		{"wider", traces(3000, 2*time.Second, 97, 2, ""), func(f Fidelity) part { return f.Range }, 0.5, 0.05},
		{"silent", nil, func(f Fidelity) part { return part(f.Figure) }, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := alike("obs", real, measure(c.sim, not)["obs"])
			if got := float64(c.part(f)); math.Abs(got-c.want) > c.about+1e-12 {
				t.Errorf("got %v, want %v within %v: %+v", got, c.want, c.about, f)
			}
		})
	}
}

// The distance of a sample from itself is 0, and it is symmetric and at most 1.
func TestKolmogorovIsADistance(t *testing.T) {
	sample := rapid.Custom(func(t *rapid.T) []float64 {
		list := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 30).Draw(t, "sample")
		for i := range list {
			list[i] = math.Round(list[i])
		}
		return list
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := sample.Draw(t, "a"), sample.Draw(t, "b")
		sorted(a)
		sorted(b)
		if d := kolmogorov(a, a); d != 0 {
			t.Fatalf("from itself: %v", d)
		}
		d, back := kolmogorov(a, b), kolmogorov(b, a)
		if d != back || d < 0 || d > 1 {
			t.Fatalf("%v there, %v back", d, back)
		}
	})
}

// A device that is recorded and then replayed is like itself; another one is not.
func TestRecordingOfItselfIsAlike(t *testing.T) {
	program := Build(t, "testdata/bad")
	body, err := newBody()
	if err != nil {
		t.Fatal(err)
	}
	v := &verifier{ctx: t.Context(), Config: Config{Path: program}, body: body, report: &Report{}}
	if err := v.describe(); err != nil {
		t.Fatal(err)
	}
	p, m, err := v.start(v.models[0])
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	play, err := newPlay(t.Context(), m, body)
	if err != nil {
		t.Fatal(err)
	}
	if err := play.run(t.Context(), 0, 300); err != nil {
		t.Fatal(err)
	}
	_ = play.batch.Close()
	var file strings.Builder
	for _, line := range play.log {
		var k, device, stream, boot, seq int
		var ns int64
		var payload string
		if _, err := fmt.Sscanf(line, "step %d device %d stream %d boot %d seq %d time %d %s", &k, &device, &stream, &boot, &seq, &ns, &payload); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&file, `{"device":"real-%d","time":%q,"topic":"maker/%d/readings","payload":%q}`+"\n",
			device, time.Unix(0, ns).UTC().Format(time.RFC3339Nano), device, base64.StdEncoding.EncodeToString([]byte(payload)))
	}
	path := filepath.Join(t.TempDir(), "real.ndjson")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), Config{Path: program, Only: []string{"description"}, Recording: path})
	if err != nil || len(r.Fidelity) != 1 || !r.OK() {
		t.Fatalf("%v %+v", err, r)
	}
	f := r.Fidelity[0]
	if f.Type != "obs" || f.Recorded != 500 || f.Fields != 1 || f.Interval != 1 || f.Figure < 60 {
		t.Errorf("fidelity %+v: want it like itself", f)
	}
	var text strings.Builder
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "FARTHEST FIELD") {
		t.Errorf("%v\n%s", err, &text)
	}
}

func sorted(list []float64) {
	for i := range list {
		for j := i; j > 0 && list[j] < list[j-1]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}
