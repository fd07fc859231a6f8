package pharma

import (
	"fmt"
	"math/bits"
)

// seconds is the number of drugs in the registry with two effect sites; each has its
// own place.
const seconds = 2

// Slots is the number of drugs that one body can hold.
const Slots = 8

// Cabinet is all drugs in one body, a plain value; its zero value is empty.
type Cabinet struct {
	Slot   [Slots]Slot
	Second [seconds]Second // of the drugs with two effect sites
	Active uint8           // bit i: slot i holds a drug
}

// Rates is what enters the plasma from outside in each slot, ug/s.
type Rates [Slots]float64

// Take finds the slot of a drug, or a free one. Doses of one drug share a slot and
// the model of the first. The error lists what is in the body when there is no room.
func (c *Cabinet) Take(id ID, model int, who Covariates) (int, error) {
	for active := c.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros8(active)
		if c.Slot[i].ID != id {
			continue
		}
		if model >= 0 && int(c.Slot[i].Model) != model {
			d := &drugs[id]
			return 0, fmt.Errorf("%s is in the body by the model %s; it cannot change to %s", d.Name, d.Models[c.Slot[i].Model].Name, d.Models[model].Name)
		}
		return i, nil
	}
	i := bits.TrailingZeros8(^c.Active)
	if i >= Slots {
		return 0, fmt.Errorf("no room for %s: a body holds %d drugs at once and has %s; wait until one is gone", drugs[id].Name, Slots, c.names())
	}
	var second Second
	c.Slot[i], second = newSlot(id, max(model, 0), who)
	if k := drugs[id].second; k > 0 {
		c.Second[k-1] = second
	}
	c.Active |= 1 << i
	return i, nil
}

func (c *Cabinet) names() string {
	s := ""
	for i := range c.Slot {
		if i > 0 {
			s += ", "
		}
		s += drugs[c.Slot[i].ID].Name
	}
	return s
}

// Find is the slot of a drug, nil when it is not in the body.
func (c *Cabinet) Find(id ID) *Slot {
	for active := c.Active; active != 0; active &= active - 1 {
		if i := bits.TrailingZeros8(active); c.Slot[i].ID == id {
			return &c.Slot[i]
		}
	}
	return nil
}

// Advance moves every drug by dt seconds. Drugs that are gone leave their slot, but
// not those in held (bit i: slot i), which are still being given.
func (c *Cabinet) Advance(in *Rates, held uint8, dt float64) {
	for active := c.Active; active != 0; active &= active - 1 {
		i := bits.TrailingZeros8(active)
		s, second := &c.Slot[i], c.second(i)
		s.advance(in[i], dt, second)
		if held&(1<<i) == 0 && s.negligible() && (second == nil || second.Site < drugs[s.ID].least) {
			*s = Slot{}
			c.Active &^= 1 << i
		}
	}
}

// second is the second effect site of a slot, nil where there is none.
func (c *Cabinet) second(i int) *Second {
	if k := drugs[c.Slot[i].ID].second; k > 0 {
		return &c.Second[k-1]
	}
	return nil
}

// EffectSite is the concentration at effect site 0 or 1 of a slot, ug/L; the first
// where the drug has no second.
func (c *Cabinet) EffectSite(slot, site int) float64 {
	if second := c.second(slot); site == 1 && second != nil {
		return max(second.Site, 0)
	}
	return c.Slot[slot].EffectSite()
}
