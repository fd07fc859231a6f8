package physiology

// meant suggests the nearest of names to what was written, or lists them.
func meant(written string, names []string) string {
	best, distance := "", 3
	for _, n := range names {
		if d := edits(written, n); d < distance {
			best, distance = n, d
		}
	}
	if best != "" {
		return "; did you mean " + best + "?"
	}
	if len(names) == 0 {
		return "; there are none"
	}
	s := "; known are "
	for i, n := range names {
		if i > 0 {
			s += ", "
		}
		s += n
	}
	return s
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			next := last
			if a[i-1] != b[j-1] {
				next++
			}
			last = row[j]
			row[j] = min(next, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
