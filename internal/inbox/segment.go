package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	segmentEnd  = ".ndjson"
	attemptsEnd = ".attempts"
	sentEnd     = ".sent"
	nameDigits  = 8
)

// segmentPath is the file of a segment's notifications.
func segmentPath(dir string, n uint32) string {
	return filepath.Join(dir, fmt.Sprintf("%0*d%s", nameDigits, n, segmentEnd))
}

// attemptsPath is the file of what became of forwarding them.
func attemptsPath(dir string, n uint32) string {
	return filepath.Join(dir, fmt.Sprintf("%0*d%s", nameDigits, n, attemptsEnd))
}

// sentPath is the file of what became of forwarding them by other processes than the
// writer, such as a replay.
func sentPath(dir string, n uint32) string {
	return filepath.Join(dir, fmt.Sprintf("%0*d%s", nameDigits, n, sentEnd))
}

// segments lists the numbers of the segments, ascending. A directory that does
// not exist has none. Other files are nobody's business.
func segments(dir string) ([]uint32, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the inbox: %w", err)
	}
	var list []uint32
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), segmentEnd)
		if !ok || len(name) < nameDigits {
			continue
		}
		n, err := strconv.ParseUint(name, 10, 32)
		if err == nil && n > 0 && filepath.Base(segmentPath(dir, uint32(n))) == e.Name() {
			list = append(list, uint32(n))
		}
	}
	slices.Sort(list)
	return list, nil
}
