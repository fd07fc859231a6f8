package main

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faults are the ways in which the platform is bad, each with its measure: a
// share from 0 to 1, or seconds.
type faults map[string]float64

// kind is a way to be bad. Which observations it hits is decided by a hash of
// device and sequence number, so that it is the same in every run.
type kind struct {
	name    string
	measure string // "share" or "duration"
	usual   float64
	help    string
}

func kinds() []kind {
	return []kind{
		{"miss-alarm", "share", 1, "do not raise this share of the alarms"},
		{"wrong-patient", "share", 1, "raise this share of the alarms for another patient"},
		{"late", "duration", 40, "raise alarms this much later"},
		{"repeat", "duration", 1, "raise an alarm again and again while it lasts, this far apart in device time"},
		{"false-alarm", "share", 0.001, "raise an alarm without a reason at this share of the observations"},
		{"lose", "share", 0.01, "do not pass this share of the observations on"},
		{"duplicate", "share", 0.01, "pass this share of the observations on twice"},
		{"corrupt", "share", 0.01, "alter a value in this share of the observations"},
		{"reorder", "share", 0.01, "pass this share of the observations on after their successor"},
		{"restamp", "share", 1, "replace the device's time by its own in this share of the observations"},
	}
}

// String is part of flag.Value.
func (f faults) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		all = append(all, fmt.Sprintf("%s=%g", name, f[name]))
	}
	return strings.Join(all, ",")
}

// Set is part of flag.Value; it takes KIND or KIND=VALUE.
func (f faults) Set(s string) error {
	name, value, given := strings.Cut(s, "=")
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return k.name == name })
	if i < 0 {
		return fmt.Errorf("no such way to be bad: %q; see --help", name)
	}
	if !given {
		f[name] = all[i].usual
		return nil
	}
	v, err := all[i].parse(value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	f[name] = v
	return nil
}

func (k kind) parse(s string) (float64, error) {
	if k.measure == "duration" {
		d, err := time.ParseDuration(s)
		if err != nil || d <= 0 {
			return 0, fmt.Errorf("%q is no duration above zero: write 40s", s)
		}
		return d.Seconds(), nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return 0, fmt.Errorf("%q is no share: write a number from 0 to 1", s)
	}
	return v, nil
}

func describeFaults() string {
	var b strings.Builder
	for _, k := range kinds() {
		usual := strconv.FormatFloat(k.usual, 'g', -1, 64)
		if k.measure == "duration" {
			usual += "s"
		}
		fmt.Fprintf(&b, "  %-22s %s\n", k.name+"["+"="+usual+"]", k.help)
	}
	return b.String()
}

// hits reports whether a fault acts on an observation.
func (f faults) hits(name, device string, seq uint64) bool {
	share, ok := f[name]
	if !ok {
		return false
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%s/%d", name, device, seq)
	x := h.Sum64() // its high bits are poor: mix them (MurmurHash3's finalizer)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11)/(1<<53) < share
}

// seconds returns the measure of a fault that is a duration, 0 if it is off.
func (f faults) seconds(name string) time.Duration {
	return time.Duration(f[name] * float64(time.Second))
}
