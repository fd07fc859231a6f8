package waveform

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

const (
	magic      = "VFW\x01"
	fixedBytes = 53
	maxText    = 255
	maxSamples = 1 << 24

	flagSimulated   = 1 << 0
	flagDifferences = 1 << 1
)

// AppendBinary appends the chunk in the binary form that the package describes.
func AppendBinary(dst []byte, c *Chunk) ([]byte, error) {
	if err := c.check(); err != nil {
		return dst, err
	}
	flags := byte(flagSimulated)
	if differenceBytes(c.Samples) < 2*len(c.Samples) {
		flags |= flagDifferences
	}
	dst = append(append(dst, magic...), flags)
	dst = binary.LittleEndian.AppendUint32(dst, c.Boot)
	dst = binary.LittleEndian.AppendUint64(dst, c.Seq)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(c.Time))
	for _, x := range [...]float64{c.Rate, c.Gain, c.Offset} {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(c.Samples)))
	for _, s := range [...]string{c.Patient, c.Device, c.Code, c.Unit} {
		dst = append(append(dst, byte(len(s))), s...)
	}
	if flags&flagDifferences == 0 {
		for _, s := range c.Samples {
			dst = append(dst, byte(s), byte(s>>8))
		}
		return dst, nil
	}
	before := int16(0)
	for _, s := range c.Samples {
		for z := zigzag(s - before); ; z >>= 7 {
			if z < 0x80 {
				dst = append(dst, byte(z))
				break
			}
			dst = append(dst, byte(z)|0x80)
		}
		before = s
	}
	return dst, nil
}

// zigzag makes small numbers of both signs small and not negative.
func zigzag(d int16) uint16 { return uint16(d)<<1 ^ uint16(d>>15) }

func unzigzag(z uint16) int16 { return int16(z>>1) ^ -int16(z&1) }

func differenceBytes(samples []int16) int {
	n, before := 0, int16(0)
	for _, s := range samples {
		switch z := zigzag(s - before); {
		case z < 1<<7:
			n++
		case z < 1<<14:
			n += 2
		default:
			n += 3
		}
		before = s
	}
	return n
}

var (
	errShort  = errors.New("waveform: the payload ends too early")
	errLonger = errors.New("waveform: something follows the samples")
)

// DecodeBinary reads a chunk into c, whose Samples' memory it uses again. Low and
// High are not part of the payload.
func DecodeBinary(b []byte, c *Chunk) error {
	if len(b) < fixedBytes {
		return errShort
	}
	if string(b[:4]) != magic {
		return fmt.Errorf("waveform: the payload begins with % x and not with % x: another format or version", b[:4], magic)
	}
	flags := b[4]
	if flags&flagSimulated == 0 || flags&^(flagSimulated|flagDifferences) != 0 {
		return fmt.Errorf("waveform: flags %#x; only simulated data are read, with differences or without", flags)
	}
	samples := c.Samples[:0]
	*c = Chunk{
		Boot: binary.LittleEndian.Uint32(b[5:]), Seq: binary.LittleEndian.Uint64(b[9:]), Time: int64(binary.LittleEndian.Uint64(b[17:])),
		Rate: number(b[25:]), Gain: number(b[33:]), Offset: number(b[41:]),
	}
	count := int64(binary.LittleEndian.Uint32(b[49:]))
	b = b[fixedBytes:]
	for _, s := range [...]*string{&c.Patient, &c.Device, &c.Code, &c.Unit} {
		if len(b) == 0 || len(b) < 1+int(b[0]) {
			return errShort
		}
		end := 1 + int(b[0])
		*s, b = string(b[1:end]), b[end:]
	}
	if count > int64(len(b)) { // a sample has a byte or more
		return errShort
	}
	var err error
	if c.Samples, err = appendSamples(samples, b, int(count), flags); err != nil {
		return err
	}
	return c.check()
}

func number(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

func appendSamples(dst []int16, b []byte, count int, flags byte) ([]int16, error) {
	if flags&flagDifferences == 0 {
		if len(b) < 2*count {
			return dst, errShort
		}
		for i := range count {
			dst = append(dst, int16(binary.LittleEndian.Uint16(b[2*i:])))
		}
		b = b[2*count:]
	} else {
		before := int16(0)
		for range count {
			z, n := binary.Uvarint(b)
			if n <= 0 || z > math.MaxUint16 {
				return dst, errShort
			}
			before += unzigzag(uint16(z))
			dst, b = append(dst, before), b[n:]
		}
	}
	if len(b) > 0 {
		return dst, errLonger
	}
	return dst, nil
}
