package diagnose

import "bytes"

// A document is a text with its tokens, to walk through its objects and lists.
type document struct {
	text   *text
	tokens []token
}

// A member is the tokens from a name to the end of its value.
type member struct {
	name       []byte // without its escapes
	first, end int    // the tokens [first, end)
	rank       int    // in Antom's documentation
}

// members appends the members of the object at token i to a list, and returns the
// token after it.
func (d *document) members(list []member, i int) (members []member, end int) {
	members = list
	for i++; d.text.data[d.tokens[i].start] != '}'; {
		m := member{name: nameOf(d.bytes(i, i+1)), first: i, end: d.skip(i + 2)}
		members = append(members, m)
		i = m.end
		if d.text.data[d.tokens[i].start] == ',' {
			i++
		}
	}
	return members, i + 1
}

// skip returns the token after the value that begins at token i.
func (d *document) skip(i int) int { return i + int(d.tokens[i].after) }

func (d *document) bytes(from, to int) []byte {
	return d.text.data[d.tokens[from].start:d.tokens[to-1].end]
}

// nameOf returns a member name without its escapes.
func nameOf(tok []byte) []byte {
	if bytes.IndexByte(tok, '\\') >= 0 {
		tok = plain().speller().spell(nil, tok)
	}
	return tok[1 : len(tok)-1]
}
