package plainjson

import "strconv"

// The qualities of a value. All but QualityOK and QualityOutOfRange say why a
// value is doubtful or absent.
const (
	QualityOK           = "ok"
	QualityProbeOff     = "probe-off"     // the sensor is not on the body
	QualityMotion       = "motion"        // movement disturbs the measurement
	QualityLowPerfusion = "low-perfusion" // there is no pulse to measure on
	QualityStarting     = "starting"      // the sensor has not settled yet
	QualityDropout      = "dropout"       // the sample was lost inside the device
	QualityNoSignal     = "no-signal"     // there was nothing to measure
	QualityOutOfRange   = "out-of-range"  // the value lies at the end of the sensor's range
)

// Field is a measured quantity as it stands in every message. Make it once with
// NewField.
type Field struct{ open, unit []byte }

// NewField prepares a field. MDC 0 and an empty LOINC code are left out.
func NewField(code, unit string, mdc uint32, loinc string) Field {
	open := append([]byte(nil), `{"code":`...)
	open = appendText(open, code)
	tail := append([]byte(nil), `,"unit":`...)
	tail = appendText(tail, unit)
	if mdc != 0 {
		tail = append(tail, `,"mdc":`...)
		tail = strconv.AppendUint(tail, uint64(mdc), 10)
	}
	if loinc != "" {
		tail = append(tail, `,"loinc":`...)
		tail = appendText(tail, loinc)
	}
	return Field{open: open, unit: tail}
}

// Value is one measured quantity at one time.
type Value struct {
	Field    *Field
	Value    float64
	Decimals int    // digits after the point that the device resolves
	Absent   bool   // the value is left out
	Quality  string // "" is left out
}

// AppendObs appends an obs message. A value that is not finite is left out.
func AppendObs(dst []byte, h *Header, s Stamp, values []Value) []byte {
	dst = h.open(dst, StreamObs, s)
	dst = append(dst, `,"obs":[`...)
	for i := range values {
		v := &values[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v.Field.open...)
		if !v.Absent && finite(v.Value) {
			dst = append(dst, `,"value":`...)
			dst = AppendNumber(dst, v.Value, v.Decimals)
		}
		dst = append(dst, v.Field.unit...)
		if v.Quality != "" {
			dst = append(dst, `,"quality":"`...)
			dst = append(dst, v.Quality...)
			dst = append(dst, '"')
		}
		dst = append(dst, '}')
	}
	return append(dst, `]}`...)
}
