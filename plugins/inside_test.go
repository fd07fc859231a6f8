package plugins

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

func TestReadLinesBoundsAndCuts(t *testing.T) {
	var got []string
	readLines(strings.NewReader("a\r\n"+strings.Repeat("x", 3*maxLine)+"\n\nend"), func(l []byte) { got = append(got, string(l)) })
	if len(got) != 4 || got[0] != "a" || len(got[1]) != maxLine || got[2] != "" || got[3] != "end" {
		t.Errorf("got %d lines: %.20q", len(got), got)
	}
}

func TestParseLine(t *testing.T) {
	for _, c := range []struct {
		line, msg string
		level     slog.Level
		attrs     int
	}{
		{`{"time":"x","level":"WARN","msg":"low battery","device":"d","n":3}`, "low battery", slog.LevelWarn, 2},
		{`{"@level":"error","@message":"old style"}`, "old style", slog.LevelError, 0},
		{`{"@message":1}`, "1", slog.LevelInfo, 0},
		{`{"@message":{},"@level":[1]}`, "{}", slog.LevelInfo, 0},
		{`{"level":"INFO"}`, `{"level":"INFO"}`, slog.LevelInfo, 0},
		{`{`, `{`, slog.LevelInfo, 0},
		{``, ``, slog.LevelInfo, 0},
		{`null`, `null`, slog.LevelInfo, 0},
	} {
		level, msg, attrs := parseLine([]byte(c.line))
		if level != c.level || msg != c.msg || len(attrs) != c.attrs {
			t.Errorf("%s: got %v %q %v", c.line, level, msg, attrs)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"@message":1}`))
	f.Add([]byte(`{"msg":"a","level":"DEBUG","x":[1,{}]}`))
	f.Fuzz(func(_ *testing.T, line []byte) { parseLine(line) })
}

func TestVoiceIsRateLimited(t *testing.T) {
	var log strings.Builder
	v := newVoice(slog.New(slog.NewTextHandler(&log, nil)))
	for range 10000 {
		v.hear("stderr", []byte("noise"))
	}
	if n := strings.Count(log.String(), "\n"); n < lineBurst || n > 10*lineBurst {
		t.Errorf("%d lines came through, want about %d", n, lineBurst)
	}
}

func TestNumberAt(t *testing.T) {
	payload := []byte(`{"a":{"b":[1,{"c/d":18446744073709551615}]},"f":1.5,"s":"7","n":-1}`)
	for _, c := range []struct {
		pointer string
		want    uint64
		ok      bool
	}{
		{"/a/b/0", 1, true},
		{"/a/b/1/c~1d", 1<<64 - 1, true},
		{"/f", 0, false},
		{"/s", 0, false},
		{"/n", 0, false},
		{"", 0, false},
		{"a", 0, false},
		{"/a/b/9", 0, false},
		{"/a/b/-", 0, false},
		{"/x/y", 0, false},
		{"/f/g", 0, false},
	} {
		if got, ok := numberAt(payload, c.pointer); got != c.want || ok != c.ok {
			t.Errorf("%q: got %d %v", c.pointer, got, ok)
		}
	}
}

// A plugin of the draft sends no columns of numbers and no times.
func TestReplyOfDraftPlugin(t *testing.T) {
	d := decoder{streams: []devicesim.Stream{{SeqPointer: "/seq", BootPointer: "/boot"}, {}}}
	req := &devicev1.StepRequest{TimeNs: 99, Handles: []uint32{7, 8}}
	d.reply.Payloads = []byte(`{"boot":2,"seq":5}xy`)
	d.reply.Ends, d.reply.Devices, d.reply.Streams = []uint32{18, 19, 20}, []uint32{0, 1, 1}, []uint32{0, 1, 1}
	if err := d.check(req, 7); err != nil {
		t.Fatal(err)
	}
	var out devicesim.Outbox
	d.deliver(req, nil, &out)
	for i, want := range []struct {
		row     int32
		boot    uint32
		seq     uint64
		payload string
	}{{0, 2, 5, `{"boot":2,"seq":5}`}, {1, 0, 0, "x"}, {1, 0, 1, "y"}} {
		m := out.Messages[i]
		if m.Row != want.row || m.Boot != want.boot || m.Seq != want.seq || m.Time != 99 || string(out.Payload(i)) != want.payload {
			t.Errorf("message %d: %+v %s", i, m, out.Payload(i))
		}
	}
}

func FuzzReply(f *testing.F) {
	good, err := proto.Marshal(&devicev1.StepResponse{
		Payloads: []byte("ab"), Ends: []uint32{1, 2}, Devices: []uint32{0, 1}, Streams: []uint32{0, 0},
		Acts: []*devicev1.Act{{Device: 1}}, Errors: []*devicev1.DeviceError{{Handle: 8}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := decoder{streams: []devicesim.Stream{{SeqPointer: "/a/0"}}}
		req := &devicev1.StepRequest{Handles: []uint32{7, 8}}
		if readReply(raw, &d.reply) != nil || d.check(req, 7) != nil {
			return
		}
		var out devicesim.Outbox
		d.deliver(req, nil, &out)
		for i, m := range out.Messages {
			if m.Row < 0 || m.Row > 1 {
				t.Errorf("row %d", m.Row)
			}
			_ = out.Payload(i)
		}
	})
}

// The codec reads what the generated code reads, also into memory that was used.
func TestReadReplyAgreesWithGeneratedCode(t *testing.T) {
	var got devicev1.StepResponse
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 5).Draw(t, "n")
		words, longs := rapid.SliceOfN(rapid.Uint32(), n, n), rapid.SliceOfN(rapid.Uint64(), n, n)
		want := &devicev1.StepResponse{
			Payloads: rapid.SliceOf(rapid.Byte()).Draw(t, "payloads"), Ends: words.Draw(t, "ends"), Devices: words.Draw(t, "devices"),
			Streams: words.Draw(t, "streams"), Boots: words.Draw(t, "boots"), TimesNs: longs.Draw(t, "times"), Seqs: longs.Draw(t, "seqs"),
			Acts:   []*devicev1.Act{{Device: 1, Action: "patient.drug", Params: []byte("{}")}},
			Errors: []*devicev1.DeviceError{{Handle: 2, Message: "m", Fatal: true}},
		}
		raw, err := proto.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := readReply(raw, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, &got, protocmp.Transform()); diff != "" {
			t.Fatal(diff)
		}
	})
}
