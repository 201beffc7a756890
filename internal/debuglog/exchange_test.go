package debuglog

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// delivered sends a notification through a Transport; what the client reads and what is
// logged are returned.
func delivered(t *testing.T, target, body string, h http.Handler) (read, log string) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	if target == "" {
		target = strings.Replace(server.URL, "http://", "http://ann:hunter22@", 1) + "/n?x=1"
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(antom.HeaderClientID, "SANDBOX_1")
	r.Header.Set(antom.HeaderRequestTime, "2026-11-20T12:00:01Z")
	r.Header["signature"] = []string{"algorithm=RSA256, keyVersion=1, signature=AAAA"} // as notifications have it
	r.Header.Set("X-Own", "secret-of-the-user")
	var out bytes.Buffer
	client := http.Client{Transport: Transport{Base: http.DefaultTransport, Out: &out, Now: func() time.Time { return ended }}}
	reply, err := client.Do(r)
	if err != nil {
		return err.Error(), out.String()
	}
	defer reply.Body.Close()
	all, _ := io.ReadAll(reply.Body)
	return string(all), out.String()
}

func TestTransport(t *testing.T) {
	t.Parallel()
	got := ""
	read, log := delivered(t, "", `{"notifyType":"PAYMENT_RESULT","cardNo":"4111111111111111"}`, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = string(body)
		w.Header().Set("Set-Cookie", "session=secret")
		_, _ = w.Write(antom.Acknowledgement())
	}))
	if read != string(antom.Acknowledgement()) || !strings.Contains(got, "4111111111111111") {
		t.Errorf("the exchange was changed: %q, %q", read, got)
	}
	for _, want := range []string{
		"* 12:00:01.250 delivery\n", "> POST http://127.0.0.1:", "/n?x=1\n", "> client-id: SANDBOX_1\n", "> x-own: [redacted]\n", `411111******1111`,
		`* POST /n?x=1\nSANDBOX_1.2026-11-20T12:00:01Z.{"notifyType"`, "< HTTP/1.1 200 OK\n", "< set-cookie: [redacted]\n", "* acknowledged\n",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("%q is missing in:\n%s", want, log)
		}
	}
	for _, secret := range []string{"hunter22", "4111111111111111", "secret"} {
		if strings.Contains(log, secret) {
			t.Errorf("%s is in:\n%s", secret, log)
		}
	}
}

func TestTransportTellsWhatIsNoAcknowledgement(t *testing.T) {
	t.Parallel()
	_, log := delivered(t, "", "no JSON", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Bad Gateway", http.StatusBadGateway) }))
	for _, want := range []string{"> [7 bytes that are not JSON]\n", "< HTTP/1.1 502 Bad Gateway\n", `* no acknowledgement: HTTP status 502: "Bad Gateway"` + "\n"} {
		if !strings.Contains(log, want) {
			t.Errorf("%q is missing in:\n%s", want, log)
		}
	}
	if _, log := delivered(t, "http://127.0.0.1:1/n", "{}", http.NotFoundHandler()); !strings.Contains(log, "* connection refused: nothing listens at 127.0.0.1:1\n") {
		t.Errorf("no reason in:\n%s", log)
	}
}

// TestTransportKeepsABodyThatBreaksOff: the client sees the same error as without a log.
func TestTransportKeepsABodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	read, log := delivered(t, "", "{}", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	if read != "begun" || !strings.Contains(log, "< begun\n") {
		t.Errorf("%q\n%s", read, log)
	}
}

// earlyReply answers when it has read a part of the body; the rest is read later, as
// the client of the standard library does.
type earlyReply struct{ readers *sync.WaitGroup }

func (e earlyReply) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.ReadFull(r.Body, make([]byte, 1)); err != nil {
		return nil, err
	}
	e.readers.Go(func() {
		_, _ = io.Copy(io.Discard, iotest.OneByteReader(r.Body))
		_ = r.Body.Close()
	})
	return &http.Response{StatusCode: http.StatusOK, Proto: "HTTP/1.1", Body: http.NoBody, Request: r}, nil
}

// TestTransportLogsWhileTheBodyIsSent finds a data race if the race detector is on.
func TestTransportLogsWhileTheBodyIsSent(t *testing.T) {
	t.Parallel()
	var readers sync.WaitGroup
	var out bytes.Buffer
	transport := Transport{Base: earlyReply{&readers}, Out: &out, Now: func() time.Time { return ended }}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://app.example/n", strings.NewReader(strings.Repeat("x", maxLogged+100)))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	readers.Wait()
	if !strings.Contains(out.String(), "bytes that are not JSON]") {
		t.Errorf("the log is\n%s", out.String())
	}
}
