package scenario

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
)

// NotifyURL is where the notifications of a scenario without an application go.
// Nothing is sent there: see Acknowledging.
const NotifyURL = "http://127.0.0.1/notify"

// Acknowledging is a transport that stands for an application that acknowledges every
// notification.
func Acknowledging() http.RoundTripper { return acknowledging{} }

type acknowledging struct{}

// RoundTrip answers as Antom wants it.
func (acknowledging) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close() // nothing was written
	}
	body := string(antom.Acknowledgement())
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// NewRun makes a value of the variable run.
func NewRun(random io.Reader) (string, error) {
	const size = 5
	b := make([]byte, size)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	return "RUN" + strings.ToUpper(hex.EncodeToString(b)), nil
}
