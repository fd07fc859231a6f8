package judge

import (
	"encoding/json"
	"fmt"
)

// Merge adds what another metric recorded, for instance on another machine. The slots must be of the same length.
func (l *Latency) Merge(other *Latency) error {
	if l.slot != other.slot {
		return fmt.Errorf("merge latencies: slots of %gs and %gs", l.slot, other.slot)
	}
	for number, b := range other.slots() {
		for _, x := range b {
			l.done[number] = insert(l.done[number], x)
		}
	}
	return nil
}

// latencyFile is a Latency as JSON: for each slot, pairs of microseconds and count.
type latencyFile struct {
	Slot  float64              `json:"slot"`
	Slots map[int64][][2]int64 `json:"slots"`
}

// MarshalJSON prints the filled buckets of every slot.
func (l *Latency) MarshalJSON() ([]byte, error) {
	f := latencyFile{Slot: l.slot, Slots: map[int64][][2]int64{}}
	for n, bs := range l.slots() {
		for _, b := range bs {
			f.Slots[n] = append(f.Slots[n], [2]int64{b.Micros, b.Count})
		}
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads what MarshalJSON prints.
func (l *Latency) UnmarshalJSON(text []byte) error {
	var f latencyFile
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	if !(f.Slot > 0) {
		return fmt.Errorf("latency with slots of %gs", f.Slot)
	}
	*l = *NewLatency(f.Slot)
	for n, bs := range f.Slots {
		for _, b := range bs {
			if b[0] < 0 || b[0] > mostMicros || b[1] < 0 {
				return fmt.Errorf("latency bucket %v is out of range", b)
			}
			l.done[n] = insert(l.done[n], Bucket{b[0], b[1]})
		}
	}
	return nil
}
