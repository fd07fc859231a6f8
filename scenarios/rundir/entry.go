package rundir

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// Kind says what a ledger entry records.
type Kind uint8

// The kinds.
const (
	named   Kind = iota // gives a stream its number; only in the file
	SentIt              // the fleet tries to send a message
	AckedIt             // the broker acknowledged it
	SeenIt              // an observer saw it
)

// Entry is one record of a ledger.
type Entry struct {
	Kind    Kind
	Stream  string
	Boot    uint32
	Seq     uint64
	Time    float64           // device time if sent, otherwise receipt; simulated seconds
	Stamp   float64           // device time that the platform reports; only if Seen and Stamped
	Stamped bool              // the platform reports a device time
	Sum     [sha256.Size]byte // of the payload; zero in acknowledgements
}

// Key returns the message's name.
func (e Entry) Key() judge.Key { return judge.Key{Stream: e.Stream, Boot: e.Boot, Seq: e.Seq} }

// Hash returns the payload's SHA-256 in hex.
func (e Entry) Hash() string { return hex.EncodeToString(e.Sum[:]) }

// A ledger is a sequence of zstd frames, each a segment that can be read alone: a header, then records of recordSize bytes
// in little-endian order. A stream's name is given by a record of kind named, with the name's length in place of the
// sequence number and the name behind it, before the stream's first record in the segment.
//
//	0  kind    1  flags    2  zero    4  stream    8  boot    12  zero    16  seq    24  time    32  stamp    40  sum
const (
	recordSize  = 72
	headerSize  = 4
	version     = 1
	flagStamped = 1
	maxName     = 4096 // bytes of a stream's name
)

func header() [headerSize]byte { return [headerSize]byte{'V', 'F', 'L', version} }

func checkHeader(h [headerSize]byte) error {
	switch {
	case h == header():
		return nil
	case [3]byte(h[:3]) == [3]byte{'V', 'F', 'L'}:
		return fmt.Errorf("ledger version %d is not known to this program (it reads version %d): use the version that wrote it", h[3], version)
	}
	return errors.New("not a ledger")
}

func encode(b *[recordSize]byte, stream uint32, e *Entry) {
	*b = [recordSize]byte{0: byte(e.Kind)}
	if e.Stamped {
		b[1] = flagStamped
	}
	binary.LittleEndian.PutUint32(b[4:], stream)
	binary.LittleEndian.PutUint32(b[8:], e.Boot)
	binary.LittleEndian.PutUint64(b[16:], e.Seq)
	binary.LittleEndian.PutUint64(b[24:], math.Float64bits(e.Time))
	binary.LittleEndian.PutUint64(b[32:], math.Float64bits(e.Stamp))
	copy(b[40:], e.Sum[:])
}

func decode(b *[recordSize]byte) (stream uint32, e Entry) {
	e = Entry{
		Kind:    Kind(b[0]),
		Stamped: b[1]&flagStamped != 0,
		Boot:    binary.LittleEndian.Uint32(b[8:]),
		Seq:     binary.LittleEndian.Uint64(b[16:]),
		Time:    math.Float64frombits(binary.LittleEndian.Uint64(b[24:])),
		Stamp:   math.Float64frombits(binary.LittleEndian.Uint64(b[32:])),
		Sum:     [sha256.Size]byte(b[40:]),
	}
	return binary.LittleEndian.Uint32(b[4:]), e
}
