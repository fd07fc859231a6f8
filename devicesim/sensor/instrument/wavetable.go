package instrument

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/artefact"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// Wave is a wave that a device can sample, send and measure on.
type Wave struct {
	ID    string  // as package wave names it
	Code  string  // as it is sent, where that is not ID
	Site  string  // the probe that it shares with channels: "ecg"
	Rate  float64 // Hz by the device's own clock
	LSB   float64 // unit of the wave in a count
	Front Front
	// Stored waves are not sent as they come: the last so long are kept, and sent at
	// the start of an alarm whose rule has a Strip. 0: sent as they come, if asked for.
	Stored time.Duration
}

// code is the wave's name in messages.
func (w *Wave) code() string {
	if w.Code != "" {
		return w.Code
	}
	return w.ID
}

// Module is a measuring part of a device. It is at work whenever a wave of its site is
// sent, or always in a Sensing table.
type Module struct {
	Site string
	// Waves are what it measures on. They are sampled when it is at work, sent or not;
	// with Either one of them is enough, the first that is sent or else the first.
	Waves          []string
	Either         bool
	Beats, Breaths bool // what it finds in them
	Make           module.Maker
}

// Recording is when a device that does not listen all the time does.
type Recording struct {
	Length time.Duration // 0: all the time
	Every  time.Duration // where the config does not say, from the start on
}

// wiring is which waves a setup samples, sends and measures on.
type wiring struct {
	taps    []tapSetup
	wants   []wave.Want // at the nominal rates
	modules []moduleSetup
	beats   int // the module whose beats count, -1: none
	breaths int
	noise   string
	every   float64 // s, length of a chunk
	format  format
	record  Recording
}

type tapSetup struct {
	*Wave
	kind   wave.Kind
	info   wave.Info
	sent   bool
	counts artefact.Converter
	filter artefact.Filter // at rest
	chunk  int             // samples
	mask   uint32          // the channels of its site, whose faults are its own
	field  plainjson.Wave
}

type moduleSetup struct {
	*Module
	taps []int
	mask uint32 // of its site
	make module.New
}

// wire is the wiring of a config, nil if the device has no waves.
func wire(t *Table, c *config) (*wiring, error) {
	sent := t.sent(c.Waves)
	w := &wiring{beats: -1, breaths: -1, noise: c.Noise, every: 1, format: format(max(slices.Index(formatNames(), c.WaveEncoding), 0)), record: t.Recording}
	if c.WaveEvery > 0 {
		w.every = time.Duration(c.WaveEvery).Seconds()
	}
	if c.RecordEvery > 0 {
		w.record.Every = time.Duration(c.RecordEvery)
	}
	sampled := slices.Clone(sent)
	for i := range t.Modules {
		if m := &t.Modules[i]; t.Sensing || slices.ContainsFunc(sent, func(id string) bool { return t.wave(id).Site == m.Site }) {
			for _, id := range m.needs(sent) {
				if !slices.Contains(sampled, id) {
					sampled = append(sampled, id)
				}
			}
		}
	}
	if len(sampled) == 0 {
		return nil, nil
	}
	for i := range t.Waves {
		if slices.Contains(sampled, t.Waves[i].ID) {
			if err := w.add(t, &t.Waves[i], slices.Contains(sent, t.Waves[i].ID)); err != nil {
				return nil, fmt.Errorf("%s of %s: %w", t.Waves[i].ID, t.Type, err)
			}
		}
	}
	return w, w.connect(t, sent)
}

// needs are the waves that a module measures on beside those that are sent.
func (m *Module) needs(sent []string) []string {
	if !m.Either {
		return m.Waves
	}
	for _, id := range m.Waves {
		if slices.Contains(sent, id) {
			return []string{id}
		}
	}
	return m.Waves[:1]
}

func (w *wiring) add(t *Table, v *Wave, sent bool) error {
	kind := kindOf(v.ID)
	info := kind.Info()
	filter, err := artefact.NewFilter(v.Rate, v.Front.Band)
	if err != nil {
		return err
	}
	w.taps = append(w.taps, tapSetup{Wave: v, kind: kind, info: info, sent: sent, filter: filter, counts: artefact.Converter{Gain: 1 / v.LSB}, chunk: max(int(w.every*v.Rate+0.5), 1), mask: t.mask(v.Site, everywhere), field: plainjson.NewWave(v.code(), v.Rate, ucum(info.Unit), v.LSB, 0)})
	if v.Stored > 0 {
		last := &w.taps[len(w.taps)-1]
		last.sent, last.chunk = true, int(v.Stored.Seconds()*v.Rate)
	}
	w.wants = append(w.wants, wave.Want{Kind: kind, Rate: v.Rate})
	return nil
}

// connect gives the modules their taps, those whose waves are all there.
func (w *wiring) connect(t *Table, sent []string) error {
	for i := range t.Modules {
		m := &t.Modules[i]
		s := moduleSetup{Module: m, mask: t.mask(m.Site, everywhere)}
		var taps []module.Tap
		for _, id := range m.needs(sent) {
			if at := slices.IndexFunc(w.taps, func(t tapSetup) bool { return t.ID == id }); at >= 0 {
				s.taps = append(s.taps, at)
				taps = append(taps, module.Tap{Rate: w.taps[at].Rate})
			}
		}
		if len(s.taps) < len(m.needs(sent)) {
			continue
		}
		var err error
		if s.make, err = m.Make(taps); err != nil {
			return fmt.Errorf("module of %v of %s: %w", m.Waves, t.Type, err)
		}
		if m.Beats && w.beats < 0 {
			w.beats = len(w.modules)
		}
		if m.Breaths && w.breaths < 0 {
			w.breaths = len(w.modules)
		}
		w.modules = append(w.modules, s)
	}
	return nil
}

// site tells whether a module of the site is at work.
func (w *wiring) site(site string) bool {
	return w != nil && slices.ContainsFunc(w.modules, func(m moduleSetup) bool { return m.Site == site })
}

// sent are the waves that a config's names stand for, in the order of the table.
func (t *Table) sent(names []string) (list []string) {
	for i := range t.Waves {
		id := t.Waves[i].ID
		for _, name := range names {
			if kinds, ok := wave.Set(name); name == "all" || ok && slices.ContainsFunc(kinds, func(k wave.Kind) bool { return k.Info().ID == id }) {
				list = append(list, id)
				break
			}
		}
	}
	return list
}

// wave is the table's entry of an id, which the schema has checked.
func (t *Table) wave(id string) *Wave {
	return &t.Waves[slices.IndexFunc(t.Waves, func(w Wave) bool { return w.ID == id })]
}

// waveNames are what the config's waves may name: each wave, the sets that the table
// has in full, and all.
func (t *Table) waveNames() []string {
	var names []string
	for i := range t.Waves {
		if t.Waves[i].Stored == 0 {
			names = append(names, t.Waves[i].ID)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if twelve, ok := wave.Set("ecg12"); ok && len(t.sent([]string{"ecg12"})) == len(twelve) {
		names = append(names, "ecg12")
	}
	return append(names, "all")
}

// waveSchemas are the config members of a table with waves.
func (t *Table) waveSchemas() map[string]string {
	if len(t.Waves) == 0 {
		return nil
	}
	m := map[string]string{
		"wave_encoding": `{"enum":[` + quoted(formatNames()) + `],"default":"json","description":"of waves: plain JSON, FHIR SampledData, or 16-bit samples after a header"}`,
		"noise":         `{"enum":[` + quoted(noiseNames()) + `],"default":"none","description":"what the body and the room add to the waves"}`,
	}
	if names := t.waveNames(); names != nil {
		m["waves"] = `{"type":"array","items":{"enum":[` + quoted(names) + `]},"default":[],"description":"waves that are sent; what is measured on them then comes of the device's own detectors"}`
		m["wave_every"] = `{"type":"string","pattern":"^[0-9]+(\\.[0-9]+)?(ms|s|m)$","default":"1s","description":"length of one message of a wave"}`
	}
	if t.Recording.Length > 0 {
		m["record_every"] = `{"type":"string","pattern":"^([0-9]+(s|m|h))+$","default":"` + shorten(t.Recording.Every) + `","description":"from one recording of ` + shorten(t.Recording.Length) + ` to the next"}`
	}
	return m
}

// shorten writes 1h0m0s as 1h.
func shorten(d time.Duration) string {
	s := d.String()
	s = strings.TrimSuffix(s, "0s")
	if s = strings.TrimSuffix(s, "0m"); s == "" || s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
		return d.String()
	}
	return s
}
