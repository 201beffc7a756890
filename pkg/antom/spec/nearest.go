package spec

import "strings"

// maxNearest bounds the text that is compared: a long text is no misspelling.
const maxNearest = 64

// Nearest returns the candidate that s most likely means: one that differs only
// in case, else the one with the fewest edits, else the shortest that begins
// with s, contains it or is contained in it. It is "" when nothing is near.
func Nearest(s string, candidates []string) string {
	if s == "" || len(s) > maxNearest {
		return ""
	}
	small := strings.ToLower(s)
	best, bestDistance := "", allowedDistance(s)+1
	for _, c := range candidates {
		d := distance(small, strings.ToLower(c))
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	if best != "" {
		return best
	}
	for _, c := range candidates {
		if overlaps(small, strings.ToLower(c)) && (best == "" || len(c) < len(best)) {
			best = c
		}
	}
	return best
}

// overlaps reports whether b begins with a, or one contains the other and both
// are long enough to mean something.
func overlaps(a, b string) bool {
	const enough = 4
	if len(a) > 1 && strings.HasPrefix(b, a) {
		return true
	}
	if len(a) < enough || len(b) < enough {
		return false
	}
	return strings.Contains(a, b) || strings.Contains(b, a)
}

// allowedDistance is the number of edits that still count as a misspelling: one in a
// short word, where two would make another word of it, then one for every three letters.
func allowedDistance(s string) int { return min(max(len(s)/3, 1), 4) }

// distance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b. Bytes are good enough: names are ASCII.
func distance(a, b string) int {
	if len(a) > maxNearest || len(b) > maxNearest {
		return max(len(a), len(b))
	}
	var rows [3][maxNearest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
