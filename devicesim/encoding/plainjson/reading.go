package plainjson

// Reading is a decoded message. Its texts point into the payload that was
// decoded, or into the Reading's own memory; they are valid until either changes.
type Reading struct {
	Version   int
	Simulated bool
	Patient   []byte
	Device    []byte
	Type      []byte
	Stream    []byte
	Boot      uint32
	Seq       uint64
	Time      int64 // nanoseconds since the Unix epoch, on the device's clock
	Obs       []Observation
	Alarm     AlarmReading // of an alarm message
	Wave      WaveReading  // of a wave message

	seen    uint8
	scratch []byte // texts that had escapes
}

// Observation is one entry of obs.
type Observation struct {
	Code     []byte
	Value    float64
	HasValue bool // false: the quality says why there is none
	Unit     []byte
	MDC      uint32
	LOINC    []byte
	Quality  []byte
}

// AlarmReading is the alarm of an alarm message, see Alarm.
type AlarmReading struct{ Code, Priority, Kind, State, Phase, ID []byte }

// WaveReading is the wave of a wave message, see Wave. Its samples lie in the
// Reading's own memory.
type WaveReading struct {
	Code    []byte
	Rate    float64 // samples per second
	Unit    []byte
	Gain    float64
	Offset  float64
	Samples []int16 // InvalidSample where there is null
}

// The members that identify a message, as bits of Reading.seen.
const (
	seenPatient = 1 << iota
	seenDevice
	seenStream
	seenBoot
	seenSeq
	seenTime
	seenAll = 1<<iota - 1
)

func (r *Reading) reset() {
	*r = Reading{Obs: r.Obs[:0], Wave: WaveReading{Samples: r.Wave.Samples[:0]}, scratch: r.scratch[:0]}
}

// Find returns the observation of a code, or nil.
func (r *Reading) Find(code string) *Observation {
	for i := range r.Obs {
		if string(r.Obs[i].Code) == code {
			return &r.Obs[i]
		}
	}
	return nil
}

// Identified reports whether the message carried everything that tells it from
// all others: patient, device, stream, boot, seq and time.
func (r *Reading) Identified() bool { return r.seen == seenAll }
