package spec

import (
	"iter"
	"reflect"
	"slices"
	"time"
)

// Map is a map keyed by name that remembers the order of the file. The zero Map is empty.
type Map[T any] struct {
	names []string
	items map[string]T
}

// Len is the number of entries.
func (m Map[T]) Len() int { return len(m.names) }

// Get returns the entry of that name.
func (m Map[T]) Get(name string) (T, bool) { v, ok := m.items[name]; return v, ok }

// Names returns the names in the order of the file.
func (m Map[T]) Names() []string { return slices.Clone(m.names) }

// SortedNames returns the names in byte order, the order of determinism.
func (m Map[T]) SortedNames() []string { return slices.Sorted(slices.Values(m.names)) }

// All ranges over the entries in the order of the file.
func (m Map[T]) All() iter.Seq2[string, T] { return m.each(m.names) }

// Sorted ranges over the entries in byte order of their names.
func (m Map[T]) Sorted() iter.Seq2[string, T] { return m.each(m.SortedNames()) }

func (m Map[T]) each(names []string) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, n := range names {
			if !yield(n, m.items[n]) {
				return
			}
		}
	}
}

// put adds or replaces an entry.
func (m *Map[T]) put(name string, v T) {
	if m.items == nil {
		m.items = map[string]T{}
	}
	if _, ok := m.items[name]; !ok {
		m.names = append(m.names, name)
	}
	m.items[name] = v
}

// elem is the type of the entries, for the schema and the decoder.
func (Map[T]) elem() reflect.Type { return reflect.TypeFor[T]() }

// putAny adds an entry that the decoder made.
func (m *Map[T]) putAny(name string, v reflect.Value) { m.put(name, v.Interface().(T)) }

// Duration is a length of simulated time (wall time where the field says so): 250ms, 30s, 5m, 2h, 3d, 1h30m.
type Duration time.Duration

// D is the duration as the standard library's type.
func (d Duration) D() time.Duration { return time.Duration(d) }

// Seconds is the duration in seconds.
func (d Duration) Seconds() float64 { return time.Duration(d).Seconds() }

// Percent is a fraction, 0 to 1, written with a percent sign: 5%.
type Percent float64

// Int is a whole number.
type Int int

// Workers is a number of worker processes; 0 is auto.
type Workers int

// Bandwidth is a limit in bit/s; 0 is no limit.
type Bandwidth float64

// Instant is a point of the simulated wall clock.
type Instant struct{ time.Time }

// Rate is a mean number of occurrences: 10/s, 2/patient/day, 0.01/device/day.
type Rate struct {
	Count float64       // occurrences in Every
	Per   string        // patient, device, gateway, or "" for all together
	Every time.Duration // a second, minute, hour or day
}

// PerSecond is the mean number of occurrences a second (for each Per).
func (r Rate) PerSecond() float64 {
	if r.Every <= 0 {
		return 0
	}
	return r.Count / r.Every.Seconds()
}

// FlushRate is how fast a backlog goes out: as fast as it can, or a rate.
type FlushRate struct {
	Max  bool
	Rate Rate
}

// TimePoint is a time of the run: an offset from its start, or from the start of a phase or event.
type TimePoint struct {
	Base   string // phase or event; "" is the start of the run
	Offset time.Duration
}

// At is when an event happens: a point, or a distribution of times since the start.
type At struct {
	Point TimePoint
	Dist  *DurationDist // nil for a point
}

// During limits to a phase, or to a stretch between two points; nil is open.
type During struct {
	Phase    string
	From, To *TimePoint
}

// Quantity is a number with its unit as written: 500 mL, 0.1 ug/kg/min, 5%.
type Quantity struct {
	Value float64
	Unit  string // "" for a plain number
	Text  string // as written
}

// Any is a value whose type the language does not fix: a device setting, a
// parameter's default. Value is nil, bool, float64, string, []any or map[string]any.
type Any struct {
	Value any
	Text  string // a scalar as written
}

// Value is one parameter of an event or condition.
type Value struct {
	Any
	Dist *Dist // not nil when it is drawn for each patient
}

// Secret is a text that never shows itself: it prints and marshals as ***.
type Secret struct{ text string }

// Reveal is the secret's text, for the one place that needs it.
func (s Secret) Reveal() string { return s.text }

// String hides the secret.
func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return "***"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
