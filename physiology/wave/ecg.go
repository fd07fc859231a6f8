package wave

// ecg draws the potentials of the heart as the leads see them.
type ecg struct {
	canvas canvas
	kinds  []Kind
}

func newECG(_ uint64, from int64, rate float64, kinds []Kind) *ecg {
	return &ecg{canvas: newCanvas(len(kinds), from, rate, 2), kinds: kinds}
}

func (e *ecg) advance(_ *Tick, first, last int64, out [][]float32) {
	e.canvas.turn(first, last)
	for i, row := range e.canvas.rows {
		out[i] = row[:last-first]
	}
}
