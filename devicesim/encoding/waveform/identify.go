package waveform

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Identify reads from a payload, FHIR or binary, which chunk of which device it is, and
// the time of its first sample. ok is false for what is neither, and for a FHIR id that
// lost its front because the device's name is long.
func Identify(b []byte) (device string, boot uint32, seq uint64, at int64, ok bool) {
	if bytes.HasPrefix(b, []byte(magic)) {
		return identifyBinary(b)
	}
	if !bytes.HasPrefix(b, []byte(`{"resourceType":"Observation"`)) {
		return "", 0, 0, 0, false
	}
	var o struct {
		ID     string
		Device struct{ Identifier struct{ Value string } }
		Period struct{ Start time.Time } `json:"effectivePeriod"`
	}
	if json.Unmarshal(b, &o) != nil {
		return "", 0, 0, 0, false
	}
	c := Chunk{Device: o.Device.Identifier.Value}
	rest, found := strings.CutPrefix(o.ID, strings.TrimSuffix(string(c.appendID(nil)), "0--0")) // boot 0, no code, seq 0
	first, last := strings.IndexByte(rest, '-'), strings.LastIndexByte(rest, '-')
	if !found || first < 0 {
		return "", 0, 0, 0, false
	}
	n, err := strconv.ParseUint(rest[:first], 10, 32)
	if err != nil {
		return "", 0, 0, 0, false
	}
	seq, err = strconv.ParseUint(rest[last+1:], 10, 64)
	return c.Device, uint32(n), seq, o.Period.Start.UnixNano(), err == nil
}

func identifyBinary(b []byte) (device string, boot uint32, seq uint64, at int64, ok bool) {
	if len(b) <= fixedBytes {
		return "", 0, 0, 0, false
	}
	texts := b[fixedBytes:]
	for i := range 2 { // patient, device
		n := int(texts[0])
		if len(texts) < n+2 {
			return "", 0, 0, 0, false
		}
		if i == 1 {
			device = string(texts[1 : 1+n])
		}
		texts = texts[1+n:]
	}
	return device, binary.LittleEndian.Uint32(b[5:]), binary.LittleEndian.Uint64(b[9:]), int64(binary.LittleEndian.Uint64(b[17:])), true
}
