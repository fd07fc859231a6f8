package sensor_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor"
	"github.com/vitalfleet/vitalfleet/physiology/score/cgm"
)

// session wears n sensors of a grade over the days of their life on the same day's
// trace again and again, a reading in an hour, and returns MARD by day.
func session(t *testing.T, n int, grade sensor.CGMGrade) (mards [10]float64) {
	t.Helper()
	blood, ig := traceA(t)
	var measured, truth [10][]float64
	for s := range n {
		r := rand.New(rand.NewPCG(uint64(s), 5))
		c := sensor.DrawCGM(r, grade)
		for day := range mards {
			for i := 0; i < len(ig); i += 60 {
				at := float64(day) + float64(i)/1440
				x := c.Read(r, ig[i], at, 1+int64(at*86400e9))
				measured[day], truth[day] = append(measured[day], min(max(x, 40), 400)), append(truth[day], blood[i])
			}
		}
	}
	for day := range mards {
		mards[day] = cgm.MARD(measured[day], truth[day])
	}
	return mards
}

// TestMARDOverASession: the published population is at its worst on the first day and
// at its best in the middle, because its gains vary most at insertion and come together.
func TestMARDOverASession(t *testing.T) {
	for grade, limits := range map[sensor.CGMGrade][2]float64{
		sensor.Vettoretti2019: {6.5, 12}, sensor.ICGM: {2, 6}, sensor.PoorCGM: {11, 22},
	} {
		mards := session(t, 500, grade)
		mean := 0.0
		for _, m := range mards {
			mean += m / 10
			if m < limits[0] || m > limits[1] {
				t.Errorf("grade %d: MARD %.2f %%, want %v", grade, m, limits)
			}
		}
		t.Logf("grade %d: MARD by day %.1f, mean %.2f %%", grade, mards, mean)
	}
}

// TestPressureSettles: under a held share the loss comes with its time constant and
// goes with it; without episodes nothing is drawn.
func TestPressureSettles(t *testing.T) {
	var w sensor.Wear
	s := &sensor.Session{Life: 240 * time.Hour}
	now := int64(1)
	w.Press(s, nil, now, 0)
	for _, c := range []struct{ held, want float64 }{{0.4, 1 - 0.4*(1-math.Exp(-1))}, {0, 1 - 0.4*(1-math.Exp(-1))*math.Exp(-1)}} {
		var share float64
		for range 300 {
			now += 1e9
			share = w.Press(s, nil, now, c.held)
		}
		if math.Abs(share-c.want) > 1e-9 {
			t.Errorf("a share of %g reaches the sensor after 5 min of %g, want %g", share, c.held, c.want)
		}
	}
}

// TestEpisodesANight: as many as are asked for, at night.
func TestEpisodesANight(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := &sensor.Session{Life: 240 * time.Hour, Compression: 2}
	episodes := 0
	midnight := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC).UnixNano()
	for range 400 {
		var w sensor.Wear
		before := int64(0)
		for k := range 288 {
			now := midnight + int64(k)*300e9
			w.Press(s, r, now, 0)
			if w.Pressed != before {
				before = w.Pressed
				episodes++
				if h := time.Unix(0, now).UTC().Hour(); h >= 6 && h < 23 {
					t.Fatalf("an episode at %d o'clock", h)
				}
			}
		}
	}
	// Episodes do not overlap, so that there are a few less than asked for.
	if n := float64(episodes) / 400; n < 1.5 || n > 2 {
		t.Errorf("%.2f episodes a night, want a little under 2", n)
	}
}
