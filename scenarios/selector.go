package scenarios

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// scope is what an event kind acts on.
type scope uint8

const (
	onTwins scope = iota
	onDevices
)

// scopeOf is the scope of an event kind: patients for patient.*, else devices.
func scopeOf(kind string) scope {
	if strings.HasPrefix(kind, "patient.") {
		return onTwins
	}
	return onDevices
}

// members are all that a selector's fixed parts allow: indexes of twins or devices.
func (p *plan) members(s spec.Select, sc scope) []int {
	var out []int
	for i := range p.twins {
		t := &p.twins[i]
		if !p.allowsTwin(s, t) {
			continue
		}
		if sc == onTwins {
			if p.wears(s, t) {
				out = append(out, i)
			}
			continue
		}
		for _, d := range t.devices {
			if p.allowsDevice(s, &p.devices[d]) {
				out = append(out, d)
			}
		}
	}
	return out
}

func (p *plan) allowsTwin(s spec.Select, t *plannedTwin) bool {
	if s.Cohort != "" && s.Cohort != t.cohort {
		return false
	}
	for k, v := range s.Labels.All() {
		if t.labels[k] != v {
			return false
		}
	}
	return true
}

// wears reports whether a patient has a device that the selector's device parts
// name; without such parts every patient does.
func (p *plan) wears(s spec.Select, t *plannedTwin) bool {
	if s.Device == "" && s.Gateway == "" && s.Network == "" && s.Target == "" {
		return true
	}
	return slices.ContainsFunc(t.devices, func(d int) bool { return p.allowsDevice(s, &p.devices[d]) })
}

func (p *plan) allowsDevice(s spec.Select, d *plannedDevice) bool {
	return (s.Device == "" || s.Device == d.key) &&
		(s.Gateway == "" || s.Gateway == d.via) &&
		(s.Network == "" || s.Network == d.network) &&
		(s.Target == "" || s.Target == p.conns[d.conn].target)
}

// id is the name by which a member is hashed and logged.
func (p *plan) id(sc scope, member int) string {
	if sc == onTwins {
		return p.twins[member].id
	}
	return p.devices[member].id
}

// choose takes a selector's share of its members: the lowest hashes of (seed,
// event, id), so that the choice does not depend on workers, and with percent
// not on who else is there.
func (p *plan) choose(s spec.Select, sc scope, event string, members []int) []int {
	switch {
	case s.Percent != nil:
		limit := float64(*s.Percent)
		var out []int
		for _, m := range members {
			if draw(p.spec.Seed, p.id(sc, m), event).unit() < limit {
				out = append(out, m)
			}
		}
		return out
	case s.Pick != nil:
		ranked := slices.Clone(members)
		slices.SortStableFunc(ranked, func(a, b int) int {
			return cmp.Compare(draw(p.spec.Seed, p.id(sc, a), event), draw(p.spec.Seed, p.id(sc, b), event))
		})
		ranked = ranked[:min(len(ranked), int(*s.Pick))]
		slices.Sort(ranked)
		return ranked
	}
	return members
}

// never is a time that does not come.
const never = math.MaxInt64
