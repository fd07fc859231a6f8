package plainjson_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"pgregory.net/rapid"
)

func oximeter() (plainjson.Header, [2]plainjson.Field) {
	return plainjson.NewHeader("ward-0001", "ward-0001-oximeter", "pulse-oximeter"), [2]plainjson.Field{
		plainjson.NewField("spo2", "%", 150456, "2708-6"), plainjson.NewField("pulse_rate", "/min", 149530, ""),
	}
}

func TestAppendObsIsTheDocumentedFormat(t *testing.T) {
	header, fields := oximeter()
	at := time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC).UnixNano()
	got := plainjson.AppendObs(nil, &header, plainjson.Stamp{Seq: 17, Time: at}, []plainjson.Value{
		{Field: &fields[0], Value: 97, Quality: plainjson.QualityOK}, {Field: &fields[1], Value: 72},
	})
	if want := strings.ReplaceAll(example, "\n ", ""); string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	got = plainjson.AppendObs(nil, &header, plainjson.Stamp{}, []plainjson.Value{{Field: &fields[0], Absent: true, Quality: plainjson.QualityProbeOff}})
	if !strings.Contains(string(got), `"obs":[{"code":"spo2","unit":"%","mdc":150456,"loinc":"2708-6","quality":"probe-off"}]`) {
		t.Errorf("absent value: %s", got)
	}
}

func TestEveryStreamValidatesAgainstItsSchema(t *testing.T) {
	header, fields := oximeter()
	s := plainjson.Stamp{Boot: 1, Seq: 2, Time: 1768464040000000000}
	for stream, payload := range map[string][]byte{
		"obs":    plainjson.AppendObs(nil, &header, s, []plainjson.Value{{Field: &fields[0], Value: math.NaN(), Quality: plainjson.QualityNoSignal}}),
		"alarm":  plainjson.AppendAlarm(nil, &header, s, plainjson.Alarm{Code: "spo2-low", Priority: "medium", Kind: "physiological", State: "active", Phase: "start", ID: "d:0:1"}),
		"status": plainjson.AppendStatus(nil, &header, s, plainjson.Status{State: "offline", Reason: "gone", Battery: 12.4}),
		"event":  plainjson.AppendEvent(nil, &header, s, "restarted"),
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(plainjson.Schema(stream)))
		if err != nil {
			t.Fatal(stream, err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("s.json", doc); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(payload)))
		if err != nil {
			t.Fatalf("%s: %v", payload, err)
		}
		if err := c.MustCompile("s.json").Validate(value); err != nil {
			t.Errorf("%s: %v", payload, err)
		}
	}
	if plainjson.Schema("nothing") != "" {
		t.Error("a schema of nothing")
	}
}

func TestAppendNumber(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{97.000001, 0, "97"},
		{36.55, 1, "36.6"},
		{36.949, 1, "36.9"},
		{37, 1, "37"},
		{-0.05, 2, "-0.05"},
		{-0.001, 2, "0"},
		{0.50, 2, "0.5"},
		{1234.5678, 3, "1234.568"},
		{1e300, 1, "1e+300"},
		{math.Inf(1), 0, "null"},
		{9007199254740993, 0, "9.007199254740992e+15"},
	} {
		got := string(plainjson.AppendNumber(nil, c.x, c.decimals))
		if got != c.want {
			t.Errorf("%v with %d decimals: %s, want %s", c.x, c.decimals, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x, decimals := rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), rapid.IntRange(0, 9).Draw(t, "decimals")
		got, err := strconv.ParseFloat(string(plainjson.AppendNumber(nil, x, decimals)), 64)
		if err != nil || math.Abs(got-x) > 0.5000001*math.Pow(10, -float64(decimals))+1e-15*math.Abs(x) {
			t.Fatalf("%v became %v (%v)", x, got, err)
		}
	})
}

func TestTimesAgreeWithTheTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(0, rapid.Int64Range(-9e18, 9e18).Draw(t, "ns")).UTC()
		text := string(plainjson.AppendTime(nil, at.UnixNano()))
		if want := at.Format("2006-01-02T15:04:05.000Z"); text != want {
			t.Fatalf("%s, want %s", text, want)
		}
		var r plainjson.Reading
		if err := plainjson.Decode([]byte(`{"time":"`+text+`"}`), &r); err != nil || r.Time/1e6 != at.Truncate(time.Millisecond).UnixNano()/1e6 {
			t.Fatalf("%s was read as %d (%v)", text, r.Time, err)
		}
	})
}

func TestTextsAreEscaped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		header := plainjson.NewHeader(name, "d\xff", "t")
		payload := plainjson.AppendEvent(nil, &header, plainjson.Stamp{}, "x")
		var m map[string]any
		if err := json.Unmarshal(payload, &m); err != nil || m["patient"] != name || m["device"] != "d\uFFFD" {
			t.Fatalf("%q gave %s (%v)", name, payload, err)
		}
		var r plainjson.Reading
		if err := plainjson.Decode(payload, &r); err != nil || string(r.Patient) != name {
			t.Fatalf("%q was read as %q (%v)", name, r.Patient, err)
		}
	})
}

func TestAppendDoesNotAllocate(t *testing.T) {
	header, fields := oximeter()
	values := []plainjson.Value{{Field: &fields[0], Value: 97, Quality: "ok"}, {Field: &fields[1], Value: 72}}
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() {
		buf = plainjson.AppendObs(buf[:0], &header, plainjson.Stamp{Seq: 7}, values)
		buf = plainjson.AppendAlarm(buf[:0], &header, plainjson.Stamp{}, plainjson.Alarm{Code: "a", ID: "b"})
	}); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}

func BenchmarkAppendObs(b *testing.B) {
	header, fields := oximeter()
	values := []plainjson.Value{{Field: &fields[0], Value: 97, Quality: "ok"}, {Field: &fields[1], Value: 72, Quality: "ok"}}
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = plainjson.AppendObs(buf[:0], &header, plainjson.Stamp{Seq: 1017, Time: 1768464040000000000}, values)
	}
}

func Example() {
	header := plainjson.NewHeader("ward-0001", "ward-0001-thermometer", "thermometer")
	temperature := plainjson.NewField("temp_core", "Cel", 150364, "8310-5")
	payload := plainjson.AppendObs(nil, &header, plainjson.Stamp{Seq: 3, Time: 1768464040000000000},
		[]plainjson.Value{{Field: &temperature, Value: 36.849, Decimals: 1, Quality: plainjson.QualityOK}})
	var r plainjson.Reading
	if err := plainjson.Decode(payload, &r); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(r.Device), r.Seq, r.Find("temp_core").Value)
	// Output: ward-0001-thermometer 3 36.8
}
