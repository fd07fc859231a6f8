package file_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/link/file"
)

func clock() time.Time { return time.Date(2026, 1, 15, 8, 0, 40, 0, time.UTC) }

func connect(t testing.TB, l *file.Link, id devicesim.Identity) devicesim.Conn {
	t.Helper()
	c, err := l.Connect(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ExampleNew() {
	l := file.New(os.Stdout, clock)
	defer l.Close()
	c, err := l.Connect(context.Background(), devicesim.Identity{Device: "ward-0001-oximeter"})
	if err != nil {
		return
	}
	c.Publish(devicesim.Packet{Topic: "vitalfleet/v1/a/b/c/d/obs", Payload: []byte(`{"v":1}`), QoS: 1})
	// Output: {"device":"ward-0001-oximeter","time":"2026-01-15T08:00:40.000Z","topic":"vitalfleet/v1/a/b/c/d/obs","qos":1,"retain":false,"payload":"eyJ2IjoxfQ=="}
}

func TestEveryMessageCanBeReadBack(t *testing.T) {
	type line struct {
		Device, Time, Topic, Payload string
		QoS                          byte `json:"qos"`
		Retain                       bool
	}
	rapid.Check(t, func(t *rapid.T) {
		want := line{
			Device: rapid.String().Draw(t, "device"), Topic: rapid.String().Draw(t, "topic"),
			QoS: rapid.ByteRange(0, 2).Draw(t, "qos"), Retain: rapid.Bool().Draw(t, "retain"), Time: "2026-01-15T08:00:40.000Z",
		}
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		want.Payload = base64.StdEncoding.EncodeToString(payload)
		var out bytes.Buffer
		l := file.New(&out, clock)
		c, err := l.Connect(context.Background(), devicesim.Identity{Device: want.Device})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Publish(devicesim.Packet{Topic: want.Topic, Payload: payload, QoS: want.QoS, Retain: want.Retain}); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		var got line
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != want {
			t.Fatalf("%s: %+v, %v, want %+v", out.Bytes(), got, err, want)
		}
	})
}

func TestLinesOfManyDevicesStayWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capture.ndjson")
	l, err := file.Create(path, clock)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c := connect(t, l, devicesim.Identity{Device: "d"})
			for range 500 {
				c.Publish(devicesim.Packet{Topic: "t", Payload: bytes.Repeat([]byte("x"), 100)})
			}
			c.Close(context.Background())
		})
	}
	wg.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		if !json.Valid(s.Bytes()) {
			t.Fatalf("line %d: %s", n, s.Bytes())
		}
	}
	if n != 4000 {
		t.Errorf("%d lines, want 4000", n)
	}
}

func TestAcknowledgesAtOnceWithTheToken(t *testing.T) {
	var acks []uint64
	var states []bool
	l := file.Null(clock)
	c := connect(t, l, devicesim.Identity{
		Acked: func(token uint64, at time.Time, err error) {
			if err != nil || !at.Equal(clock()) {
				t.Errorf("acknowledged at %v with %v", at, err)
			}
			acks = append(acks, token)
		},
		State: func(up bool, _ error) { states = append(states, up) },
	})
	for i := range uint64(3) {
		if err := c.Publish(devicesim.Packet{Topic: "t", Token: i, QoS: byte(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Publish(devicesim.Packet{Topic: "t", QoS: 3}); err == nil {
		t.Error("QoS 3 was taken")
	}
	if err := c.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := c.Publish(devicesim.Packet{Topic: "t"}); !errors.Is(err, file.ErrClosed) {
		t.Errorf("publish after close: %v", err)
	}
	if len(acks) != 3 || acks[2] != 2 || len(states) != 2 || !states[0] || states[1] {
		t.Errorf("acknowledged %v, states %v", acks, states)
	}
}

// full is a disk without room.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestFullDiskIsReportedAndNothingIsAcknowledged(t *testing.T) {
	acked := 0
	l := file.New(&full{}, clock)
	c := connect(t, l, devicesim.Identity{Acked: func(uint64, time.Time, error) { acked++ }})
	var err error
	taken := 0
	for range 1000 {
		if err = c.Publish(devicesim.Packet{Topic: "t", Payload: make([]byte, 1000)}); err != nil {
			break
		}
		taken++
	}
	if err == nil || !strings.Contains(err.Error(), "no space") || acked != taken {
		t.Errorf("error %v after %d messages, %d acknowledged", err, taken, acked)
	}
	if l.Close() == nil {
		t.Error("close said nothing of it")
	}
}

func TestPublishAllocatesNothing(t *testing.T) {
	for name, l := range map[string]*file.Link{"file": file.New(io.Discard, clock), "null": file.Null(clock)} {
		c := connect(t, l, devicesim.Identity{Device: "ward-0001-oximeter", Acked: func(uint64, time.Time, error) {}})
		p := devicesim.Packet{Topic: "vitalfleet/v1/a/b/c/d/obs", Payload: make([]byte, 300), QoS: 1}
		c.Publish(p)
		if n := testing.AllocsPerRun(100, func() { c.Publish(p) }); n != 0 {
			t.Errorf("%s: %v allocations a message", name, n)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	c := connect(b, file.New(io.Discard, clock), devicesim.Identity{Device: "ward-0001-oximeter"})
	p := devicesim.Packet{Topic: "vitalfleet/v1/a/b/c/d/obs", Payload: make([]byte, 300), QoS: 1}
	for b.Loop() {
		c.Publish(p)
	}
}
