package fit

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
)

// stream is a generator for noise, keyed by a seed, what it is for and a number, so
// that one more member or meal moves no other.
func stream(seed uint64, purpose string, k int) *rand.Rand {
	h := fnv.New64a()
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], seed)
	binary.LittleEndian.PutUint64(b[8:], uint64(k))
	_, _ = h.Write(b[:])
	_, _ = h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(h.Sum64(), seed))
}
