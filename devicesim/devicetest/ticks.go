package devicetest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// restingBody is the body behind the waves of the play: one that rests, whatever the signals
// say. Heart and lungs keep the even distances of beats and breaths.
type restingBody struct {
	patient physiology.Patient
	body    physiology.Body
}

func newRestingBody() (*restingBody, error) {
	r := &restingBody{}
	var err error
	if r.patient, err = physiology.Reference(physiology.Person{Age: 40, Height: 178, Weight: 75}); err != nil {
		return nil, fmt.Errorf("make the body behind the waves: %w", err)
	}
	if r.body, err = physiology.New(&r.patient, physiology.DefaultEnvironment()); err != nil {
		return nil, fmt.Errorf("make the body behind the waves: %w", err)
	}
	return r, nil
}

// Forms of the complexes of the play, in s.
const (
	pWidth, pr   = 0.1, 0.16
	width, qt    = 0.09, 0.38
	tidal, etCO2 = 500, 38
)

// ticks are what the sources of waves are told in step k.
func (r *restingBody) ticks(devices []int32, k int, dt time.Duration) []wave.Tick {
	list := make([]wave.Tick, 0, len(devices))
	for _, device := range devices {
		t := wave.Tick{From: float64(k) * dt.Seconds(), To: float64(k+1) * dt.Seconds(), Body: &r.body, Patient: &r.patient}
		rr := beatPeriod(device).Seconds()
		for _, at := range between(t.From, t.To, rr, 0) {
			t.Heart = append(t.Heart, rhythm.Event{Time: at, Kind: rhythm.Ventricular, Code: 'N', Width: width, QT: qt, RR: rr, Stroke: 1})
		}
		for _, at := range between(t.From, t.To, rr, rr-pr) {
			t.Heart = append(t.Heart, rhythm.Event{Time: at, Kind: rhythm.Atrial, Code: 'p', Width: pWidth})
		}
		slices.SortFunc(t.Heart, func(a, b rhythm.Event) int { return int(math.Copysign(1, a.Time-b.Time)) })
		period := breathPeriod(device).Seconds()
		for _, at := range between(t.From, t.To, period, 0) {
			t.Breaths = append(t.Breaths, wave.Breath{Time: at, Period: period, Volume: tidal, EtCO2: etCO2})
		}
		list = append(list, t)
	}
	return list
}

// between are the times phase + n*period in (from, to].
func between(from, to, period, phase float64) (list []float64) {
	for n := math.Floor((from-phase)/period) + 1; phase+n*period <= to; n++ {
		list = append(list, phase+n*period)
	}
	return list
}
