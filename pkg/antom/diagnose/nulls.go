package diagnose

import "bytes"

// dropNulls appends the text without the members of objects that are null. All
// other bytes stay as they are. It reports false if there are none.
func dropNulls(dst []byte, t *text) ([]byte, bool) {
	if !bytes.Contains(t.data, []byte("null")) {
		return dst, false
	}
	tokens := t.json()
	if len(tokens) == 0 {
		return dst, false
	}
	w := nullDropper{document: document{text: t, tokens: tokens}}
	dst = append(dst, t.data[:tokens[0].start]...)
	dst, end := w.value(dst, 0)
	return append(dst, t.data[tokens[end-1].end:]...), w.dropped
}

type nullDropper struct {
	document
	dropped bool
}

// value appends the value that begins at token i and returns the token after it.
func (w *nullDropper) value(dst []byte, i int) ([]byte, int) {
	end := w.skip(i)
	if w.text.data[w.tokens[i].start] == '{' {
		return w.object(dst, i), end
	}
	last := w.tokens[i].start
	for k := i + 1; k < end-1; {
		dst = append(dst, w.text.data[last:w.tokens[k].start]...)
		dst, k = w.value(dst, k)
		last = w.tokens[k-1].end
	}
	return append(dst, w.text.data[last:w.tokens[end-1].end]...), end
}

// object appends the object at token i. A member that is left out takes with it
// what stands between it and the member before.
func (w *nullDropper) object(dst []byte, i int) []byte {
	data := w.text.data
	members, end := w.members(nil, i)
	lead := data[w.tokens[i].end:w.tokens[i+1].start] // before the first member
	last := w.tokens[i].end
	dst = append(dst, '{')
	kept := 0
	for _, m := range members {
		before := data[last:w.tokens[m.first].start]
		value := w.tokens[m.first+2]
		last = w.tokens[m.end-1].end
		if string(data[value.start:value.end]) == "null" {
			w.dropped = true
			continue
		}
		if kept++; kept == 1 {
			before = lead
		}
		dst = append(dst, before...)
		dst = append(dst, data[w.tokens[m.first].start:value.start]...)
		dst, _ = w.value(dst, m.first+2)
	}
	return append(dst, data[last:w.tokens[end-1].end]...)
}
