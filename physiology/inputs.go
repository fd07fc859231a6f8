package physiology

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
)

// maxSlots is the number of actions that can be in force at once.
const maxSlots = 16

// Inputs are the environment and the actions now in force, a plain value.
type Inputs struct {
	Environment Environment
	Slots       [maxSlots]Slot
	Active      uint16         // bit i: slot i is in force
	Serial      uint32         // of the last action begun
	Beating     rhythm.Beating // what the circulation feels of the heart; the zero value is its own sinus rhythm
	Asked       uint64         // which rhythms the heart has been given, see conduct
	Drive       rhythm.Drive   // what the body made of its heart in the last step
}

// Slot is one action in force.
type Slot struct {
	Args     Args
	Serial   uint32
	Start    float64    // s, body time
	Until    float64    // s, body time; +Inf until End
	Done     float64    // mL given or lost so far
	Resolved [4]float64 // the arguments in the units of the models, see resolve
}

// Handle names an action in force.
type Handle struct {
	Slot   uint8
	Serial uint32
}

// NewInputs is an environment without any action.
func NewInputs(env Environment) Inputs { return Inputs{Environment: env} }

// Begin puts an action in force at the body's time, until a body time in seconds
// (+Inf: until End). It fails when the arguments do not fit this patient or when 16
// actions are in force already. An action that completes by itself frees its slot.
func (in *Inputs) Begin(p *Patient, b *Body, a Args, until float64) (Handle, error) {
	free := bits.TrailingZeros16(^in.Active)
	if free >= maxSlots {
		return Handle{}, fmt.Errorf("%s: %d actions are in force already; end one first", a.Action().Name, maxSlots)
	}
	if math.IsNaN(until) {
		return Handle{}, fmt.Errorf("%s: the end is not a number", a.Action().Name)
	}
	s := Slot{Args: a, Start: b.Time, Until: until}
	if err := s.resolve(p, b, until-b.Time); err != nil {
		return Handle{}, fmt.Errorf("%s: %w", a.Action().Name, err)
	}
	in.Serial++
	s.Serial = in.Serial
	in.Slots[free] = s
	in.Active |= 1 << free
	return Handle{Slot: uint8(free), Serial: s.Serial}, nil
}

// shocked gives the body what its implanted defibrillator delivered in the last step: as
// much as a shock from outside that is strong enough.
func (in *Inputs) shocked(b *Body) {
	if in.Beating.Shock > 0 {
		b.shock(shockThreshold)
	}
}

// End reverts an action: oxygen off, the room's pressure back, servos released. What
// the action did to the body recovers at the body's own rate. An action that has
// ended already is left alone.
func (in *Inputs) End(p *Patient, b *Body, h Handle) {
	if int(h.Slot) >= maxSlots || in.Active&(1<<h.Slot) == 0 || in.Slots[h.Slot].Serial != h.Serial {
		return
	}
	in.release(b, int(h.Slot))
}

// release frees a slot. A sepsis that ends has had its source drained; an arrest that
// was held ends by itself.
func (in *Inputs) release(b *Body, i int) {
	in.Active &^= 1 << i
	switch in.Slots[i].Args.Kind {
	case doSepsis:
		b.Infection.Severity = 0
	case doArrest, doRhythm:
		if in.Slots[i].Resolved[1] != 0 {
			b.Vital.convert()
		}
	}
}

// InForce says whether an action has neither ended nor completed.
func (in *Inputs) InForce(h Handle) bool {
	return int(h.Slot) < maxSlots && in.Active&(1<<h.Slot) != 0 && in.Slots[h.Slot].Serial == h.Serial
}
