package spec

import (
	"fmt"
	"slices"
	"strings"
)

// nearest is the candidate that a misspelt word most likely means, "" when none is near.
func nearest(word string, of []string) string {
	if len(word) > 64 {
		return ""
	}
	best, limit := "", max(2, len(word)/3)+1
	for _, candidate := range of {
		if d := editDistance(strings.ToLower(word), strings.ToLower(candidate)); d < limit {
			best, limit = candidate, d
		}
	}
	return best
}

// suggest is a hint: the nearest candidate, or all of them when they are few.
func suggest(word string, of []string) string {
	if best := nearest(word, of); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(of) == 0 || len(of) > 24 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(of))
	return "known: " + strings.Join(sorted, ", ")
}

// DidYouMean is a hint in brackets, to be put behind a message about a word that
// is none of the candidates; "" when there is nothing to suggest.
func DidYouMean(word string, of []string) string {
	if hint := suggest(word, of); hint != "" {
		return " (" + hint + ")"
	}
	return ""
}

// editDistance is Levenshtein's: insertions, deletions and replacements of bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
