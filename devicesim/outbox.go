package devicesim

// Outbox collects what a batch sends in one step. It is reused from step to
// step, so that a step allocates nothing once it has grown.
type Outbox struct {
	Messages []Message
	Acts     []Act
	Errors   []DeviceError
	payloads []byte
}

// Message is one message of one device. Its payload lies in the Outbox.
type Message struct {
	Row        int32  // index into Input.Rows
	Stream     uint8  // index into Description.Streams
	Boot       uint32 // how often the device has restarted
	Seq        uint64 // position in (device, stream, boot), from 0
	Time       int64  // sampling time on the device's own clock, nanoseconds since the Unix epoch
	start, end uint32
}

// Act is something that a device does to its patient: it delivers a drug, a
// breath, a pacing pulse. It is applied at the next tick.
type Act struct {
	Row    int32
	Action string // name in the action registry: "patient.drug"
	Params []byte // JSON object, as in a scenario's `with`
}

// DeviceError is a device that failed on its own while its batch went on.
type DeviceError struct {
	Row     int32
	Message string
	Fatal   bool // the device is closed; the others go on
}

// Reset empties the Outbox and keeps its memory.
func (o *Outbox) Reset() {
	o.Messages, o.Acts, o.Errors, o.payloads = o.Messages[:0], o.Acts[:0], o.Errors[:0], o.payloads[:0]
}

// Begin returns the buffer to append the next payload to; hand the longer
// buffer to Send.
func (o *Outbox) Begin() []byte { return o.payloads }

// Send adds a message whose payload was appended to the buffer that Begin gave.
// The payload's place in m is set here.
func (o *Outbox) Send(m Message, buf []byte) {
	m.start, m.end = uint32(len(o.payloads)), uint32(len(buf))
	o.payloads = buf
	o.Messages = append(o.Messages, m)
}

// Act adds an act of a row's device.
func (o *Outbox) Act(row int32, action string, params []byte) {
	o.Acts = append(o.Acts, Act{Row: row, Action: action, Params: params})
}

// Fail reports a device that failed by itself.
func (o *Outbox) Fail(row int32, message string, fatal bool) {
	o.Errors = append(o.Errors, DeviceError{Row: row, Message: message, Fatal: fatal})
}

// Payload returns the bytes of message i, valid until the next Reset.
func (o *Outbox) Payload(i int) []byte {
	m := &o.Messages[i]
	return o.payloads[m.start:m.end:m.end]
}
