package scenarios

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysDifferByEverythingThatNamesThem(t *testing.T) {
	base := draw(7, "ward-0001", "person")
	for _, c := range []struct {
		name string
		key  key
	}{
		{"another seed", draw(8, "ward-0001", "person")},
		{"another patient", draw(7, "ward-0002", "person")},
		{"another purpose", draw(7, "ward-0001", "patient")},
		{"the border between id and purpose moved", draw(7, "ward-0001p", "erson")},
		{"id and purpose exchanged", draw(7, "person", "ward-0001")},
		{"a seed that differs in its highest bit", draw(7|1<<63, "ward-0001", "person")},
		{"no id", draw(7, "", "ward-0001person")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.key == base {
				t.Error("it is the same key")
			}
			if c.key.stream().Uint64() == base.stream().Uint64() {
				t.Error("their streams begin alike")
			}
		})
	}
	if draw(7, "ward-0001", "person") != base {
		t.Error("the same names give another key")
	}
}

// Like ids must not give like numbers: patients of a ward are numbered.
func TestKeysOfNumberedIDsAreUniform(t *testing.T) {
	const n = 20_000
	var buckets [20]int
	sum := 0.0
	for i := range n {
		k := draw(1, fmt.Sprintf("ward-%04d", i), "x")
		buckets[int(k.unit()*20)]++
		sum += k.exponential()
	}
	for i, got := range buckets {
		if math.Abs(float64(got)-n/20) > 5*math.Sqrt(n/20) { // five standard deviations of a count
			t.Errorf("bucket %d holds %d of %d, want about %d", i, got, n, n/20)
		}
	}
	if mean := sum / n; math.Abs(mean-1) > 5/math.Sqrt(n) {
		t.Errorf("waiting times have the mean %g, want 1", mean)
	}
}

func TestUnitIsBelowOne(t *testing.T) {
	for _, k := range []key{0, 1, math.MaxUint64, 1 << 63} {
		if u := k.unit(); !(u >= 0 && u < 1) || math.IsInf(k.exponential(), 0) {
			t.Errorf("key %x: unit %v, exponential %v", uint64(k), u, k.exponential())
		}
	}
}

func TestFirstOccurrenceHasThePlainName(t *testing.T) {
	if occurrence("dip", 0) != "dip" || occurrence("dip", 1) == occurrence("dip", 2) {
		t.Error("occurrences are not told apart as they should")
	}
}

func TestTopicMatches(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"a/b", "a/b", true},
		{"a/b", "a/B", false},
		{"a/b", "a/b/c", false},
		{"a/b/c", "a/b", false},
		{"sport/tennis/player1/#", "sport/tennis/player1", true}, // 4.7.1.2: # is the parent, too
		{"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
		{"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
		{"sport/#", "sport", true},
		{"sport/#", "sports", false},
		{"#", "a", true},
		{"#", "a/b/c", true},
		{"sport/tennis/+", "sport/tennis/player1", true},
		{"sport/tennis/+", "sport/tennis/player1/ranking", false},
		{"sport/+", "sport", false}, // 4.7.1.3
		{"sport/+", "sport/", true},
		{"+", "a", true},
		{"+", "/finance", false},
		{"+/+", "/finance", true},
		{"/+", "/finance", true},
		{"+/tennis/#", "x/tennis", true},
		{"a/+/c/#", "a/b/c/d/e", true},
		{"a/+/c/#", "a/b/d", false},
		{"#", "$SYS/broker/uptime", false}, // 4.7.2: wildcards first do not match $
		{"+/broker/uptime", "$SYS/broker/uptime", false},
		{"$SYS/#", "$SYS/broker/uptime", true},
		{"$SYS/+/uptime", "$SYS/broker/uptime", true},
		{"a/#", "a/$b", true},
		{"vitalfleet/v1/#", "vitalfleet/v1/north/direct/pulse-oximeter/ward-0001-oximeter/obs", true},
	} {
		t.Run(c.filter+" "+c.topic, func(t *testing.T) {
			if got := topicMatches(c.filter, c.topic); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestATopicMatchesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topic := rapid.StringMatching(`[a-c/]{1,12}`).Draw(t, "topic")
		if !topicMatches(topic, topic) || !topicMatches("#", topic) || !topicMatches(topic+"/#", topic) {
			t.Fatal("it does not")
		}
	})
}
