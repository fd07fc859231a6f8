package wfdb

// Format is how samples lie in a signal file.
type Format int

// The formats that this package knows.
const (
	Format16  Format = 16  // two bytes a sample, low byte first
	Format212 Format = 212 // two samples of 12 bits in three bytes
)

// Invalid marks a sample that was not measured. In format 212 it is stored as
// -2048.
const Invalid int16 = -32768

const invalid212 = -2048

func (f Format) bits() int {
	switch f {
	case Format16:
		return 16
	case Format212:
		return 12
	}
	return 0
}

// Limit is the largest sample of the format, 32767 or 2047; the smallest is its
// negative, since one more stands for Invalid. A sample beyond is clipped and
// counted: a signal in format 212 needs a gain at which it stays within 2047
// steps of 0, see Signal.Range.
func (f Format) Limit() int16 { return int16(1)<<(f.bits()-1) - 1 }

// clip returns the sample as the format stores it.
func (f Format) clip(s int16) (stored int16, clipped bool) {
	limit := f.Limit()
	switch {
	case s == Invalid && f == Format212:
		return invalid212, false
	case s == Invalid:
		return s, false
	case s > limit:
		return limit, true
	case s < -limit:
		return -limit, true
	}
	return s, false
}

// pack212 appends two samples of 12 bits.
func pack212(dst []byte, a, b int16) []byte {
	return append(dst, byte(a), byte(a>>8)&0x0f|byte(b>>8)<<4, byte(b))
}

// unpack212 reads two samples from three bytes.
func unpack212(b []byte) (x, y int16) {
	x = int16(b[0])<<4 | int16(b[1])<<12
	y = int16(b[2])<<4 | int16(b[1]&0xf0)<<8
	return x >> 4, y >> 4
}
