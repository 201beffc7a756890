package capture

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// gzipInBase64 is how Base64 of a gzip text begins.
const gzipInBase64 = "H4sI"

// unpackBody unpacks a body as its content-encoding says. The bytes that came
// are kept beside it, because they may be what was signed. A body that is plain
// JSON was unpacked on its way already.
func (c *Capture) unpackBody(most int64) error {
	codings := c.codings()
	if len(codings) == 0 || len(c.Body) == 0 {
		return nil
	}
	named := short(strings.Join(codings, ", "))
	if start := skipSpace(c.Body, 0); start < len(c.Body) && c.Body[start] == '{' {
		c.note(fmt.Sprintf("content-encoding is %s, but the body is unpacked already; it was taken as it is", named))
		return nil
	}
	body := c.Body
	for i := len(codings) - 1; i >= 0; i-- {
		var err error
		if body, err = unpack(codings[i], body, most); err != nil {
			if len(codings) == 1 && errors.Is(err, errCoding) || len(codings) > maxLayers {
				return fmt.Errorf("the body has the content-encoding %s, which is not read here; %s", named, unpackAdvice(codings[i]))
			}
			return fmt.Errorf("the body cannot be unpacked as its content-encoding %s says: %w; capture it before a proxy changes it, or as Base64", named, err)
		}
	}
	c.Packed, c.Body = c.Body, body
	c.note(fmt.Sprintf("the body was unpacked as its content-encoding %s says", named))
	return nil
}

// codings are the content codings in the order in which they were applied.
func (c *Capture) codings() []string {
	if c.Header("content-encoding") == "" {
		return nil
	}
	var codings []string
	for _, value := range c.Values("content-encoding") {
		for coding := range strings.SplitSeq(value, ",") {
			if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
				codings = append(codings, coding)
			}
		}
	}
	return codings
}

func unpackAdvice(coding string) string {
	command := map[string]string{"br": "brotli -dc", "zstd": "zstd -dc", "compress": "uncompress -c"}[coding]
	if command == "" {
		return "unpack it, and give it with --format body and --headers FILE"
	}
	return "unpack it with " + command + ", and give it with --format body and --headers FILE"
}

// errCoding says that a coding is not known.
var errCoding = errors.New("the coding is not read here")

// unpack decodes one content coding.
func unpack(coding string, packed []byte, most int64) ([]byte, error) {
	switch coding {
	case "gzip", "x-gzip":
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, unpackError(err)
		}
		return readUnpacked(r, most)
	case "deflate":
		if r, err := zlib.NewReader(bytes.NewReader(packed)); err == nil {
			return readUnpacked(r, most)
		}
		return readUnpacked(flate.NewReader(bytes.NewReader(packed)), most) // as some programs understand it
	}
	return nil, errCoding
}

// readUnpacked reads up to a limit, which a small text that unpacks to a huge
// one must not get over.
func readUnpacked(r io.Reader, most int64) ([]byte, error) {
	body, over, err := readUpTo(r, most)
	if err != nil {
		return nil, unpackError(err)
	}
	if over {
		return nil, fmt.Errorf("it is longer than the limit of %d bytes", most)
	}
	return body, nil
}

// unpackError says in words what is wrong with packed bytes.
func unpackError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("it is cut off")
	}
	return errors.New("it is damaged, or was changed from bytes into text")
}

// gzipText unpacks gzip in Base64, as CloudWatch hands logs to its subscribers.
func gzipText(text []byte) ([]byte, error) {
	packed := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(packed, text)
	if err != nil {
		return nil, err
	}
	return unpack("gzip", packed[:n], MaxBody)
}
