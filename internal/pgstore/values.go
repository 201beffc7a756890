package pgstore

import (
	"encoding/binary"
	"strings"
	"time"
)

// Object ids of the types that are sent as elements of arrays.
const (
	oidBytes = 17
	oidText  = 25
)

// args are the parameters of a statement. Texts go as texts, which the statement
// casts; bytes and arrays go in binary.
type args struct {
	values  [][]byte
	formats []int16
}

func (a *args) add(value []byte, format int16) *args {
	a.values, a.formats = append(a.values, value), append(a.formats, format)
	return a
}

func (a *args) text(s string) *args       { return a.add([]byte(s), 0) }
func (a *args) time(t time.Time) *args    { return a.text(timeText(t)) }
func (a *args) bytes(b []byte) *args      { return a.add(nonNil(b), 1) }
func (a *args) texts(list []string) *args { return a.add(textArray(list), 1) }
func (a *args) bytesList(list [][]byte) *args {
	return a.add(array(oidBytes, list), 1)
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// timeText is a time as every server reads it, whatever its settings.
func timeText(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999Z07:00") }

func textArray(list []string) []byte {
	elements := make([][]byte, len(list))
	for i, s := range list {
		elements[i] = []byte(s)
	}
	return array(oidText, elements)
}

// array is a one-dimensional array in binary.
func array(oid uint32, elements [][]byte) []byte {
	size := 20
	for _, e := range elements {
		size += 4 + len(e)
	}
	b := make([]byte, 0, size)
	b = binary.BigEndian.AppendUint32(b, 1) // dimensions
	b = binary.BigEndian.AppendUint32(b, 0) // no NULL among the elements
	b = binary.BigEndian.AppendUint32(b, oid)
	b = binary.BigEndian.AppendUint32(b, uint32(len(elements)))
	b = binary.BigEndian.AppendUint32(b, 1) // number of the first
	for _, e := range elements {
		b = binary.BigEndian.AppendUint32(b, uint32(len(e)))
		b = append(b, e...)
	}
	return b
}

// storable is a text as a column can hold it: UTF-8 without the character NUL.
// Only what somebody made up has such characters.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// A row is what a server gave, in binary. NULL is the zero value.
type row [][]byte

func (r *row) next() []byte {
	v := (*r)[0]
	*r = (*r)[1:]
	return v
}

func (r *row) text() string { return string(r.next()) }

func (r *row) bool() bool {
	v := r.next()
	return len(v) == 1 && v[0] == 1
}

func (r *row) int() int64 {
	switch v := r.next(); len(v) {
	case 2:
		return int64(int16(binary.BigEndian.Uint16(v)))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case 8:
		return int64(binary.BigEndian.Uint64(v))
	default:
		return 0
	}
}

// time reads microseconds since the year 2000.
func (r *row) time() time.Time {
	v := r.next()
	if len(v) != 8 {
		return time.Time{}
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(v)) + 946684800*1e6).UTC()
}

func (r *row) bytes() []byte {
	v := r.next()
	return append(make([]byte, 0, len(v)), v...)
}
