package capture

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/printable"
)

const (
	body = `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."},` +
		`"paymentRequestId":"REQ-1","paymentId":"2026011811011100140188","paymentAmount":{"value":"4200","currency":"SGD"}}`
	signature = "algorithm=RSA256, keyVersion=1, signature=Ub%2FbQ%3D%3D"
	sentTime  = "2026-01-18T07:11:42Z"
	clientID  = "SANDBOX_5Y1234567890"
)

// rawMessageText is a request message with its lines ended by eol.
func rawMessageText(eol, body string) string {
	head := []string{
		"POST /payNotify?shop=1 HTTP/1.1", "Host: shop.example", "client-id: " + clientID, "Request-Time: " + sentTime,
		"SIGNATURE: " + signature, "Content-Type: application/json; charset=UTF-8",
		"Content-Length: " + strconv.Itoa(len(body)), "", "",
	}
	return strings.Join(head, eol) + body
}

// jsonText is text as a JSON string.
func jsonText(s string) string { return string(printable.AppendJSON(nil, s)) }

func inBase64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// result is what Read gave.
type result struct {
	captures []*Capture
	errs     []error
}

func read(text string, o Options) result {
	var r result
	for c, err := range Read("in", strings.NewReader(text), o) {
		if err != nil {
			r.errs = append(r.errs, err)
		} else {
			r.captures = append(r.captures, c)
		}
	}
	return r
}

// one is the only capture of a text in which there is no mistake.
func one(t *testing.T, text string, o Options) *Capture {
	t.Helper()
	r := read(text, o)
	if len(r.errs) > 0 || len(r.captures) != 1 {
		t.Fatalf("%d captures, errors %v", len(r.captures), r.errs)
	}
	return r.captures[0]
}

// checkNotification holds a capture to the notification that most samples hold.
func checkNotification(t *testing.T, c *Capture, format Format, path string) {
	t.Helper()
	if c.Format != format || c.Method != "POST" || c.Path != path {
		t.Errorf("got %s %s %s, want %s POST %s", c.Format, c.Method, c.Path, format, path)
	}
	if string(c.Body) != body {
		t.Errorf("body is %q", c.Body)
	}
	for name, want := range map[string]string{"client-id": clientID, "request-time": sentTime, "signature": signature} {
		if got := c.Header(name); got != want {
			t.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	if c.Source != "in" || c.Index < 1 {
		t.Errorf("source %q, index %d", c.Source, c.Index)
	}
}

func checkNotes(t *testing.T, c *Capture, want ...string) {
	t.Helper()
	if len(c.Notes) != len(want) {
		t.Fatalf("notes %q, want %d", c.Notes, len(want))
	}
	for i, w := range want {
		if !strings.Contains(c.Notes[i], w) {
			t.Errorf("note %q does not say %q", c.Notes[i], w)
		}
	}
}

// checkErrors holds the errors to texts that they must contain, in order.
func checkErrors(t *testing.T, errs []error, want ...string) {
	t.Helper()
	if len(errs) != len(want) {
		t.Fatalf("errors %v, want %d", errs, len(want))
	}
	for i, w := range want {
		if !strings.Contains(errs[i].Error(), w) {
			t.Errorf("error %q does not say %q", errs[i], w)
		}
		var re *ReadError
		if !errors.As(errs[i], &re) {
			t.Errorf("error %v is a %T", errs[i], errs[i])
		}
	}
}

func at(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}
