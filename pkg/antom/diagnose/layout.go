package diagnose

// maxGrowth bounds how much larger a laid out text may become, so that deep
// nesting does not make megabytes of blanks.
const maxGrowth = 8

// A layout is the blanks that a JSON writer puts between the tokens.
type layout struct {
	name         string
	colon, comma string
	indent       string // one level; "" keeps everything on one line
	listInline   bool   // the brackets of a list do not begin a line
	empty        string // between the brackets of something empty
	common       bool
}

func layouts() []layout {
	return []layout{
		compact(),
		{name: `on one line with a space after ":" and ","`, colon: ": ", comma: ", ", common: true},
		{name: "indented by 2 spaces", colon: ": ", comma: ",", indent: "  ", common: true},
		{name: "indented by 4 spaces", colon: ": ", comma: ",", indent: "    ", common: true},
		{name: "indented by a tab", colon: ": ", comma: ",", indent: "\t"},
		{name: `on one line with a space after ":"`, colon: ": ", comma: ","},
		{name: `on one line with a space after ","`, colon: ":", comma: ", "},
		{name: "indented by 1 space", colon: ": ", comma: ",", indent: " "},
		{name: "indented by 3 spaces", colon: ": ", comma: ",", indent: "   "},
		{name: "indented by 8 spaces", colon: ": ", comma: ",", indent: "        "},
		jackson(),
		{name: `indented by 2 spaces, without a space after ":"`, colon: ":", comma: ",", indent: "  "},
		{name: `indented by 2 spaces, with a space on both sides of ":"`, colon: " : ", comma: ",", indent: "  "},
		{name: "indented by 4 spaces, with a space on both sides of \":\"", colon: " : ", comma: ",", indent: "    "},
	}
}

func compact() layout {
	return layout{name: "compact, without any white space", colon: ":", comma: ",", common: true}
}

func jackson() layout {
	return layout{
		name: "indented as Jackson's pretty printer does it", colon: " : ", comma: ",",
		indent: "  ", listInline: true, empty: " ",
	}
}

// rewrite is write, but reports false if the text is compact and is to stay so.
func (l layout) rewrite(dst []byte, t *text) ([]byte, bool) {
	if l == compact() && t.compact() {
		return dst, false
	}
	return l.write(dst, t)
}

// write appends the text with the blanks of this layout. Blanks before and
// after the document stay as they are.
func (l layout) write(dst []byte, t *text) ([]byte, bool) {
	tokens := t.json()
	if len(tokens) == 0 {
		return dst, false
	}
	limit := len(dst) + maxGrowth*len(t.data) + 1024
	dst = append(dst, t.data[:tokens[0].start]...)
	w := layoutWriter{layout: l, dst: dst}
	for i, tok := range tokens {
		next := byte(0)
		if i+1 < len(tokens) {
			next = t.data[tokens[i+1].start]
		}
		w.token(t.data[tok.start:tok.end], next)
		if len(w.dst) > limit {
			return dst, false
		}
	}
	return append(w.dst, t.data[tokens[len(tokens)-1].end:]...), true
}

type layoutWriter struct {
	layout
	dst   []byte
	depth int                // of brackets
	level int                // of indentation
	lists [maxDepth + 2]bool // at each depth, whether it is a list
	bare  bool               // the last token opened something empty
}

// token writes one token; next is the first byte of the one after it.
func (w *layoutWriter) token(tok []byte, next byte) {
	switch c := tok[0]; c {
	case '{', '[':
		w.dst = append(w.dst, c)
		w.depth++
		w.lists[w.depth] = c == '['
		if !w.inline() {
			w.level++
		}
		if w.bare = next == '}' || next == ']'; w.bare {
			w.dst = append(w.dst, w.empty...)
			return
		}
		w.breakLine()
	case '}', ']':
		inline := w.inline()
		if w.depth--; !inline {
			w.level--
		}
		if !w.bare {
			w.breakTo(inline)
		}
		w.bare = false
		w.dst = append(w.dst, c)
	case ',':
		w.dst = append(w.dst, w.comma...)
		w.breakLine()
	case ':':
		w.dst = append(w.dst, w.colon...)
	default:
		w.dst = append(w.dst, tok...)
	}
}

func (w *layoutWriter) inline() bool { return w.listInline && w.lists[w.depth] }

func (w *layoutWriter) breakLine() { w.breakTo(w.inline()) }

// breakTo begins a new line, or puts the blank that stands for it in a list.
func (w *layoutWriter) breakTo(inline bool) {
	switch {
	case inline:
		w.dst = append(w.dst, ' ')
	case w.indent != "":
		w.dst = append(w.dst, '\n')
		for range w.level {
			w.dst = append(w.dst, w.indent...)
		}
	}
}
