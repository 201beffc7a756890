package diagnose

import (
	"bytes"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// An order is the one in which a JSON writer puts the members of an object.
type order uint8

const (
	// alphabetical sorts by name, byte by byte.
	alphabetical order = iota
	// documented is the order of Antom's documentation; unknown members come
	// last and stay in their order.
	documented
	// sampled is the order of Antom's sample notifications, which is the
	// documented one but for amounts: there the value comes before the currency.
	sampled
)

// rank returns the place of a member in Antom's documentation, one after the
// last if it has none there.
func rank(t *spec.Type, name []byte) int {
	if t == nil {
		return 0
	}
	for i := range t.Fields {
		if t.Fields[i].Name == string(name) {
			return i
		}
	}
	return len(t.Fields)
}

// write appends the text with the members of its objects in this order. The
// blanks between the members stay in their places, so an indented text stays
// indented.
func (o order) write(dst []byte, t *text) ([]byte, bool) {
	tokens := t.json()
	if len(tokens) == 0 {
		return dst, false
	}
	w := orderWriter{document: document{text: t, tokens: tokens}, order: o, members: t.members[:0]}
	defer func() { t.members = w.members }()
	dst = append(dst, t.data[:tokens[0].start]...)
	dst, end := w.value(dst, 0, notificationType(t))
	return append(dst, t.data[tokens[end-1].end:]...), true
}

type orderWriter struct {
	document
	order order
	// members are those of the objects around the place that is written: of each
	// the given order, and then the new one.
	members []member
}

// maxNames is the number of members that a notification is recognized by.
const maxNames = 64

// value appends the value that begins at token i and returns the token after it.
func (w *orderWriter) value(dst []byte, i int, t *spec.Type) ([]byte, int) {
	switch w.text.data[w.tokens[i].start] {
	case '{':
		return w.object(dst, i, t)
	case '[':
		return w.list(dst, i, t)
	}
	return append(dst, w.bytes(i, i+1)...), i + 1
}

func (w *orderWriter) list(dst []byte, i int, t *spec.Type) ([]byte, int) {
	end := w.skip(i)
	last := w.tokens[i].start
	for i++; i < end-1; {
		dst = append(dst, w.text.data[last:w.tokens[i].start]...)
		dst, i = w.value(dst, i, t)
		last = w.tokens[i-1].end
		if i < end-1 {
			i++ // the comma
		}
	}
	return append(dst, w.text.data[last:w.tokens[end-1].end]...), end
}

func (w *orderWriter) object(dst []byte, i int, t *spec.Type) ([]byte, int) {
	from := len(w.members)
	list, end := w.document.members(w.members, i)
	count := len(list) - from
	w.members = append(list, list[from:]...)
	places, members := w.members[from:from+count], w.members[from+count:]
	w.order.sort(members, t)
	last := w.tokens[i].start
	for k, m := range members {
		dst = append(dst, w.text.data[last:w.tokens[places[k].first].start]...)
		value := m.first + 2
		dst = append(dst, w.text.data[w.tokens[m.first].start:w.tokens[value].start]...)
		dst, _ = w.value(dst, value, fieldType(t, m.name))
		last = w.tokens[places[k].end-1].end
	}
	w.members = w.members[:from]
	return append(dst, w.text.data[last:w.tokens[end-1].end]...), end
}

// sort puts the members of an object that t describes in order.
func (o order) sort(members []member, t *spec.Type) {
	if o == alphabetical {
		ordered.Sort(members, func(a, b member) int { return bytes.Compare(a.name, b.name) })
		return
	}
	for k := range members {
		m := &members[k]
		m.rank = rank(t, m.name)
		if o == sampled && string(m.name) == "value" && rank(t, []byte("currency")) < m.rank {
			m.rank = -1
		}
	}
	ordered.Sort(members, func(a, b member) int { return a.rank - b.rank })
}

// notificationType finds the notification whose documented members the text has
// most of, nil if it has none.
func notificationType(t *text) *spec.Type {
	if !t.typed {
		t.kind, t.typed = findType(t), true
	}
	return t.kind
}

func findType(t *text) *spec.Type {
	tokens := t.json()
	if t.data[tokens[0].start] != '{' {
		return nil
	}
	d := document{text: t, tokens: tokens}
	members, _ := d.members(nil, 0)
	members = members[:min(len(members), maxNames)]
	var best *spec.Type
	most := 0
	for _, name := range spec.Notifications() {
		candidate := spec.Notification(name)
		known := 0
		for i, m := range members {
			if known+len(members)-i <= most {
				break // it cannot become the best any more
			}
			if rank(candidate, m.name) < len(candidate.Fields) {
				known++
			}
		}
		if known > most {
			best, most = candidate, known
		}
	}
	return best
}

func fieldType(t *spec.Type, name []byte) *spec.Type {
	if i := rank(t, name); t != nil && i < len(t.Fields) {
		return t.Fields[i].Object
	}
	return nil
}
