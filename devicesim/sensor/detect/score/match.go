package score

import "fmt"

// Match is a comparison of found beats with true ones.
type Match struct {
	Found  int // true beats with a found one near
	Missed int // true beats without
	False  int // found ones without a true one
}

// Compare pairs true and found positions, both in growing order, that lie within
// the window of each other; each is used once and a found one goes to the nearer
// of two true ones. WFDB's bxb compares with a window of 150 ms.
func Compare(truth, found []int64, window int64) Match {
	var m Match
	i, k := 0, 0
	for i < len(truth) && k < len(found) {
		d := found[k] - truth[i]
		switch {
		case d < -window:
			m.False++
			k++
		case d > window:
			m.Missed++
			i++
		case k+1 < len(found) && distance(found[k+1], truth[i]) < distance(found[k], truth[i]):
			m.False++
			k++
		case i+1 < len(truth) && distance(found[k], truth[i+1]) < distance(found[k], truth[i]) && !(k+1 < len(found) && distance(found[k+1], truth[i+1]) <= window):
			m.Missed++
			i++
		default:
			m.Found++
			i++
			k++
		}
	}
	m.Missed += len(truth) - i
	m.False += len(found) - k
	return m
}

func distance(a, b int64) int64 {
	if a < b {
		return b - a
	}
	return a - b
}

// Sensitivity is the share of true beats that were found, %; 100 if there are none.
func (m Match) Sensitivity() float64 { return share(m.Found, m.Missed) }

// Predictivity is the share of found beats that are true, %; 100 if there are none.
func (m Match) Predictivity() float64 { return share(m.Found, m.False) }

func share(good, bad int) float64 {
	if good+bad == 0 {
		return 100
	}
	return 100 * float64(good) / float64(good+bad)
}

// String says both shares.
func (m Match) String() string {
	return fmt.Sprintf("%d found, %d missed, %d false (Se %.2f %%, P+ %.2f %%)", m.Found, m.Missed, m.False, m.Sensitivity(), m.Predictivity())
}
