package waveform

import (
	"strconv"
	"unicode/utf8"

	"github.com/vitalfleet/vitalfleet/devicesim/encoding/plainjson"
)

// AppendFHIR appends the chunk as a FHIR R4 Observation whose value is
// SampledData. Data are the samples as they are, with origin and factor as the
// scale, E for Invalid, and, where the chunk says the sensor's range, U and L
// beyond it with the limits in Unit. The id is "device-boot-code-seq" in the
// characters that FHIR allows; it ends with what tells chunks apart, and is cut
// at its front to 64 characters.
func AppendFHIR(dst []byte, c *Chunk) ([]byte, error) {
	if err := c.check(); err != nil {
		return dst, err
	}
	dst = append(dst, `{"resourceType":"Observation","id":"`...)
	dst = c.appendID(dst)
	dst = append(dst, `","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST","display":"test health data"}]},`+
		`"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Simulated wave</div>"},"status":"final",`+
		`"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"procedure"}]}],"code":{`...)
	dst = c.appendCode(dst)
	dst = appendText(append(dst, `},"subject":{"identifier":{"value":`...), c.Patient)
	dst = appendText(append(dst, `}},"device":{"identifier":{"value":`...), c.Device)
	dst = plainjson.AppendTime(append(dst, `}},"effectivePeriod":{"start":"`...), c.Time)
	last := c.Time + int64(float64(len(c.Samples)-1)/c.Rate*1e9)
	dst = plainjson.AppendTime(append(dst, `","end":"`...), last)
	dst = append(dst, `"},"valueSampledData":{"origin":`...)
	dst = c.appendOrigin(dst)
	dst = appendNumber(append(dst, `,"period":`...), 1000/c.Rate)
	dst = appendNumber(append(dst, `,"factor":`...), c.Gain)
	dst = c.appendLimits(dst)
	dst = append(dst, `,"dimensions":1,"data":"`...)
	dst = c.appendData(dst)
	return append(dst, `"}}`...), nil
}

// maxID is the longest id of a FHIR resource.
const maxID = 64

func (c *Chunk) appendID(dst []byte) []byte {
	from := len(dst)
	dst = append(dst, c.Device...)
	dst = strconv.AppendUint(append(dst, '-'), uint64(c.Boot), 10)
	dst = append(append(dst, '-'), c.Code...)
	dst = strconv.AppendUint(append(dst, '-'), c.Seq, 10)
	for i := from; i < len(dst); i++ {
		b := dst[i]
		if !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '.') {
			dst[i] = '-'
		}
	}
	if long := len(dst) - from - maxID; long > 0 {
		dst = append(dst[:from], dst[from+long:]...)
	}
	return dst
}

func (c *Chunk) appendCode(dst []byte) []byte {
	coding, ok := CodingOf(c.Code)
	if !ok {
		return appendText(append(dst, `"text":`...), c.Code)
	}
	dst = append(dst, `"coding":[{"system":"urn:iso:std:iso:11073:10101","code":"`...)
	dst = strconv.AppendUint(dst, uint64(coding.MDC), 10)
	dst = append(append(dst, `","display":"`...), coding.RefID...)
	return append(append(append(dst, `"}],"text":"`...), coding.Title...), '"')
}

func (c *Chunk) appendOrigin(dst []byte) []byte {
	dst = appendNumber(append(dst, `{"value":`...), c.Offset)
	if c.Unit == "" {
		return append(dst, '}')
	}
	dst = appendText(append(dst, `,"unit":`...), c.Unit)
	dst = appendText(append(dst, `,"system":"http://unitsofmeasure.org","code":`...), c.Unit)
	return append(dst, '}')
}

func (c *Chunk) hasRange() bool { return c.Low < c.High }

func (c *Chunk) appendLimits(dst []byte) []byte {
	if !c.hasRange() {
		return dst
	}
	low, high := c.Physical(c.Low), c.Physical(c.High)
	dst = appendNumber(append(dst, `,"lowerLimit":`...), min(low, high))
	return appendNumber(append(dst, `,"upperLimit":`...), max(low, high))
}

func (c *Chunk) appendData(dst []byte) []byte {
	below, above := byte('L'), byte('U')
	if c.Gain < 0 {
		below, above = above, below
	}
	for i, s := range c.Samples {
		if i > 0 {
			dst = append(dst, ' ')
		}
		switch {
		case s == Invalid:
			dst = append(dst, 'E')
		case c.hasRange() && s <= c.Low:
			dst = append(dst, below)
		case c.hasRange() && s >= c.High:
			dst = append(dst, above)
		default:
			dst = strconv.AppendInt(dst, int64(s), 10)
		}
	}
	return dst
}

// appendNumber appends x as a FHIR decimal, rounded to 12 significant digits.
func appendNumber(dst []byte, x float64) []byte {
	var buf [32]byte
	y, err := strconv.ParseFloat(string(strconv.AppendFloat(buf[:0], x, 'g', 12, 64)), 64)
	if err != nil {
		y = x
	}
	return strconv.AppendFloat(dst, y, 'f', -1, 64)
}

// appendText appends s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendText(dst []byte, s string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
