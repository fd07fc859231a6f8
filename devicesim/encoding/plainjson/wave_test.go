package plainjson_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"pgregory.net/rapid"
)

const waveExample = `{"v":1,"simulated":true,"patient":"ward-0001","device":"ward-0001-monitor","type":"bedside-monitor","stream":"wave","boot":0,"seq":17,` +
	`"time":"2026-01-15T08:00:40.000Z","wave":{"code":"ecg_ii","rate":250,"unit":"mV","gain":0.005,"offset":0,"samples":[0,-1,null,32767,-32767]}}`

func TestWaveIsTheDocumentedFormat(t *testing.T) {
	header := plainjson.NewHeader("ward-0001", "ward-0001-monitor", "bedside-monitor")
	wave := plainjson.NewWave("ecg_ii", 250, "mV", 0.005, 0)
	at := time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC).UnixNano()
	samples := []int16{0, -1, plainjson.InvalidSample, 32767, -32767}
	got := plainjson.AppendWave(nil, &header, plainjson.Stamp{Seq: 17, Time: at}, &wave, samples)
	if string(got) != waveExample {
		t.Errorf("\n got %s\nwant %s", got, waveExample)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(plainjson.Schema("wave")))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("s.json")
	for text, valid := range map[string]bool{waveExample: true, strings.Replace(waveExample, "32767]", "32768]", 1): false, strings.Replace(waveExample, `"rate":250,`, "", 1): false} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWavesReadBackAsWritten(t *testing.T) {
	var r plainjson.Reading
	rapid.Check(t, func(t *rapid.T) {
		samples := rapid.SliceOf(rapid.Int16()).Draw(t, "samples")
		rate, gain, offset := rapid.Float64Range(0.1, 1e4).Draw(t, "rate"), rapid.Float64().Draw(t, "gain"), rapid.Float64Range(-1e9, 1e9).Draw(t, "offset")
		header, wave := plainjson.NewHeader("p", "d", "t"), plainjson.NewWave("abp", rate, "mm[Hg]", gain, offset)
		payload := plainjson.AppendWave(nil, &header, plainjson.Stamp{Boot: 2, Seq: 9}, &wave, samples)
		if err := plainjson.Decode(payload, &r); err != nil {
			t.Fatalf("%s: %v", payload, err)
		}
		w := &r.Wave
		if string(w.Code) != "abp" || string(w.Unit) != "mm[Hg]" || w.Rate != rate || w.Gain != gain || w.Offset != offset || !slices.Equal(w.Samples, samples) || r.Seq != 9 {
			t.Fatalf("%s became %+v", payload, w)
		}
	})
	if err := plainjson.Decode([]byte(example), &r); err != nil || len(r.Wave.Samples) != 0 || r.Wave.Rate != 0 {
		t.Errorf("the wave of an earlier message is still there: %+v (%v)", r.Wave, err)
	}
}

func TestDecodeRefusesWaves(t *testing.T) {
	var r plainjson.Reading
	for _, bad := range []string{"1.5", "-32768", "32768", "1e3", "01", "-", `"1"`, "true", "9999999", "1 2", "nul"} {
		if err := plainjson.Decode([]byte(`{"wave":{"samples":[0,`+bad+`]}}`), &r); err == nil {
			t.Errorf("sample %s was taken as %v", bad, r.Wave.Samples)
		}
	}
}

func TestWavesDoNotAllocate(t *testing.T) {
	header, wave := plainjson.NewHeader("p", "d", "t"), plainjson.NewWave("ecg_ii", 250, "mV", 0.005, 0)
	samples, buf := make([]int16, 250), make([]byte, 0, 4096)
	var r plainjson.Reading
	buf = plainjson.AppendWave(buf[:0], &header, plainjson.Stamp{}, &wave, samples)
	if err := plainjson.Decode(buf, &r); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		buf = plainjson.AppendWave(buf[:0], &header, plainjson.Stamp{Seq: 7}, &wave, samples)
		_ = plainjson.Decode(buf, &r)
	}); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}
