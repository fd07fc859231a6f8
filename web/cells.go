package web

import (
	"encoding/binary"
	"math"

	"github.com/gorilla/websocket"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// One twin of the fleet map is one byte: its acuity and these flags.
const (
	cellScore   = 0x1f // NEWS2, 0 to 20
	cellUnknown = 0x1f // no score yet
	cellAny3    = 0x20 // one parameter of NEWS2 alone scores 3
	cellPartly  = 0x40 // at least one device of the twin is offline
	cellOffline = 0x80 // no device of the twin is online
)

// Kinds and size of the map's binary frames; see PROTOCOL.md.
const (
	frameKey    = 1
	frameDelta  = 2
	frameHeader = 13
)

// Sizes of what a look takes at most, so that a big fleet is read over several
// looks and the run is not held up.
const (
	cellsPerLook = 20000
	worstShown   = 24
)

// cells is the fleet map: the state of every twin, and when it last changed.
type cells struct {
	seq  uint32   // of the last change
	base uint32   // frames from before it start anew: another run began
	val  []uint8  // by twin
	at   []uint32 // seq of its last change
	next int      // where the next look goes on

	want   []physiology.Signal
	known  []int
	dst    []float64
	frames map[uint32]*websocket.PreparedMessage // by the client's cursor
	cached uint32                                // seq that they lead to
}

func (c *cells) reset(n int) {
	c.seq++
	c.base, c.next = c.seq, 0
	c.val, c.at = make([]uint8, n), make([]uint32, n)
	for i := range c.val {
		c.val[i], c.at[i] = cellUnknown, c.seq
	}
	c.want, c.known = signalsByID([]string{"news2", "news2_any3"})
	c.dst = make([]float64, len(c.want))
}

// observe reads the next twins, all of them when the fleet is small or new.
func (c *cells) observe(f *scenarios.Frame, r *scenarios.Roster) {
	n := min(len(c.val), cellsPerLook)
	if c.seq == c.base {
		n = len(c.val)
	}
	changed := false
	for range n {
		i := c.next
		c.next = (i + 1) % len(c.val)
		if v := c.read(f, r, i); v != c.val[i] {
			c.val[i], c.at[i], changed = v, c.seq+1, true
		}
	}
	if changed {
		c.seq++
	}
}

func (c *cells) read(f *scenarios.Frame, r *scenarios.Roster, twin int) uint8 {
	for i := range c.dst {
		c.dst[i] = math.NaN()
	}
	f.Observe(twin, c.want, c.dst)
	v := uint8(cellUnknown)
	if k := c.known[0]; k >= 0 && c.dst[k] >= 0 && c.dst[k] <= 20 {
		v = uint8(math.Round(c.dst[k]))
	}
	if k := c.known[1]; k >= 0 && c.dst[k] > 0 {
		v |= cellAny3
	}
	online, devices := 0, r.Twins[twin].Devices
	for _, d := range devices {
		if f.Online(d) {
			online++
		}
	}
	if online < len(devices) {
		v |= cellPartly
		if online == 0 {
			v |= cellOffline
		}
	}
	return v
}

// vitals is one line of the list of the sickest.
type vitals struct {
	twin   int
	cell   uint8
	values []float64 // in the order of vitalSignals, NaN where absent
}

// worst lists the sickest twins, the sickest first, neighbours in roster order.
func (c *cells) worst(dst []vitals, f *scenarios.Frame) []vitals {
	ids := vitalSignals()
	want, known := signalsByID(ids)
	got := make([]float64, len(want))
	var have [cellScore + 1]int
	for _, v := range c.val {
		have[v&cellScore]++
	}
	for score := 20; score >= 0 && len(dst) < worstShown; score-- {
		if have[score] == 0 {
			continue
		}
		for i, v := range c.val {
			if int(v&cellScore) != score {
				continue
			}
			f.Observe(i, want, got)
			dst = append(dst, vitals{i, v, spread(got, known)})
			if len(dst) == worstShown {
				break
			}
		}
	}
	return dst
}

// spread puts observed values at the places of the ids that were asked for.
func spread(got []float64, known []int) []float64 {
	out := make([]float64, len(known))
	for i, k := range known {
		out[i] = math.NaN()
		if k >= 0 {
			out[i] = got[k]
		}
	}
	return out
}

// frame returns the message that takes a client from its cursor to now. It is
// called with the board's lock held. A cursor from before the run gets it all.
func (c *cells) frame(cursor uint32) (*websocket.PreparedMessage, uint32) {
	if cursor < c.base || cursor > c.seq {
		cursor = 0
	}
	if c.cached != c.seq || c.frames == nil {
		c.frames, c.cached = map[uint32]*websocket.PreparedMessage{}, c.seq
	}
	if m := c.frames[cursor]; m != nil {
		return m, c.seq
	}
	m, err := websocket.NewPreparedMessage(websocket.BinaryMessage, c.encode(cursor))
	if err != nil {
		return nil, c.seq
	}
	c.frames[cursor] = m
	return m, c.seq
}

func (c *cells) encode(cursor uint32) []byte {
	b := make([]byte, frameHeader, frameHeader+256)
	binary.LittleEndian.PutUint32(b[1:], cursor)
	binary.LittleEndian.PutUint32(b[5:], c.seq)
	if cursor != 0 {
		n, last := 0, -1
		for i, at := range c.at {
			if at > cursor {
				b = binary.AppendUvarint(b, uint64(i-last-1))
				b = append(b, c.val[i])
				n, last = n+1, i
			}
		}
		if len(b) <= frameHeader+len(c.val) {
			b[0] = frameDelta
			binary.LittleEndian.PutUint32(b[9:], uint32(n))
			return b
		}
	}
	b = append(b[:frameHeader], c.val...)
	b[0] = frameKey
	binary.LittleEndian.PutUint32(b[1:], 0)
	binary.LittleEndian.PutUint32(b[9:], uint32(len(c.val)))
	return b
}
