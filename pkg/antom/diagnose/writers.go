package diagnose

import "bytes"

// A writer is a JSON library or tool and the form that it gives a document.
type writer struct {
	name     string
	layout   layout
	spelling spelling
	sorted   bool // it sorts the members by name
	crlf     bool // it ends lines with CR LF
}

// writers lists what people's code writes JSON with, the most characteristic
// forms first: what matches one of these has hardly another origin.
func writers() []writer {
	var (
		line   = compact()
		spaced = layout{colon: ": ", comma: ", "}
		two    = layout{colon: ": ", comma: ",", indent: "  "}
		four   = layout{colon: ": ", comma: ",", indent: "    "}
		tab    = layout{colon: ": ", comma: ",", indent: "\t"}

		raw    = plain()
		php    = spelling{slash: true, ascii: true}
		slash  = spelling{slash: true}
		hex    = spelling{special: "<>&'\"", mixed: true, slash: true, ascii: true}
		python = spelling{ascii: true, delete: true}
		golang = spelling{special: markup, lines: true}
		gson   = spelling{special: gsonMarkup, lines: true}
		net    = spelling{special: netMarkup, ascii: true, delete: true, upper: true}
		upper  = spelling{ascii: true, upper: true}
	)
	return []writer{
		{name: "PHP's json_encode", layout: line, spelling: php},
		{name: "PHP's json_encode with JSON_UNESCAPED_UNICODE", layout: line, spelling: slash},
		{name: "PHP's json_encode with JSON_PRETTY_PRINT", layout: four, spelling: php},
		{name: "PHP's json_encode with JSON_HEX_TAG and the like", layout: line, spelling: hex},
		{name: "Python's json.dumps", layout: spaced, spelling: python},
		{name: "Python's json.dumps with indent=2", layout: two, spelling: python},
		{name: "Python's json.dumps with indent=4", layout: four, spelling: python},
		{name: `Python's json.dumps with separators=(",", ":")`, layout: line, spelling: python},
		{name: ".NET's System.Text.Json", layout: line, spelling: net},
		{name: ".NET's System.Text.Json with WriteIndented", layout: two, spelling: net},
		{name: ".NET's System.Text.Json with WriteIndented on Windows", layout: two, spelling: net, crlf: true},
		{name: "Go's encoding/json from a map", layout: line, spelling: golang, sorted: true},
		{name: "Go's encoding/json or Rails' to_json", layout: line, spelling: golang},
		{name: "Gson", layout: line, spelling: gson},
		{name: "Gson with setPrettyPrinting", layout: two, spelling: gson},
		{name: "Jackson or fastjson with non-ASCII characters escaped", layout: line, spelling: upper},
		{name: "Python's json.dumps with sort_keys", layout: spaced, spelling: raw, sorted: true},
		{name: "Python's json.dumps", layout: spaced, spelling: raw},
		{name: "Jackson's pretty printer", layout: jackson(), spelling: raw},
		{name: "a writer that sorts by name (Go's from a map, Java's TreeMap, Python's sort_keys)", layout: line, spelling: raw, sorted: true},
		{name: "JSON.stringify(value, null, 2), jq or Ruby's pretty_generate", layout: two, spelling: raw},
		{name: "a formatter or an editor on Windows", layout: two, spelling: raw, crlf: true},
		{name: "JSON.stringify(value, null, 4) or a formatter", layout: four, spelling: raw},
		{name: "JSON.stringify with tabs or a formatter", layout: tab, spelling: raw},
		{name: "JSON.stringify, Jackson, fastjson or Ruby's to_json", layout: line, spelling: raw},
	}
}

// maxWritten is the largest body whose writer is guessed.
const maxWritten = 64 << 10

// writtenBy names what gives JSON the form of this body, "" if nothing known
// does. A writer with escapes of its own counts only if the body has such an
// escape; otherwise the body is as good as that of a writer without.
func writtenBy(body []byte) string {
	t := &text{data: bytes.TrimRight(bytes.TrimPrefix(body, []byte(bom)), "\r\n")}
	if len(body) > maxWritten || t.json() == nil {
		return ""
	}
	unescaped, _ := t.rewrite(nil, plain().speller().spell)
	list := writers()
	for i := range list {
		w := &list[i]
		escaped, _ := t.rewrite(nil, w.spelling.speller().spell)
		special := !bytes.Equal(escaped, unescaped)
		if (special || !w.escapes()) && w.writes(t) {
			return w.name
		}
	}
	return ""
}

// escapes reports whether the writer escapes more than JSON demands.
func (w *writer) escapes() bool {
	s := w.spelling
	return s.slash || s.ascii || s.lines || s.special != ""
}

// writes reports whether the writer would write the body just so.
func (w *writer) writes(t *text) bool {
	now := t
	for _, step := range []func([]byte, *text) ([]byte, bool){w.order, w.spell, w.layout.write, w.breaks} {
		next, ok := step(nil, now)
		if !ok {
			return false
		}
		now = &text{data: next}
	}
	return bytes.Equal(now.data, t.data)
}

func (w *writer) order(dst []byte, t *text) ([]byte, bool) {
	if !w.sorted {
		return append(dst, t.data...), true
	}
	return alphabetical.write(dst, t)
}

func (w *writer) spell(dst []byte, t *text) ([]byte, bool) {
	return t.rewrite(dst, w.spelling.speller().spell)
}

func (w *writer) breaks(dst []byte, t *text) ([]byte, bool) {
	if !w.crlf {
		return append(dst, t.data...), true
	}
	return toCRLF(dst, t)
}
