package observe

import "hash/maphash"

// recent remembers the last messages. A broker sends again what was in flight
// when the connection broke, which is at most that many.
type recent struct {
	seed  maphash.Seed
	known map[uint64]bool
	ring  []uint64
	next  int
}

// inFlight is how many messages a broker may have in flight to one client.
const inFlight = 65535

// add notes a message and reports whether it was there already.
func (r *recent) add(topic string, payload []byte) bool {
	if r.known == nil {
		r.seed, r.known = maphash.MakeSeed(), map[uint64]bool{}
	}
	var h maphash.Hash
	h.SetSeed(r.seed)
	h.WriteString(topic)
	h.WriteByte(0)
	h.Write(payload)
	sum := h.Sum64()
	if r.known[sum] {
		return true
	}
	r.known[sum] = true
	if len(r.ring) < inFlight {
		r.ring = append(r.ring, sum)
		return false
	}
	delete(r.known, r.ring[r.next])
	r.ring[r.next] = sum
	r.next = (r.next + 1) % inFlight
	return false
}
