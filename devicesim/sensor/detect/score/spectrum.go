package score

import "math"

// Bands is the power of the intervals' variation in the bands of the Task Force
// of 1996, in s^2.
type Bands struct {
	VLF float64 // 0.003 to 0.04 Hz
	LF  float64 // 0.04 to 0.15 Hz
	HF  float64 // 0.15 to 0.40 Hz
}

// Spectrum returns the power in the bands by the periodogram of Lomb and Scargle
// (Lomb NR, Astrophys Space Sci 39:447, 1976), which takes the intervals at the
// times of their beats as they are, without interpolation. A sine of amplitude a
// has the power a^2/2. Two minutes are needed for LF and five for VLF.
func Spectrum(intervals []float64) Bands {
	times, length := make([]float64, len(intervals)), 0.0
	for i, s := range intervals {
		length += s
		times[i] = length
	}
	v := Vary(intervals)
	if v.Mean == 0 {
		return Bands{}
	}
	var b Bands
	step := 1 / length
	for k := 1; float64(k)*step < 0.4; k++ {
		f := float64(k) * step
		p := lomb(times, intervals, v.Mean, f) * 2 / float64(len(intervals))
		switch {
		case f >= 0.15:
			b.HF += p
		case f >= 0.04:
			b.LF += p
		case f >= 0.003:
			b.VLF += p
		}
	}
	return b
}

// lomb returns the periodogram at one frequency: half of the sums of squares that
// the best sine takes away.
func lomb(times, values []float64, mean, f float64) float64 {
	w := 2 * math.Pi * f
	s2, c2 := 0.0, 0.0
	for _, t := range times {
		s, c := math.Sincos(2 * w * t)
		s2, c2 = s2+s, c2+c
	}
	tau := math.Atan2(s2, c2) / (2 * w)
	var xs, xc, ss, cc float64
	for i, t := range times {
		s, c := math.Sincos(w * (t - tau))
		x := values[i] - mean
		xs, xc, ss, cc = xs+x*s, xc+x*c, ss+s*s, cc+c*c
	}
	p := 0.0
	if cc > 0 {
		p += xc * xc / cc
	}
	if ss > 0 {
		p += xs * xs / ss
	}
	return p / 2
}
