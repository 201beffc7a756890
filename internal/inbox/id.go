package inbox

import (
	"strconv"
	"strings"
	"time"
)

// A place is where a record begins.
type place struct {
	segment uint32
	offset  uint32
}

const (
	idTime     = "20060102-150405"
	offsetBase = 36
)

// appendID appends the id of the record at p.
func appendID(dst []byte, at time.Time, p place) []byte {
	dst = at.UTC().AppendFormat(dst, idTime)
	dst = strconv.AppendUint(append(dst, '-'), uint64(p.segment), 10)
	return strconv.AppendUint(append(dst, '-'), uint64(p.offset), offsetBase)
}

// parseID finds the place in an id. It accepts only what appendID makes.
func parseID(id string) (place, bool) {
	if len(id) < len(idTime)+4 || id[len(idTime)] != '-' {
		return place{}, false
	}
	at, err := time.Parse(idTime, id[:len(idTime)])
	if err != nil {
		return place{}, false
	}
	segment, offset, ok := strings.Cut(id[len(idTime)+1:], "-")
	if !ok {
		return place{}, false
	}
	s, errS := strconv.ParseUint(segment, 10, 32)
	o, errO := strconv.ParseUint(offset, offsetBase, 32)
	p := place{uint32(s), uint32(o)}
	if errS != nil || errO != nil || string(appendID(nil, at, p)) != id {
		return place{}, false
	}
	return p, true
}
