package printable

import "strconv"

// Size writes a number of bytes for people: 512 B, 3.1 kB, 10.0 MB.
func Size(bytes int64) string {
	const kB, mB = 1000, 1000 * 1000
	switch {
	case bytes < kB:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < mB:
		return strconv.FormatFloat(float64(bytes)/kB, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(bytes)/mB, 'f', 1, 64) + " MB"
}
