package judge

import "slices"

// ranges is a set of numbers as ascending, disjoint, non-touching closed ranges. Numbers that come in order cost nothing:
// they lengthen the last range, which is the highest contiguous one; a gap costs 16 bytes.
type ranges []span

type span struct{ from, to uint64 }

func (r ranges) has(n uint64) bool {
	i := r.after(n)
	return i > 0 && n <= r[i-1].to
}

// after returns the index of the first range that begins above n.
func (r ranges) after(n uint64) int {
	if len(r) > 0 && r[len(r)-1].from <= n {
		return len(r) // by far the commonest case: numbers grow
	}
	i, found := slices.BinarySearchFunc(r, n, func(s span, n uint64) int {
		switch {
		case s.from < n:
			return -1
		case s.from > n:
			return 1
		}
		return 0
	})
	if found {
		i++
	}
	return i
}

func (r *ranges) add(n uint64) {
	s := *r
	i := s.after(n)
	if i > 0 && n <= s[i-1].to {
		return
	}
	below := i > 0 && s[i-1].to+1 == n
	above := i < len(s) && s[i].from == n+1
	switch {
	case below && above:
		s[i-1].to = s[i].to
		s = slices.Delete(s, i, i+1)
	case below:
		s[i-1].to = n
	case above:
		s[i].from = n
	default:
		s = slices.Insert(s, i, span{n, n})
	}
	*r = s
}
