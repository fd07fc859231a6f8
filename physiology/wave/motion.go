package wave

import "math"

// Acceleration at the waist, the specific force that an ideal accelerometer reads: 1 g
// upwards at rest. X points forwards, Y to the left, Z to the head. Posture turns the
// frame, walking and running shake it, a fall empties and hits it.
//
// Sources: Zijlstra W, Hof AL, Gait Posture 18:1, 2003 (trunk accelerations of walking);
// Tudor-Locke C et al, Int J Behav Nutr Phys Act 15:91, 2018 (cadence by MET); Hausdorff
// JM, J Neuroeng Rehabil 2:19, 2005 (variability of strides); Noury N et al, IRBM 29:340,
// 2008 (phases of a fall); Bourke AK et al, Gait Posture 26:194, 2007 (thresholds; all to check).
// Amplitudes are calibrated within the ranges that they report. Validity: walking on
// level ground. Limits: no rotation rates, no stairs, no freezing of gait.
//
//	symbol     value                        unit       source
//	cadence    100 + 10·(MET − 3), 90..125  steps/min  Tudor-Locke 2018
//	vertical   0.3..0.9 with cadence        g          peak to peak; recalled range
//	running    from 7 MET, π/2 over stance  g          mean force carries the body
//	steps' CV  0.025, to 0.05 at 85 years   1          Hausdorff 2005
//	free fall  0.28..0.40 at 0.15..0.35 g   s          phases recalled: 0.1..0.4 under 0.4..0.6 g
//	impact     FWHM 33..61                  ms         20..80
//	habits     turns 2.5, seats 1, shifts 20  1/h      calibrated

// The components of acceleration.
const (
	AccelX Kind = firstAccel + iota // forwards
	AccelY                          // to the left
	AccelZ                          // to the head
)

const firstAccel Kind = 96

var accelInfos = [...]Info{
	{"accel_x", "Acceleration forwards, waist", "g", 2048, 50, 20, 1000, 0, ""},
	{"accel_y", "Acceleration to the left, waist", "g", 2048, 50, 20, 1000, 0, ""},
	{"accel_z", "Acceleration to the head, waist", "g", 2048, 50, 20, 1000, 0, ""},
}

// force is a force in the trunk's frame, g.
type force [3]float64

type motion struct {
	sheet
	chest   chest
	gait    gait
	fall    tumble
	restive restive
	effort  effort
	posed   bool
	pitch   float64 // of the trunk, 0 lying to π/2 upright
	roll    float64 // about its length when lying: 0 on the back
	steady  float64 // share of a change of posture in a sample
	up      force   // where the force of rest points
}

func newMotion(seed uint64, _ int64, rate float64, kinds []Kind) *motion {
	return &motion{
		sheet: newSheet(rate, kinds), chest: newChest(rate),
		gait: newGait(seed, rate), fall: newTumble(seed), restive: newRestive(seed),
		steady: 1 - math.Exp(-1/rate/0.4),
	}
}

// advance makes the samples of an interval.
func (g *motion) advance(t *Tick, first, last int64, out [][]float32) {
	g.begin(first, last)
	g.effort.read(t.Body, t.Patient)
	g.fall.notice(t)
	d := g.doing(t)
	for n := first; n < last; n++ {
		g.chest.next(t, n)
		a := g.sample(float64(n)*g.h, &d)
		for i, kind := range g.kinds {
			g.rows[i][n-first] = float32(a[kind-AccelX])
		}
	}
	g.chest.finish(t, last)
	copy(out, g.rows)
}

// doing is what the body is about in a tick.
type doing struct {
	pitch   float64 // of its posture
	pace    pace
	still   bool // unconscious or fallen
	asleep  bool
	upright bool
	press   float64 // compressions a second
}

// The sines of a body's angle from which on somebody sits and stands.
const seated, standing = 0.7, 0.9

func (g *motion) doing(t *Tick) doing {
	b := t.Body
	d := doing{
		pitch:   math.Asin(min(max(1.2*b.Tilt, 0), 1)), // who sits has a steeper trunk than blood feels
		upright: b.Tilt > seated,
		still:   b.Vital.Arrest || b.Vital.Awake < 0.5 || g.fall.under,
		asleep:  b.Mood.Sleep >= 0.3,
	}
	if !d.still && !d.asleep {
		d.pace = paceOf(g.effort.met, b.Tilt > standing)
	}
	if b.Tone.Rate == 0 && b.Tone.Press > 0 {
		d.press = b.Tone.PressRate
	}
	g.gait.spread = variability * (1 + min(max(t.Patient.Age-65, 0)/20, 1))
	return d
}

// sample is the force at a time, g.
func (g *motion) sample(now float64, d *doing) force {
	pitch, roll, k := d.pitch, 0.0, g.steady
	switch {
	case g.fall.drops(now):
		pitch, roll, k = 0, g.fall.roll, 2.5*k
	case d.asleep && !d.upright:
		roll = g.restive.roll
	}
	if !g.posed {
		g.posed, k = true, 1
	}
	if dp, dr := pitch-g.pitch, roll-g.roll; k == 1 || math.Abs(dp)+math.Abs(dr) > 1e-6 {
		g.pitch += k * dp
		g.roll += k * dr
		g.turned()
	}
	g.restive.next(now, d)
	a := g.gait.next(&d.pace)
	size := g.fall.size(now)
	for i, u := range g.up {
		a[i] += size * u
	}
	a[0] += 0.004 * g.chest.flow // the belly moves with the breath
	if d.press > 0 {
		a[0] += 0.3 * math.Sin(2*math.Pi*d.press*now)
	}
	g.restive.add(now, &g.up, &a)
	return a
}

// turned finds which way is up in the trunk's frame.
func (g *motion) turned() {
	sp, cp := math.Sincos(g.pitch)
	sr, cr := math.Sincos(g.roll)
	g.up = force{cp * cr, cp * sr, sp}
}
