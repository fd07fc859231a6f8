package twin_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/twin"
)

var update = flag.Bool("update", false, "write the golden snapshot anew")

// newTwin is a typical patient at rest.
func newTwin(t testing.TB, id string) twin.Twin {
	t.Helper()
	profile, ok := physiology.ProfileByName("healthy-adult")
	if !ok {
		t.Fatal("there is no profile healthy-adult")
	}
	p, err := physiology.Reference(profile.Typical(physiology.PersonKnown{}))
	if err != nil {
		t.Fatal(err)
	}
	w, err := twin.New(id, &p, physiology.DefaultEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// begin puts an action into force.
func begin(t testing.TB, w *twin.Twin, kind string, args map[string]any, until float64) physiology.Handle {
	t.Helper()
	action, ok := physiology.ActionByName(kind)
	if !ok {
		t.Fatalf("there is no action %s", kind)
	}
	bound, errs := action.Bind(args)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	h, err := w.Begin(bound, until)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ill is a twin in the middle of things: two actions in force, one of them to end
// by itself, and a heart that has beaten.
func ill(t testing.TB) twin.Twin {
	t.Helper()
	w := newTwin(t, "ward-0001")
	begin(t, &w, "patient.hypoxia", map[string]any{"target_spo2": "84%", "ramp": "20s"}, 90)
	begin(t, &w, "patient.hemorrhage", map[string]any{"volume": "500 mL", "over": "10min"}, math.Inf(1))
	for range 40 {
		live(&w)
	}
	return w
}

// live steps a twin by a second and tells its beats and breaths.
func live(w *twin.Twin) twin.Tape {
	w.Tape = nil
	w.Listen()
	w.Step(1)
	return *w.Tape
}

// all reads every signal.
func all(w *twin.Twin) []uint64 {
	var want []physiology.Signal
	for i := range physiology.Signals() {
		want = append(want, physiology.Signal(i))
	}
	values := make([]float64, len(want))
	w.Observe(want, values)
	bits := make([]uint64, len(values))
	for i, v := range values {
		bits[i] = math.Float64bits(v)
	}
	return bits
}

// wantSameLife lets two twins live and compares every bit of what can be seen.
func wantSameLife(t testing.TB, a, b *twin.Twin, seconds int) {
	t.Helper()
	for i := range seconds {
		ea, eb := live(a), live(b)
		if x, y := all(a), all(b); fmt.Sprint(x, ea) != fmt.Sprint(y, eb) {
			t.Fatalf("after %d s they differ:\n%v %v\n%v %v", i+1, x, ea, y, eb)
		}
	}
}

func TestASnapshotContinuesBitForBit(t *testing.T) {
	w := ill(t)
	got, rest, err := twin.Restore(append(w.Snapshot(nil), "tail"...))
	if err != nil || string(rest) != "tail" || got.ID != w.ID {
		t.Fatalf("id %q, rest %q, error %v", got.ID, rest, err)
	}
	if again := got.Snapshot(nil); !bytes.Equal(again, w.Snapshot(nil)) {
		t.Error("a snapshot of the restored twin is another one")
	}
	if got.Patient == w.Patient {
		t.Error("the restored twin shares its patient with the first")
	}
	wantSameLife(t, &w, &got, 120) // the hypoxia ends on the way
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	w := ill(t)
	before := w.Snapshot(nil)
	f, g := w.Fork(), w.Fork()
	begin(t, &g, "patient.oxygen", map[string]any{"fio2": "60%"}, math.Inf(1))
	for range 60 {
		live(&g)
	}
	if !bytes.Equal(w.Snapshot(nil), before) {
		t.Fatal("what a fork does changes the twin that it came from")
	}
	wantSameLife(t, &w, &f, 60)
	if fmt.Sprint(all(&w)) == fmt.Sprint(all(&g)) {
		t.Error("oxygen changed nothing in the fork")
	}
}

func TestAHandleOutlivesTheSnapshot(t *testing.T) {
	w := newTwin(t, "a")
	h := begin(t, &w, "patient.hypoxia", map[string]any{"target_spo2": "84%", "ramp": "1s"}, math.Inf(1))
	for range 60 {
		live(&w)
	}
	got, _, err := twin.Restore(w.Snapshot(nil))
	if err != nil {
		t.Fatal(err)
	}
	w.End(h)
	got.End(h)
	wantSameLife(t, &w, &got, 60)
	if w.Inputs.Active != 0 {
		t.Error("the action is still in force after its end")
	}
}

func TestRestoreRefuses(t *testing.T) {
	whole := func() []byte { w := newTwin(t, "ward-0001"); return w.Snapshot(nil) }()
	changed := func(at int, b byte) []byte {
		out := bytes.Clone(whole)
		out[at] ^= b
		return out
	}
	for _, c := range []struct {
		name string
		src  []byte
		says string
	}{
		{"nothing", nil, "no snapshot begins here"},
		{"something else", []byte("{\"twins\": [1, 2, 3], \"more\": true}"), "no snapshot begins here"},
		{"another version", changed(4, 0x80), "version"},
		{"a body of other parts", changed(6, 1), "other parts"},
		{"an id that is not all there", whole[:20], "within the id"},
		{"a body that is not all there", whole[:len(whole)-1], "too early"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := twin.Restore(c.src)
			if !errors.Is(err, twin.ErrSnapshot) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
}

func TestRestoreNeverPanics(t *testing.T) {
	w := newTwin(t, "ward-0001")
	whole := w.Snapshot(nil)
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole[:rapid.IntRange(0, len(whole)).Draw(t, "length")])
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			if len(b) > 0 {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		// A shorter length of the id makes the snapshot end earlier; nothing is made up.
		if _, rest, err := twin.Restore(b); err == nil && !bytes.HasSuffix(b, rest) {
			t.Fatalf("what is left over, %d bytes, was not in it", len(rest))
		}
	})
}

// A snapshot in testdata was written by some version of the program. This one
// reads it and goes on, or says that its bodies have other parts; it never makes
// something else of it. Written anew with -update.
func TestGoldenSnapshot(t *testing.T) {
	path := filepath.Join("testdata", "ill.snapshot")
	if *update {
		w := ill(t)
		if err := os.WriteFile(path, w.Snapshot(nil), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w, rest, err := twin.Restore(b)
	if err != nil {
		if !errors.Is(err, twin.ErrSnapshot) || !strings.Contains(err.Error(), "other parts") {
			t.Fatal(err)
		}
		t.Log("the body has changed since it was written, and that is said: ", err)
		return
	}
	if len(rest) != 0 || w.ID != "ward-0001" || w.Body.Time != 40 {
		t.Errorf("id %q, body time %v, %d bytes left over", w.ID, w.Body.Time, len(rest))
	}
	if !bytes.Equal(w.Snapshot(nil), b) {
		t.Error("written again it is another snapshot")
	}
	var v [1]float64
	for i := range 50 {
		live(&w)
		w.Observe([]physiology.Signal{physiology.SpO2}, v[:])
		if !(v[0] > 50 && v[0] <= 100) {
			t.Fatalf("after %d s its SpO2 is %v", i+1, v[0])
		}
	}
}

// The layout's fingerprint has its place in front, where Restore looks for it.
func TestSnapshotHeader(t *testing.T) {
	w := newTwin(t, "x")
	b := w.Snapshot(nil)
	if string(b[:4]) != "vft1" || binary.LittleEndian.Uint16(b[4:]) != 1 || binary.LittleEndian.Uint16(b[14:]) != 1 || b[16] != 'x' {
		t.Errorf("it begins with %x", b[:17])
	}
}
