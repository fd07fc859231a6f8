package devicesim

import (
	"time"

	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// Input is what a batch gets to know in one step. It belongs to the caller and
// is valid only during the call.
//
// Signals is column-major: the value of Description.Inputs[i] for row r is
// Signals[i*len(Rows)+r].
type Input struct {
	Time     time.Time     // virtual time at the end of the interval
	Interval time.Duration // length of the interval
	Rows     []int32       // the device (index into Open's specs) of each row, ascending
	Due      []bool        // per row: the device's publish time falls into this interval
	Signals  []float64
	Beats    Beats
	Breaths  Breaths
	Ticks    []wave.Tick // by row, for models with WantsWaves: what a source of waves is told; only to be read
}

// Column returns the values of the i-th declared signal, one a row.
func (in *Input) Column(i int) []float64 {
	n := len(in.Rows)
	return in.Signals[i*n : (i+1)*n : (i+1)*n]
}

// Beats are the heart beats of all rows' patients in the interval, in order of
// time per row: row r has the beats Ends[r-1] to Ends[r].
type Beats struct {
	Ends   []uint32
	Times  []int64   // nanoseconds since the Unix epoch, virtual time, of the R peak
	Kinds  []uint8   // annotation code as in WFDB: 'N', 'V', 'A', …
	RR     []float64 // s since the beat before
	Stroke []float64 // stroke volume relative to rest; 0: no pulse
}

// Row returns the range of row r's beats in the columns.
func (b *Beats) Row(r int) (from, to uint32) { return span(b.Ends, r) }

// Breaths are the breaths that began in the interval, laid out as Beats are.
type Breaths struct {
	Ends   []uint32
	Times  []int64   // start of inspiration
	Volume []float64 // mL
	EtCO2  []float64 // mmHg
}

// Row returns the range of row r's breaths in the columns.
func (b *Breaths) Row(r int) (from, to uint32) { return span(b.Ends, r) }

func span(ends []uint32, r int) (from, to uint32) {
	if len(ends) == 0 {
		return 0, 0
	}
	if r > 0 {
		from = ends[r-1]
	}
	return from, ends[r]
}
