package scenarios

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// key is a stream of randomness: the hash of a seed, the id of who it is for and
// what it is for. Adding a patient, a device or an event moves no other key.
type key uint64

// draw returns the key of (seed, id, purpose): FNV-1a over the text, finished by
// SplitMix64 so that like ids give unlike keys.
func draw(seed uint64, id, purpose string) key {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range 8 {
		h = (h ^ (seed >> (8 * i) & 0xff)) * prime
	}
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * prime
	}
	h = (h ^ 0xff) * prime // no id ends in this byte: ("ab","c") is not ("a","bc")
	for i := range len(purpose) {
		h = (h ^ uint64(purpose[i])) * prime
	}
	return key(mix(h))
}

func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Stream is the seed of a stream of randomness for somebody and a purpose, for what
// looks at a run from outside.
func Stream(seed uint64, id, purpose string) uint64 { return uint64(draw(seed, id, purpose)) }

// at is the n-th counter-based draw of the stream.
func (k key) at(n uint64) key { return key(mix(uint64(k) + n*0x9e3779b97f4a7c15)) }

// unit is the key as a number in [0, 1).
func (k key) unit() float64 { return float64(k>>11) / (1 << 53) }

// exponential is the key as a waiting time of mean 1.
func (k key) exponential() float64 { return -math.Log1p(-k.unit()) }

// stream is a generator for noise, of which many numbers are drawn.
func (k key) stream() *rand.Rand { return rand.New(rand.NewPCG(uint64(k), mix(uint64(k)))) }

// occurrence is the purpose of an event's n-th occurrence; the first has the
// event's plain name, so that `every` begins with the choice that `at` makes.
func occurrence(event string, n int) string {
	if n == 0 {
		return event
	}
	return event + "#" + strconv.Itoa(n)
}
