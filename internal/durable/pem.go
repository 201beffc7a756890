package durable

import "bytes"

// UnfinishedPEM tells whether a PEM file breaks off before its last line, or has nothing
// at all: its writer was stopped, by a full disk or a power cut. Zeros are what a file
// system may keep of what was not written.
func UnfinishedPEM(data []byte) bool {
	begin, end, dashes := []byte("-----BEGIN "), []byte("-----END "), []byte("-----")
	text := bytes.TrimSpace(bytes.TrimRight(data, "\x00"))
	if !bytes.HasPrefix(text, begin) {
		return bytes.HasPrefix(begin, text)
	}
	last := text[bytes.LastIndexByte(text, '\n')+1:]
	return !bytes.HasPrefix(last, end) || !bytes.HasSuffix(last[len(end):], dashes)
}
