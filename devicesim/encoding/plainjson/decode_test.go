package plainjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
)

const example = `{"v":1,"simulated":true,"patient":"ward-0001","device":"ward-0001-oximeter","type":"pulse-oximeter","stream":"obs","boot":0,"seq":17,
 "time":"2026-01-15T08:00:40.000Z","obs":[{"code":"spo2","value":97,"unit":"%","mdc":150456,"loinc":"2708-6","quality":"ok"},{"code":"pulse_rate","value":72,"unit":"/min","mdc":149530}]}`

func TestDecodeReadsTheDocumentedExample(t *testing.T) {
	var r plainjson.Reading
	if err := plainjson.Decode([]byte(example), &r); err != nil {
		t.Fatal(err)
	}
	if string(r.Patient) != "ward-0001" || string(r.Device) != "ward-0001-oximeter" || string(r.Type) != "pulse-oximeter" ||
		string(r.Stream) != "obs" || r.Boot != 0 || r.Seq != 17 || !r.Simulated || r.Version != 1 || !r.Identified() {
		t.Errorf("identity: %+v", r)
	}
	if want := time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC).UnixNano(); r.Time != want {
		t.Errorf("time %d, want %d", r.Time, want)
	}
	spo2 := r.Find("spo2")
	if spo2 == nil || !spo2.HasValue || spo2.Value != 97 || spo2.MDC != 150456 || string(spo2.LOINC) != "2708-6" || string(spo2.Quality) != "ok" {
		t.Errorf("spo2: %+v", spo2)
	}
	if p := r.Find("pulse_rate"); p == nil || p.Value != 72 || p.Quality != nil {
		t.Errorf("pulse_rate: %+v", p)
	}
	if r.Find("hr") != nil {
		t.Error("found what is not there")
	}
}

func TestDecodeTakesAnyOrderAndUnknownMembers(t *testing.T) {
	text := "\t{ \"obs\" : [ { \"x\":[1,{\"y\":null}], \"value\" : null , \"code\":\"a\\u00e9\\ud83d\\ude00\\n\" } ] , \"new\":{\"deep\":[true,false,\"\\\"\"]},\n" +
		`"time":"2026-01-15T09:00:40.5+01:00","seq":18446744073709551615,"boot":4294967295,"stream":"obs","device":"d","patient":"p" }  `
	var r plainjson.Reading
	if err := plainjson.Decode([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	if r.Seq != 1<<64-1 || r.Boot != 1<<32-1 || !r.Identified() || string(r.Obs[0].Code) != "aé😀\n" || r.Obs[0].HasValue {
		t.Errorf("%+v", r)
	}
	if want := time.Date(2026, 1, 15, 8, 0, 40, 5e8, time.UTC).UnixNano(); r.Time != want {
		t.Errorf("time %d, want %d", r.Time, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":           ``,
		"an array":          `[]`,
		"cut off":           example[:100],
		"trailing text":     `{} {}`,
		"negative sequence": `{"seq":-1}`,
		"fractional boot":   `{"boot":1.5}`,
		"sequence as text":  `{"seq":"1"}`,
		"boot too large":    `{"boot":4294967296}`,
		"no zone":           `{"time":"2026-01-15T08:00:40"}`,
		"no such day":       `{"time":"2026-02-30T08:00:40.000Z"}`,
		"bare NaN":          `{"obs":[{"value":NaN}]}`,
		"huge number":       `{"obs":[{"value":1e400}]}`,
		"leading zero":      `{"obs":[{"value":01}]}`,
		"control character": "{\"patient\":\"a\nb\"}",
		"unknown escape":    `{"patient":"\x"}`,
		"deep nesting":      `{"x":` + strings.Repeat("[", 5000),
		"text value":        `{"obs":[{"value":"97"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var r plainjson.Reading
			if err := plainjson.Decode([]byte(text), &r); err == nil {
				t.Errorf("%.60s was taken: %+v", text, r)
			}
		})
	}
}

func TestIdentify(t *testing.T) {
	patient, device, stream, boot, seq, at, ok := plainjson.Identify([]byte(example))
	if !ok || string(patient) != "ward-0001" || string(device) != "ward-0001-oximeter" || string(stream) != "obs" || boot != 0 || seq != 17 ||
		at != time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC).UnixNano() {
		t.Error(string(patient), string(device), string(stream), boot, seq, at, ok)
	}
	for _, text := range []string{``, `{}`, `{"patient":"p"}`, `hello`, strings.Replace(example, `"seq":17`, `"seq":x`, 1)} {
		if _, _, _, _, _, _, ok := plainjson.Identify([]byte(text)); ok {
			t.Errorf("%.40q was identified", text)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	var r plainjson.Reading
	payload := []byte(example)
	if n := testing.AllocsPerRun(100, func() { _ = plainjson.Decode(payload, &r) }); n != 0 {
		t.Errorf("Decode allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { plainjson.Identify(payload) }); n != 0 {
		t.Errorf("Identify allocates %v times", n)
	}
}

// reference decodes the same members with encoding/json: exact names, the last
// of equal members wins.
func reference(payload []byte) (want plainjson.Reading, err error) {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return want, err
	}
	if d.More() || m == nil || !json.Valid(payload) {
		return want, errors.New("not one object")
	}
	text := func(m map[string]any, k string) []byte {
		switch v := m[k].(type) {
		case nil:
			if _, there := m[k]; there {
				err = errors.New("null")
			}
		case string:
			return []byte(v)
		default:
			err = errors.New("no text")
		}
		return nil
	}
	whole := func(m map[string]any, k string, bits int) uint64 {
		v, there := m[k]
		if !there {
			return 0
		}
		n, e := strconv.ParseUint(fmt.Sprint(v), 10, bits)
		if _, number := v.(json.Number); e != nil || !number {
			err = errors.New("no whole number")
		}
		return n
	}
	want.Patient, want.Device, want.Stream = text(m, "patient"), text(m, "device"), text(m, "stream")
	want.Boot, want.Seq = uint32(whole(m, "boot", 32)), whole(m, "seq", 64)
	obs, there := m["obs"]
	list, isList := obs.([]any)
	if there && !isList {
		err = errors.New("no list")
	}
	for _, e := range list {
		o, isObject := e.(map[string]any)
		if !isObject {
			return want, errors.New("no object")
		}
		var one plainjson.Observation
		one.Code, one.Unit, one.Quality, one.LOINC = text(o, "code"), text(o, "unit"), text(o, "quality"), text(o, "loinc")
		one.MDC = uint32(whole(o, "mdc", 32))
		switch v := o["value"].(type) {
		case nil:
		case json.Number:
			x, e := v.Float64()
			if e != nil {
				return want, e
			}
			one.Value, one.HasValue = x, true
		default:
			err = errors.New("no number")
		}
		want.Obs = append(want.Obs, one)
	}
	return want, err
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte(`{"obs":[{"code":"\u00e9","value":-1.25e-3,"unit":"%"}],"seq":1,"seq":2,"x":[{}]}`))
	f.Add([]byte(`{"alarm":{"code":"a","id":"\ud800"}, "v":1}`))
	f.Add([]byte(waveExample))
	f.Fuzz(func(t *testing.T, payload []byte) {
		var r plainjson.Reading
		err := plainjson.Decode(payload, &r)
		if err == nil && !json.Valid(payload) {
			t.Fatalf("took what is not JSON: %q", payload)
		}
		if err != nil || !utf8.Valid(payload) {
			return
		}
		if hasDuplicates(payload) {
			return
		}
		want, wantErr := reference(payload)
		if wantErr != nil {
			t.Fatalf("took %q, encoding/json says %v", payload, wantErr)
		}
		if !bytes.Equal(r.Patient, want.Patient) || !bytes.Equal(r.Device, want.Device) || !bytes.Equal(r.Stream, want.Stream) || r.Boot != want.Boot || r.Seq != want.Seq || len(r.Obs) != len(want.Obs) {
			t.Fatalf("%q\n got %+v\nwant %+v", payload, r, want)
		}
		for i, o := range r.Obs {
			w := want.Obs[i]
			if !bytes.Equal(o.Code, w.Code) || !bytes.Equal(o.Unit, w.Unit) || o.Value != w.Value || o.HasValue != w.HasValue || o.MDC != w.MDC {
				t.Fatalf("%q\n got %+v\nwant %+v", payload, o, w)
			}
		}
	})
}

// hasDuplicates reports members of the same name, which a map forgets: an
// earlier one of a wrong type is an error here and nothing there.
func hasDuplicates(payload []byte) bool {
	d := json.NewDecoder(bytes.NewReader(payload))
	var open []map[string]bool
	name := []bool{}
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if c, ok := token.(json.Delim); ok && (c == '}' || c == ']') {
			open, name = open[:len(open)-1], name[:len(name)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1] != nil {
			if name[n-1] {
				key := token.(string)
				if open[n-1][key] {
					return true
				}
				open[n-1][key], name[n-1] = true, false
				continue
			}
			name[n-1] = true
		}
		switch token {
		case json.Delim('{'):
			open, name = append(open, map[string]bool{}), append(name, true)
		case json.Delim('['):
			open, name = append(open, nil), append(name, false)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	var r plainjson.Reading
	payload := []byte(example)
	b.ReportAllocs()
	for b.Loop() {
		_ = plainjson.Decode(payload, &r)
	}
}

func BenchmarkIdentify(b *testing.B) {
	payload := []byte(example)
	b.ReportAllocs()
	for b.Loop() {
		plainjson.Identify(payload)
	}
}
