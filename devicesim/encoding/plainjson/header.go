package plainjson

import "strconv"

// The streams of a device, which are also the last segment of its topics.
const (
	StreamObs    = "obs"
	StreamWave   = "wave"
	StreamAlarm  = "alarm"
	StreamStatus = "status"
	StreamEvent  = "event"
)

// Header is the part of a message that is the same in every message of one
// device. Make it once with NewHeader.
type Header struct{ text []byte }

// NewHeader prepares the header of a device of the given type on a patient.
func NewHeader(patient, device, deviceType string) Header {
	b := make([]byte, 0, 80+len(patient)+len(device)+len(deviceType))
	b = append(b, `{"v":1,"simulated":true,"patient":`...)
	b = appendText(b, patient)
	b = append(b, `,"device":`...)
	b = appendText(b, device)
	b = append(b, `,"type":`...)
	b = appendText(b, deviceType)
	return Header{text: append(b, `,"stream":"`...)}
}

// Stamp places a message: how often the device has restarted, its position in
// (device, stream, boot), and its time on the device's own clock in nanoseconds
// since the Unix epoch. The payload carries the time in whole milliseconds.
type Stamp struct {
	Boot uint32
	Seq  uint64
	Time int64
}

// open appends everything up to the member that is the stream's own.
func (h *Header) open(dst []byte, stream string, s Stamp) []byte {
	dst = append(dst, h.text...)
	dst = append(dst, stream...)
	dst = append(dst, `","boot":`...)
	dst = strconv.AppendUint(dst, uint64(s.Boot), 10)
	dst = append(dst, `,"seq":`...)
	dst = strconv.AppendUint(dst, s.Seq, 10)
	dst = append(dst, `,"time":"`...)
	dst = AppendTime(dst, s.Time)
	return append(dst, '"')
}
