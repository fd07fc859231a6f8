package fit

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestReplayOfUnchangedInputsIsTheRecording(t *testing.T) {
	twin, f := fitted(t)
	f.train.Rows[40].CGM = math.NaN()
	same := &Recording{Rows: slices.Clone(f.train.Rows)}
	got, err := twin.Replay(f.train, same)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Beyond {
			t.Fatalf("row %d is beyond the horizon of no change", i)
		}
		if r.Effect != 0 || r.P05 != 0 || r.P95 != 0 {
			t.Fatalf("row %d: an effect of %g", i, r.Effect)
		}
		if want := f.train.Rows[i].CGM; r.CGM != want && !(math.IsNaN(want) && math.IsNaN(r.CGM)) {
			t.Fatalf("row %d: %g, recorded %g", i, r.CGM, want)
		}
	}
}

func TestReplayOfLessInsulin(t *testing.T) {
	twin, f := fitted(t)
	less := &Recording{Rows: slices.Clone(f.train.Rows)}
	for i := range less.Rows {
		less.Rows[i].Bolus *= 0.4
	}
	got, err := twin.Replay(f.train, less)
	if err != nil {
		t.Fatal(err)
	}
	sum, first := 0.0, slices.IndexFunc(f.train.Rows, func(r Row) bool { return r.Bolus > 0 })
	for i, r := range got {
		if beyond := r.Minute > f.train.Rows[first].Minute+6*60; r.Beyond != beyond {
			t.Fatalf("minute %d, the change is at %d: beyond is %v", r.Minute, f.train.Rows[first].Minute, r.Beyond)
		}
		if !(r.P05 <= r.Effect && r.Effect <= r.P95) || r.CGM != f.train.Rows[i].CGM+r.Effect {
			t.Fatalf("row %d: %+v", i, r)
		}
		sum += r.Effect
	}
	if sum <= 0 {
		t.Error("less insulin did not raise glucose")
	}
	guard := strings.Join(twin.Guard(f.train, less, got), "\n")
	if !strings.Contains(guard, "bolus insulin") || !strings.Contains(guard, "days of data") {
		t.Errorf("the guard says %q", guard)
	}
	if _, err := twin.Replay(f.train, f.day); err == nil {
		t.Error("inputs of another length were replayed")
	}
}
