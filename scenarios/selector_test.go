package scenarios

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// crowd is a plan of n patients of cohort ward and m of cohort home, each with an
// oximeter, those of the ward with a cuff by gateway gw, too.
func crowd(seed uint64, n, m int) *plan {
	p := &plan{spec: &spec.Scenario{Seed: seed}, conns: []plannedConn{{target: "main"}, {target: "other"}}}
	add := func(cohort string, i int) {
		t := plannedTwin{id: fmt.Sprintf("%s-%04d", cohort, i+1), cohort: cohort}
		wear := func(d plannedDevice) {
			d.id, d.twin = t.id+"-"+d.key, len(p.twins)
			t.devices = append(t.devices, len(p.devices))
			p.devices = append(p.devices, d)
		}
		wear(plannedDevice{key: "oximeter"})
		if cohort == "ward" {
			wear(plannedDevice{key: "cuff", via: "gw", network: "wifi", conn: 1})
		}
		p.twins = append(p.twins, t)
	}
	for i := range n {
		add("ward", i)
	}
	for i := range m {
		add("home", i)
	}
	return p
}

func (p *plan) names(sc scope, members []int) []string {
	var out []string
	for _, m := range members {
		out = append(out, p.id(sc, m))
	}
	return out
}

func TestMembers(t *testing.T) {
	p := crowd(1, 2, 2)
	for _, c := range []struct {
		name  string
		sel   spec.Select
		scope scope
		want  []string
	}{
		{"everybody", spec.Select{}, onTwins, []string{"ward-0001", "ward-0002", "home-0001", "home-0002"}},
		{"a cohort", spec.Select{Cohort: "home"}, onTwins, []string{"home-0001", "home-0002"}},
		{
			"all devices of a cohort",
			spec.Select{Cohort: "ward"},
			onDevices,
			[]string{"ward-0001-oximeter", "ward-0001-cuff", "ward-0002-oximeter", "ward-0002-cuff"},
		},
		{"a device key", spec.Select{Device: "cuff"}, onDevices, []string{"ward-0001-cuff", "ward-0002-cuff"}},
		{"patients who wear it", spec.Select{Device: "cuff"}, onTwins, []string{"ward-0001", "ward-0002"}},
		{"by gateway", spec.Select{Gateway: "gw"}, onDevices, []string{"ward-0001-cuff", "ward-0002-cuff"}},
		{"by network", spec.Select{Network: "wifi"}, onTwins, []string{"ward-0001", "ward-0002"}},
		{"by target", spec.Select{Target: "other"}, onDevices, []string{"ward-0001-cuff", "ward-0002-cuff"}},
		{"parts that contradict", spec.Select{Cohort: "home", Device: "cuff"}, onDevices, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := p.names(c.scope, p.members(c.sel, c.scope)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestPercentIsStableWhenPatientsAreAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		n, more := rapid.IntRange(0, 60).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "more")
		share := spec.Percent(rapid.Float64Range(0, 1).Draw(t, "share"))
		chosen := func(n int) []string {
			p := crowd(seed, n, 3)
			sel := spec.Select{Cohort: "ward", Percent: &share}
			return p.names(onTwins, p.choose(sel, onTwins, "dip", p.members(sel, onTwins)))
		}
		before, after := chosen(n), chosen(n+more)
		if len(after) < len(before) || !slices.Equal(before, after[:len(before)]) {
			t.Fatalf("of %d: %v, of %d: %v", n, before, n+more, after)
		}
	})
}

func TestPickTakesExactlySoMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := crowd(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 40).Draw(t, "n"), 0)
		pick := spec.Int(rapid.IntRange(1, 50).Draw(t, "pick"))
		sel := spec.Select{Pick: &pick}
		members := p.members(sel, onDevices)
		got := p.choose(sel, onDevices, "off", slices.Clone(members))
		if want := min(int(pick), len(members)); len(got) != want || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != want {
			t.Fatalf("picked %v of %d, want %d of them in order", got, len(members), want)
		}
		mixed := rapid.Permutation(members).Draw(t, "order")
		if again := p.choose(sel, onDevices, "off", mixed); !slices.Equal(again, got) {
			t.Fatalf("in another order it picks %v, not %v", again, got)
		}
	})
}

func TestAChoiceDependsOnSeedAndEvent(t *testing.T) {
	pick := spec.Int(10)
	sel := spec.Select{Pick: &pick}
	p, q := crowd(1, 100, 0), crowd(2, 100, 0)
	first := p.choose(sel, onTwins, "dip", p.members(sel, onTwins))
	if slices.Equal(first, p.choose(sel, onTwins, "fall", p.members(sel, onTwins))) {
		t.Error("two events hit the same ten of a hundred")
	}
	if slices.Equal(first, q.choose(sel, onTwins, "dip", q.members(sel, onTwins))) {
		t.Error("two seeds hit the same ten of a hundred")
	}
}

func TestPercentTakesItsShare(t *testing.T) {
	for _, c := range []struct {
		share    spec.Percent
		min, max int // of 2000; five standard deviations
	}{{0, 0, 0}, {0.1, 133, 267}, {0.5, 888, 1112}, {1, 2000, 2000}} {
		p := crowd(3, 2000, 0)
		sel := spec.Select{Percent: &c.share}
		if n := len(p.choose(sel, onTwins, "dip", p.members(sel, onTwins))); n < c.min || n > c.max {
			t.Errorf("%v of 2000 are %d", c.share, n)
		}
	}
}
