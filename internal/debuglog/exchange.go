package debuglog

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// maxLogged is how much of a body is logged, in bytes.
const maxLogged = 64 << 10

// Transport logs the exchanges of an HTTP client that brings notifications to an
// application. It changes nothing of them.
type Transport struct {
	Base http.RoundTripper
	Out  io.Writer // gets each exchange in one Write, by several goroutines
	Now  func() time.Time
}

// Unwrap is the transport below, for those who connect as it does and exchange nothing.
func (t Transport) Unwrap() http.RoundTripper { return t.Base }

// RoundTrip makes one exchange and logs it.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent head
	logged := r.Clone(r.Context())
	if r.Body != nil && r.Body != http.NoBody {
		logged.Body = tee{io.TeeReader(r.Body, &sent), r.Body}
	}
	began := t.Now()
	reply, err := t.Base.RoundTrip(logged)
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s%s delivery\n", remark, began.Format(timeFormat))
	writeDelivery(&text, r, sent.text())
	ended := t.Now()
	fmt.Fprintf(&text, "%s%s after %s\n", remark, ended.Format(timeFormat), ended.Sub(began).Round(time.Microsecond))
	if err != nil {
		writeLine(&text, remark, neterr.Explain(err, neterr.Peer{Name: "the application", URL: withoutUser(r.URL)}).Text)
	} else {
		writeReply(&text, reply)
	}
	// A log that cannot be written does not stop a delivery.
	_, _ = t.Out.Write(text.Bytes())
	return reply, err
}

func writeDelivery(w io.Writer, r *http.Request, body []byte) {
	writeLine(w, sent, r.Method+" "+withoutUser(r.URL).String())
	known := []string{"content-length", "host", "accept", "x-forwarded-host"}
	header := hide(r.Header, func(name string) bool {
		return name == "authorization" || !isKnown(name) && !slices.Contains(known, name)
	})
	writeHeader(w, sent, header)
	shown, masked, isJSON := MaskBody(body)
	if len(shown) > 0 && !isJSON {
		shown, masked = fmt.Appendf(nil, "[%d bytes that are not JSON]", len(body)), true
	}
	writeBody(w, sent, shown)
	if masked {
		writeLine(w, remark, "card and buyer data is masked here; the exact bytes were sent")
	}
	if valueOf(r.Header, antom.HeaderSignature) == "" {
		writeLine(w, remark, "not signed")
		return
	}
	m := antom.Message{
		Method: r.Method, Path: r.URL.RequestURI(), ClientID: valueOf(r.Header, antom.HeaderClientID),
		Time: valueOf(r.Header, antom.HeaderRequestTime), Body: shown,
	}
	writeLine(w, remark, "content that the signature is for, with line feeds as \\n:")
	fmt.Fprintf(w, "%s%s\n", remark, printable.Clean(keys.Redact(string(m.Content()))))
}

// writeReply writes a response and whether it acknowledges. The body can be read again.
func writeReply(w io.Writer, reply *http.Response) {
	body, err := io.ReadAll(io.LimitReader(reply.Body, maxLogged))
	var rest io.Reader = reply.Body
	if err != nil {
		rest = failing{err}
	}
	reply.Body = tee{io.MultiReader(bytes.NewReader(body), rest), reply.Body}
	writeLine(w, received, strings.TrimSpace(fmt.Sprintf("%s %d %s", reply.Proto, reply.StatusCode, http.StatusText(reply.StatusCode))))
	writeHeader(w, received, hideCookies(reply.Header))
	shown, masked, _ := MaskBody(body)
	writeBody(w, received, shown)
	if masked {
		writeLine(w, remark, "card and buyer data is masked here")
	}
	if wrong := antom.CheckAcknowledgement(reply.StatusCode, body); wrong != nil {
		writeLine(w, remark, "no acknowledgement: "+wrong.Error())
	} else {
		writeLine(w, remark, "acknowledged")
	}
}

// valueOf is the value of a header, whose name may be written in any case, as Antom
// writes its own in lower case.
func valueOf(h http.Header, name string) string {
	for have, values := range h {
		if strings.EqualFold(have, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// withoutUser is a URL without its user name and password.
func withoutUser(u *url.URL) *url.URL {
	shown := *u
	shown.User = nil
	return &shown
}

// head keeps the beginning of what is written to it. An application may answer before
// it has read the whole body: the client then still reads the body while it is logged.
type head struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept.Write(p[:min(len(p), maxLogged-h.kept.Len())])
	return len(p), nil
}

// text is a copy of what was kept so far.
func (h *head) text() []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return bytes.Clone(h.kept.Bytes())
}

// tee is a body whose bytes come from another reader.
type tee struct {
	io.Reader
	io.Closer
}

// failing is what is left of a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
