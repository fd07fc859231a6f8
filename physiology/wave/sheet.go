package wave

// sheet holds the samples of the wanted kinds of one family at one rate.
type sheet struct {
	rate, h float64 // Hz, and the s of a sample
	kinds   []Kind
	rows    [][]float32
	scratch []float32
}

func newSheet(rate float64, kinds []Kind) sheet {
	return sheet{rate: rate, h: 1 / rate, kinds: kinds, rows: make([][]float32, len(kinds))}
}

// begin makes room for the samples first..last-1 of each row and of a scratch row,
// which it returns. Only an interval longer than any before allocates.
func (s *sheet) begin(first, last int64) []float32 {
	n := int(last - first)
	if cap(s.scratch) < n {
		s.scratch = make([]float32, n)
		for i := range s.rows {
			s.rows[i] = make([]float32, n)
		}
	}
	s.scratch = s.scratch[:n]
	for i := range s.rows {
		s.rows[i] = s.rows[i][:n]
	}
	return s.scratch
}
