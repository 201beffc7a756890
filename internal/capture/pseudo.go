package capture

import "bytes"

// HTTP/2 and HTTP/3 have no request line: tools print the pseudo fields :method
// and :path instead, in front of the others.

// isPseudoHead reports whether a text has the head of an HTTP/2 request.
func isPseudoHead(text []byte) bool {
	for line := range bytes.Lines(text[:min(len(text), textPrefix)]) {
		if name, _ := pseudoField(line); name == ":method" {
			return true
		}
	}
	return false
}

// pseudoField takes a line such as ":path: /payNotify" apart. What tools print
// in front of it is left out.
func pseudoField(line []byte) (name, value string) {
	line = bytes.TrimSpace(line)
	for _, known := range []string{":method", ":path", ":authority", ":scheme"} {
		if rest, ok := bytes.CutPrefix(line, []byte(known)); ok && len(rest) > 1 && (rest[0] == ':' || rest[0] == ' ') {
			return known, string(bytes.TrimSpace(bytes.TrimPrefix(rest, []byte{':'})))
		}
	}
	return "", ""
}

// plainHeads puts a request line in place of the pseudo fields, so that the
// message reads as one of HTTP/1.1.
func plainHeads(data []byte) []byte {
	out := make([]byte, 0, len(data)+64)
	method, path := "", ""
	var fields []byte
	flush := func() {
		if method != "" && path != "" {
			out = append(append(out, method+" "+path+" HTTP/2\n"...), fields...)
		}
		method, path, fields = "", "", nil
	}
	for i := 0; i < len(data); {
		line, next := cutLine(data, i)
		ending := data[i+len(line) : next]
		name, value := pseudoField(line)
		switch {
		case name == ":method":
			method = value
		case name == ":path":
			path = value
		case name == ":authority":
			fields = append(fields, "host: "+value+"\n"...)
		case name == "":
			flush()
			if isHeaderLine(bytes.TrimSpace(line)) {
				line = bytes.TrimSpace(line)
			}
			out = append(append(out, line...), ending...)
		}
		i = next
	}
	return out
}
