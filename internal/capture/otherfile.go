package capture

import (
	"bytes"

	"github.com/antom-cli/antom/internal/foreign"
)

// otherFiles are kinds of input that people give by mistake, known by how they
// begin, with what to do about each.
func otherFiles() []struct{ begin, looks, fix string } {
	const follow = `write its text with "tcpdump -A -r FILE" or Wireshark's "Follow TCP stream", saved as raw`
	return []struct{ begin, looks, fix string }{
		{"\xd4\xc3\xb2\xa1", "a packet file (pcap)", follow},
		{"\xa1\xb2\xc3\xd4", "a packet file (pcap)", follow},
		{"\x4d\x3c\xb2\xa1", "a packet file (pcap)", follow},
		{"\x0a\x0d\x0d\x0a", "a packet file (pcapng)", follow},
		{"\x1f\x8b", "a gzip file", "unpack it first, for example by gunzip -c"},
		{"\x28\xb5\x2f\xfd", "a zstd file", "unpack it first, for example by zstd -dc"},
		{"\xff\xfe", "text in UTF-16, as PowerShell's > writes it", "save it as UTF-8, without changing line ends"},
		{"\xfe\xff", "text in UTF-16", "save it as UTF-8, without changing line ends"},
		{"-----BEGIN ", "a key or certificate", "give keys by --key, and the captured notification as the file"},
	}
}

// otherFile returns an error if the input is one of those.
func otherFile(b []byte) error {
	for _, o := range otherFiles() {
		if bytes.HasPrefix(b, []byte(o.begin)) {
			return &FormatError{Looks: o.looks, Fix: o.fix}
		}
	}
	return nil
}

// unknownText says what a text looks like that is in none of the formats.
func unknownText(text []byte) error {
	line, rest, _ := bytes.Cut(text, []byte{'\n'})
	line = bytes.TrimSpace(line)
	switch {
	case foreign.IsAlipayForm(text):
		return &FormatError{"a notification of Alipay's open platform in China (a form with sign and sign_type), not of Antom",
			"verify it with the SDK of Alipay's open platform"}
	case bytes.Contains(text[:min(len(text), firstRead)], []byte("7:version;")) || bytes.Contains(text[:min(len(text), firstRead)], []byte("4:type;4:http;")):
		return &FormatError{"a flow file of mitmproxy", "write a HAR of it: mitmdump -nr FILE --set hardump=capture.har"}
	case bytes.HasPrefix(text, []byte("type: collection.insomnia.rest")) || bytes.HasPrefix(text, []byte("opencollection:")):
		return &FormatError{"a collection in YAML", `copy the request as curl ("Copy as Curl"), or export the collection as JSON`}
	case bytes.HasPrefix(line, []byte("HTTP/")):
		return &FormatError{"an HTTP response", "give the request message that Antom sent; it begins like POST /payNotify HTTP/1.1"}
	case bytes.HasPrefix(line, []byte("<")):
		return &FormatError{"XML or HTML", "export the request as raw HTTP, HAR or curl; give --format body if this is the body itself"}
	case isHeaderLine(line) && isHeaderLine(firstLine(rest)):
		return &FormatError{"header lines without a request line",
			"put the request line before them, such as POST /payNotify HTTP/1.1, or give --format body with --headers FILE and the body's own file"}
	case bytes.IndexByte(text, 0) >= 0:
		return &FormatError{"a binary file", "give --format with one of " + formatNames()}
	default:
		return &FormatError{"none of the known formats", "give --format with one of " + formatNames()}
	}
}

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte{'\n'})
	return bytes.TrimSpace(line)
}

// isHeaderLine reports whether a line is a header field.
func isHeaderLine(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	return i > 0 && isToken(line[:i])
}
