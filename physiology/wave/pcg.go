package wave

import (
	"math"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// The heart sounds over the precordium. The first is the closing of the valves of the
// atria as the ventricles contract, the second that of aorta and pulmonary artery,
// later apart in inspiration, when the right ventricle ejects more. Each is three
// short tones. Murmurs are noise in the band of the jet, shaped by the flow:
//
//	AS  diamond in ejection, 100-400 Hz      MR  plateau from S1 to S2, 150-500 Hz
//	AR  fading from S2, 200-600 Hz           MS  rumble in diastole, louder before S1, 30-120 Hz
//
// Sources: Leatham A, Auscultation of the Heart and Phonocardiography, 1975; Rangayyan
// RM, Lehner RJ, Crit Rev Biomed Eng 15:211, 1987; Freeman AR, Levine SA, Ann Intern Med
// 6:1371, 1933 (grades 1 to 6; all to check). Amplitudes are calibrated: 0.4 Pa in a stethoscope's
// bell for the first sound; a grade is a factor of 2 and grade 3 as loud as half of it.
// Limits: one place of auscultation; no clicks, snaps or rubs.
//
//	symbol   value                 unit  source
//	S1       80 after QRS onset    ms    10..50 after R at its begin; calibrated
//	S2       PEP + LVET after it   ms    Weissler 1968, see ppg.go
//	split    20 + 60/L             ms    20..60, wider in inspiration; convention
//	S3, S4   150 after A2, 135 after P   ms    120..180 after S2; 70..120 before S1

// PCG is the phonocardiogram.
const PCG Kind = firstPCG

const firstPCG Kind = 88

var pcgInfos = [...]Info{{"pcg", "Phonocardiogram, sound pressure over the heart", "Pa", 8000, 2000, 1000, 8000, 0, ""}}

// Valves are the murmurs and extra sounds of a heart. The zero value is health.
type Valves struct {
	AorticStenosis, AorticRegurgitation, MitralRegurgitation, MitralStenosis uint8 // grade, 0..6
	Third, Fourth                                                            bool  // heart sounds, whatever the pressures are
}

const (
	firstSound  = 0.4   // Pa
	secondSound = 0.25  // Pa
	lateMitral  = 0.080 // s from the onset of QRS to the first sound
)

// murmur is a window of noise under way.
type murmur struct {
	from, to float64 // s
	loud     float64 // Pa
	kind     uint8
}

// The kinds of murmurs, in the order of their bands.
const (
	stenotic    uint8 = iota // AS
	leaking                  // MR
	fading                   // AR
	rumbling                 // MS
	kindsMurmur = 4
)

type pcg struct {
	sheet
	chest  chest
	sounds atoms
	heart  strokes
	noise  stream
	bands  [kindsMurmur]band
	heard  [8]murmur
	n      int
}

func newPCG(seed uint64, _ int64, rate float64, kinds []Kind) *pcg {
	return &pcg{
		sheet: newSheet(rate, kinds), chest: newChest(rate), sounds: atoms{rate: rate},
		noise: newStream(seed, ofMurmurs),
		bands: [kindsMurmur]band{newBand(rate, 100, 400), newBand(rate, 150, 500), newBand(rate, 200, 600), newBand(rate, 30, 120)},
	}
}

// advance makes the samples of an interval.
func (g *pcg) advance(t *Tick, first, last int64, out [][]float32) {
	x := g.begin(first, last)
	now, k := observe(t), 0
	for n := first; n < last; n++ {
		at := float64(n) * g.h
		for ; k < len(t.Heart) && t.Heart[k].Time <= at; k++ {
			g.beat(t, &now, &t.Heart[k])
		}
		g.chest.next(t, n)
		x[n-first] = float32(g.murmur(at, n))
	}
	for ; k < len(t.Heart); k++ {
		g.beat(t, &now, &t.Heart[k])
	}
	g.chest.finish(t, last)
	g.sounds.fill(first, x)
	for i := range g.rows {
		copy(g.rows[i], x)
		out[i] = g.rows[i]
	}
}

// beat begins the sounds of an event.
func (g *pcg) beat(t *Tick, now *state, e *rhythm.Event) {
	switch {
	case e.Kind == rhythm.Atrial:
		g.contract(t, e)
	case e.Kind == rhythm.Ventricular:
		if worth := g.heart.relative(e); worth > 0 {
			g.close(t, now, e, worth)
		}
	}
}

// contract is what an atrial contraction makes: the fourth sound of a stiff
// ventricle, and the murmur of a narrow mitral valve before the first.
func (g *pcg) contract(t *Tick, e *rhythm.Event) {
	v := &t.Valves
	if v.Fourth || t.Body.Flow.Ppv > 17 && t.Patient.Atria == 0 {
		g.sounds.add(e.Time, e.Time+0.135, 0.018, 32, 0.25*firstSound)
	}
	g.begins(rumbling, v.MitralStenosis, e.Time, e.Time+0.08, e.Time+0.21, 1.3)
}

// close is what a contraction of the ventricles makes.
func (g *pcg) close(t *Tick, now *state, e *rhythm.Event, worth float64) {
	b, v, s := t.Body, &t.Valves, now.systole(e)
	late, later := 0.0, 0.0 // left and right
	switch e.Conduction {
	case rhythm.LeftBlock, rhythm.Slow:
		late = 0.02
	case rhythm.RightBlock:
		later = 0.04
	}
	force := min(max(b.Tone.EmaxL/t.Patient.Circulation.EmaxRef, 0.4), 2) * math.Sqrt(worth)
	one := e.Time + lateMitral + late
	g.sound(e.Time, one, 0.9*firstSound*force, 1)
	g.sound(e.Time, one+0.025+later, 0.35*firstSound*force, 1.25)
	two := e.Time + s.pep + s.ejection + late
	split := min(max(0.020+0.060*g.chest.volume, 0.020), 0.060)
	g.sound(e.Time, two, secondSound*min(b.Flow.Psa/92, 1.6), 1.5)
	g.sound(e.Time, two-late+split+later, 0.45*secondSound*min(b.Flow.Ppa/14, 2.5), 1.35)
	if v.Third || b.Flow.Ppv > 18 && t.Patient.Contractility < 0.8 {
		g.sounds.add(e.Time, two+0.15, 0.018, 35, 0.3*firstSound)
	}
	g.begins(stenotic, v.AorticStenosis, e.Time, e.Time+s.pep, two-0.02, 1)
	g.begins(leaking, v.MitralRegurgitation, e.Time, one, two+0.01, 0.8)
	g.begins(fading, v.AorticRegurgitation, e.Time, two, two+0.30, 1)
	g.begins(rumbling, v.MitralStenosis, e.Time, two+0.09, two+0.35, 1)
}

// sound is a heart sound: three short tones around a time, higher by a factor.
func (g *pcg) sound(cause, at, height, pitch float64) {
	g.sounds.add(cause, at, 0.016, 42*pitch, 0.62*height)
	g.sounds.add(cause, at+0.004, 0.013, 68*pitch, 0.34*height)
	g.sounds.add(cause, at+0.002, 0.008, 110*pitch, 0.16*height)
}

// begins notes a murmur of a grade from a time to another.
func (g *pcg) begins(kind, grade uint8, cause, from, to, share float64) {
	if grade == 0 || g.n == len(g.heard) {
		return
	}
	loud := firstSound / 2 * math.Exp2(float64(grade)-3) / 2 // deviation of a noise whose peaks are twice that
	g.heard[g.n] = murmur{max(from, cause), to, loud * share, kind}
	g.n++
}

// murmur is the noise at sample n.
func (g *pcg) murmur(at float64, n int64) float64 {
	sum, left := 0.0, 0
	for i := range g.n {
		m := &g.heard[i]
		if at >= m.from && at < m.to {
			sum += m.loud * m.envelope((at-m.from)/(m.to-m.from)) * g.bands[m.kind].next(g.noise.white(n))
		}
		if at < m.to {
			g.heard[left] = *m
			left++
		}
	}
	g.n = left
	return sum
}

// envelope is the shape of a murmur at a share of its time.
func (m *murmur) envelope(u float64) float64 {
	switch m.kind {
	case stenotic:
		return 4 * u * (1 - u)
	case leaking:
		return min(10*u, 1, 10*(1-u))
	case fading:
		return min(20*u, 1) * (1 - u) * (1 - u)
	}
	return min(8*u, 1, 4*(1-u))
}
