package judge

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Key names one message: the Seq-th of a stream since the device's Boot-th start.
type Key struct {
	Stream string `json:"stream"`
	Boot   uint32 `json:"boot"`
	Seq    uint64 `json:"seq"`
}

// Sent is one message that the fleet attempted to deliver.
type Sent struct {
	Stream string
	Boot   uint32
	Seq    uint64
	Time   float64 // device time, simulated seconds
	Acked  bool    // the broker acknowledged it
	Hash   string  // of the published payload, SHA-256 in hex; any text that is compared for equality will do
}

// Seen is one message as an observer on the platform's side saw it.
type Seen struct {
	Stream  string
	Boot    uint32
	Seq     uint64
	Time    float64 // receipt, simulated seconds
	Stamp   float64 // the device time that the platform reports for it, simulated seconds; read only if Stamped
	Stamped bool    // the platform reports a device time
	Hash    string  // as in Sent
}

// Key returns the message's name.
func (s Sent) Key() Key { return Key{s.Stream, s.Boot, s.Seq} }

// Key returns the message's name.
func (s Seen) Key() Key { return Key{s.Stream, s.Boot, s.Seq} }

// Digest is what an Accountant keeps of a message's hash: its first 64 bits. A corrupted payload is taken for the
// original with probability 2^-64 for each corrupted message; over a billion corrupted messages one would slip through
// with probability below 1e-10.
type Digest uint64

// DigestPayload returns the digest of a payload: the first eight bytes of its SHA-256, big-endian.
func DigestPayload(payload []byte) Digest { return DigestSum(sha256.Sum256(payload)) }

// DigestSum returns the digest of a payload whose SHA-256 is known.
func DigestSum(sum [sha256.Size]byte) Digest { return Digest(binary.BigEndian.Uint64(sum[:8])) }

// DigestText returns the digest of a hash in its textual form. A SHA-256 in lower-case hex gives what DigestPayload gives;
// any other text (some platforms' own checksum) is hashed first.
func DigestText(hash string) Digest {
	if len(hash) == hex.EncodedLen(sha256.Size) {
		var sum [sha256.Size]byte
		if _, err := hex.Decode(sum[:], []byte(hash)); err == nil && hex.EncodeToString(sum[:]) == hash {
			return DigestSum(sum)
		}
	}
	return DigestPayload([]byte(hash))
}
