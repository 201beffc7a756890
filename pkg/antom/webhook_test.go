package antom

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/keys"
)

const (
	notifyPath   = "/payNotify?shop=1&x=%2F"
	notifyClient = "SANDBOX_5X00000000000000"
	notifyTime   = "2024-01-01T00:01:03Z"
	notifyBody   = `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},` +
		`"paymentRequestId":"r1","paymentId":"p1","paymentAmount":{"currency":"SGD","value":"4200"}}`
)

// notified returns a notification as the tests send it.
func notified() Message {
	return Message{Method: "POST", Path: notifyPath, ClientID: notifyClient, Time: notifyTime, Body: []byte(notifyBody)}
}

// testVerifier accepts what the Antom of the vectors signed.
func testVerifier() *Verifier {
	return &Verifier{Keys: []*rsa.PublicKey{&antomKey().PublicKey}}
}

// signedRequest returns m as a server receives it, signed with a key.
func signedRequest(t testing.TB, key *rsa.PrivateKey, m Message) *http.Request {
	t.Helper()
	s, err := Sign(key, "2", m)
	if err != nil {
		t.Fatal(err)
	}
	return requestOf(m, s.Header())
}

func requestOf(m Message, signature string) *http.Request {
	r := httptest.NewRequest(m.Method, "/", bytes.NewReader(m.Body))
	r.RequestURI = m.Path
	r.Header.Set(HeaderClientID, m.ClientID)
	r.Header.Set(HeaderRequestTime, m.Time)
	r.Header.Set(HeaderSignature, signature)
	return r
}

// notAccepted asserts that err is a *NotificationError with a reason.
func notAccepted(t *testing.T, err error, reason Reason) *NotificationError {
	t.Helper()
	refused, ok := errors.AsType[*NotificationError](err)
	if !ok || refused.Reason != reason {
		t.Fatalf("error %v, want reason %s", err, reason)
	}
	if !strings.HasPrefix(refused.Error(), "the notification is not accepted: ") {
		t.Errorf("text %q", refused)
	}
	return refused
}

func TestVerifierVectors(t *testing.T) {
	t.Parallel()
	count := 0
	for _, c := range testVectors().Cases {
		if !strings.HasPrefix(c.Name, "notify-") {
			continue
		}
		count++
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			m := Message{Method: c.Method, Path: c.Path, ClientID: c.ClientID, Time: c.Time, Body: c.Body}
			n, err := testVerifier().Request(requestOf(m, c.Header))
			if len(c.Body) == 0 {
				notAccepted(t, err, ReasonNotJSON) // it verifies, but says nothing
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if n.Meaning() != MeaningPaid || n.Kind != KindPayment || !bytes.Equal(n.Raw, c.Body) {
				t.Errorf("%s %s", n.Kind, n.Meaning())
			}
			if n.Amount == nil || n.Amount.Currency != "SGD" || n.Amount.Value != "4200" {
				t.Errorf("amount %v", n.Amount)
			}
		})
	}
	if count != 4 {
		t.Errorf("%d vectors of notifications", count)
	}
}

func TestVerifierRequest(t *testing.T) {
	t.Parallel()
	m := notified()
	r := signedRequest(t, antomKey(), m)
	v := testVerifier()
	v.Keys = []*rsa.PublicKey{nil, &merchantKey().PublicKey, &antomKey().PublicKey}
	v.ClientID = notifyClient
	n, err := v.Request(r)
	if err != nil {
		t.Fatal(err)
	}
	if n.KeyIndex != 2 || n.KeyFingerprint != keys.Fingerprint(&antomKey().PublicKey) || n.KeyVersion != "2" {
		t.Errorf("key %d %s, version %q", n.KeyIndex, n.KeyFingerprint, n.KeyVersion)
	}
	if !bytes.Equal(n.Message.Content(), m.Content()) {
		t.Errorf("message %q", n.Message.Content())
	}
	if want := time.Date(2024, 1, 1, 0, 1, 3, 0, time.UTC); !n.RequestTime.Equal(want) {
		t.Errorf("time %v", n.RequestTime)
	}
	if n.PaymentRequestID != "r1" || n.PaymentID != "p1" || n.NotifyType != "PAYMENT_RESULT" || n.Result.ResultCode != "SUCCESS" {
		t.Errorf("read %+v", n)
	}
	again, err := io.ReadAll(r.Body)
	if err != nil || string(again) != notifyBody {
		t.Errorf("body afterwards %q, %v", again, err)
	}
	if err := r.Body.Close(); err != nil {
		t.Error(err)
	}
}

// TestVerifierRefuses has a case for every reason, and more than one where the
// ways to get there differ.
func TestVerifierRefuses(t *testing.T) {
	t.Parallel()
	antom := signedRequest(t, antomKey(), notified()).Header.Get(HeaderSignature)
	own := signedRequest(t, merchantKey(), notified()).Header.Get(HeaderSignature)
	set := func(name, value string) func(*http.Request, *Verifier) {
		return func(r *http.Request, _ *Verifier) { r.Header.Set(name, value) }
	}
	add := func(name, value string) func(*http.Request, *Verifier) {
		return func(r *http.Request, _ *Verifier) { r.Header[name] = []string{value} }
	}
	body := func(b io.Reader) func(*http.Request, *Verifier) {
		return func(r *http.Request, _ *Verifier) { r.Body, r.ContentLength = io.NopCloser(b), -1 }
	}
	clock := func(age time.Duration) func(*http.Request, *Verifier) {
		return func(_ *http.Request, v *Verifier) {
			v.MaxAge = 5 * time.Minute
			v.Now = func() time.Time { return time.Date(2024, 1, 1, 0, 1, 3, 0, time.UTC).Add(age) }
		}
	}
	cases := []struct {
		name   string
		reason Reason
		header string // in the error
		part   string // of its text
		change func(r *http.Request, v *Verifier)
	}{
		{"no signature", ReasonNoSignature, "signature", "missing", set(HeaderSignature, "")},
		{"no headers", ReasonNoSignature, "signature", "missing", func(r *http.Request, _ *Verifier) { r.Header = nil }},
		{"blank signature", ReasonNoSignature, "signature", "missing", set(HeaderSignature, " \t")},
		{"no client id", ReasonMissingHeader, "client-id", "missing", set(HeaderClientID, "")},
		{"a webhook of Stripe", ReasonNoSignature, "signature", "it has the header Stripe-Signature: it is a webhook of Stripe", func(r *http.Request, _ *Verifier) {
			r.Header.Del(HeaderSignature)
			r.Header.Set("Stripe-Signature", "t=1,v1=a")
		}},
		{"no time", ReasonMissingHeader, "request-time", "missing", func(r *http.Request, _ *Verifier) { r.Header.Del(HeaderRequestTime) }},
		{"no signature value", ReasonMalformedSignature, "signature", `no "signature=" part`, set(HeaderSignature, "algorithm=RSA256")},
		{"foreign algorithm", ReasonMalformedSignature, "signature", `"RSA512"`, set(HeaderSignature, strings.Replace(antom, "RSA256", "RSA512", 1))},
		{"joined signatures", ReasonMalformedSignature, "signature", "twice", set(HeaderSignature, antom+", "+antom)},
		{"two signatures", ReasonDuplicateHeader, "signature", "more than once", add("signature", antom)},
		{"two client ids", ReasonDuplicateHeader, "client-id", "more than once", add("CLIENT-ID", notifyClient)},
		{"two times", ReasonDuplicateHeader, "request-time", "more than once", add("request-time", notifyTime)},
		{"joined client ids", ReasonDuplicateHeader, "client-id", "a list", set(HeaderClientID, notifyClient+", "+notifyClient)},
		{"joined times", ReasonDuplicateHeader, "request-time", "a list", set(HeaderRequestTime, notifyTime+", "+notifyTime)},
		{"client id with a dot", ReasonMalformedHeader, "client-id", "a dot", set(HeaderClientID, "a.b")},
		{"client id with a blank", ReasonMalformedHeader, "client-id", "blank", set(HeaderClientID, "a b")},
		{"time that swallows the body", ReasonMalformedHeader, "request-time", "no time has", set(HeaderRequestTime, notifyTime+`.{"a":"`)},
		{"wrong key", ReasonBadSignature, "signature", "another key", set(HeaderSignature, own)},
		{"other body", ReasonBadSignature, "signature", "other content", body(strings.NewReader(notifyBody + "\n"))},
		{"short signature", ReasonBadSignature, "signature", "has 3 bytes", set(HeaderSignature, "signature=AAAA")},
		{"unsigned for another client", ReasonBadSignature, "signature", `client id "other"`, func(r *http.Request, v *Verifier) {
			v.ClientID = "mine"
			r.Header.Set(HeaderClientID, "other")
		}},
		{"signed for another client", ReasonWrongClient, "client-id", `not for "mine"`, func(_ *http.Request, v *Verifier) { v.ClientID = "mine" }},
		{"too old", ReasonTooOld, "request-time", "5m0.001s ago, the limit is 5m0s", clock(5*time.Minute + time.Millisecond)},
		{"too new", ReasonTooNew, "request-time", "1m0.001s ahead", clock(-time.Minute - time.Millisecond)},
		{"declared too large", ReasonTooLarge, "", "limit of 10 bytes", func(_ *http.Request, v *Verifier) { v.MaxBody = 10 }},
		{"too large", ReasonTooLarge, "", "limit of 10 bytes", func(r *http.Request, v *Verifier) {
			v.MaxBody, r.ContentLength = 10, -1
		}},
		{"larger than the default", ReasonTooLarge, "", "limit of 1048576 bytes", body(io.LimitReader(zeros{}, MaxNotification+1))},
		{"limited outside", ReasonTooLarge, "", "limit of 7 bytes", func(r *http.Request, _ *Verifier) {
			r.Body = http.MaxBytesReader(nil, r.Body, 7)
		}},
		{"broken connection", ReasonBody, "", "unexpected EOF", body(io.MultiReader(strings.NewReader("{"), broken{}))},
		{"no keys", ReasonNoKey, "", "not configured", func(_ *http.Request, v *Verifier) { v.Keys = nil }},
		{"nil keys", ReasonNoKey, "", "can be used", func(_ *http.Request, v *Verifier) { v.Keys = []*rsa.PublicKey{nil} }},
		{"unusable key", ReasonBadKey, "", "can be used", func(_ *http.Request, v *Verifier) {
			v.Keys = []*rsa.PublicKey{{N: antomKey().N, E: 1}}
		}},
		{"no method", ReasonMethod, "", "method", func(r *http.Request, _ *Verifier) { r.Method = "" }},
		{"no path", ReasonPath, "", "path", func(r *http.Request, _ *Verifier) { r.RequestURI = "*" }},
		{"broken override", ReasonPath, "", "path", func(_ *http.Request, v *Verifier) {
			v.Path = func(*http.Request) string { return "https://shop.example/payNotify" }
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, v := requestOf(notified(), antom), testVerifier()
			c.change(r, v)
			n, err := v.Request(r)
			refused := notAccepted(t, err, c.reason)
			if n != nil {
				t.Error("an error and a notification")
			}
			if refused.Header != c.header || !strings.Contains(refused.Error(), c.part) {
				t.Errorf("header %q, text %q; want header %q, text with %q", refused.Header, refused, c.header, c.part)
			}
			if strings.Contains(refused.Error(), "4200") || strings.Contains(refused.Error(), antom[60:80]) {
				t.Errorf("the text gives away body or signature: %q", refused)
			}
		})
	}
}

// TestVerifierNotJSON: the signature fits, and yet there is nothing to act on.
func TestVerifierNotJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", " ", "null", "[]", `"text"`, "{", "{}{}", "\ufeff{}", "notifyType=PAYMENT_RESULT",
		`{"notifyType":"PAYMENT_PENDING","notifyType":"PAYMENT_RESULT"}`,
		`{"notifyType":"PAYMENT_PENDING","NotifyType":"PAYMENT_RESULT"}`,
		`{"result":{"resultStatus":"F","resultStatus":"S"}}`,
	} {
		m := notified()
		m.Body = []byte(body)
		_, err := testVerifier().Request(signedRequest(t, antomKey(), m))
		notAccepted(t, err, ReasonNotJSON)
	}
}

// TestVerifierHeaderForms are the spellings that arrive and must be accepted.
func TestVerifierHeaderForms(t *testing.T) {
	t.Parallel()
	s, err := Sign(antomKey(), "1", notified())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range spellings(s.Header(), s.Value) {
		if _, err := testVerifier().Request(requestOf(notified(), text)); err != nil {
			t.Errorf("signature %s: %v", name, err)
		}
	}
	headers := map[string]http.Header{
		"lower case": {"client-id": {notifyClient}, "request-time": {notifyTime}, "signature": {s.Header()}},
		"upper case": {"CLIENT-ID": {notifyClient}, "REQUEST-TIME": {notifyTime}, "SIGNATURE": {s.Header()}},
		"mixed case": {"Client-ID": {notifyClient}, "request-Time": {notifyTime}, "Signature": {s.Header()}, "signature": {}},
		"blanks":     {"Client-Id": {" " + notifyClient + "\t"}, "Request-Time": {notifyTime + " "}, "Signature": {"  " + s.Header()}},
		"folded": {
			"Client-Id": {"\r\n " + notifyClient}, "Request-Time": {notifyTime + "\r\n\t"},
			"Signature": {strings.ReplaceAll(s.Header(), ",", ",\r\n  ")},
		},
	}
	for name, h := range headers {
		r := requestOf(notified(), "")
		r.Header = h
		if _, err := testVerifier().Request(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := requestOf(notified(), s.Header())
	r.Header.Set(HeaderClientID, notifyClient+"\nX: y")
	_, err = testVerifier().Request(r)
	notAccepted(t, err, ReasonMalformedHeader) // a line break that is no fold
}

func TestVerifierPath(t *testing.T) {
	t.Parallel()
	prefixed := func(r *http.Request) string { return "/shop" + r.URL.RequestURI() }
	cases := []struct {
		name, signed, uri, url string
		path                   func(*http.Request) string
	}{
		{"as received", "/a//b/../c%2f?x=%41&x", "/a//b/../c%2f?x=%41&x", "/other", nil},
		{"empty query", "/a?", "/a?", "/", nil},
		{"two slashes", "//a/b", "//a/b", "/", nil},
		{"whole URL", "/a?b=c://d", "http://shop.example/a?b=c://d", "/", nil},
		{"whole URL without path", "/", "https://shop.example", "/", nil},
		{"whole URL with query only", "/?a=b", "https://shop.example?a=b", "/", nil},
		{"made without a server", "/a%2Fb?c=d", "", "http://shop.example/a%2Fb?c=d", nil},
		{"stripped by a proxy", "/shop/notify?id=7", "/notify?id=7", "/notify?id=7", prefixed},
		{"fixed", "/notify", "/internal", "/internal", func(*http.Request) string { return "/notify" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := notified()
			m.Path = c.signed
			r := signedRequest(t, antomKey(), m)
			parsed := httptest.NewRequest("POST", c.url, nil)
			r.RequestURI, r.URL = c.uri, parsed.URL
			v := testVerifier()
			v.Path = c.path
			n, err := v.Request(r)
			if err != nil {
				t.Fatal(err)
			}
			if n.Message.Path != c.signed {
				t.Errorf("path %q", n.Message.Path)
			}
		})
	}
	t.Run("no URL at all", func(t *testing.T) {
		t.Parallel()
		r := requestOf(notified(), "signature=AAAA")
		r.RequestURI, r.URL = "", nil
		_, err := testVerifier().Request(r)
		notAccepted(t, err, ReasonPath)
	})
}

func TestVerifierBody(t *testing.T) {
	t.Parallel()
	t.Run("what is too large can still be read", func(t *testing.T) {
		t.Parallel()
		r := requestOf(notified(), "signature=AAAA")
		r.ContentLength = -1
		v := testVerifier()
		v.MaxBody = 20
		_, err := v.Request(r)
		notAccepted(t, err, ReasonTooLarge)
		if rest, err := io.ReadAll(r.Body); err != nil || string(rest) != notifyBody {
			t.Errorf("body %q, %v", rest, err)
		}
	})
	t.Run("exactly the limit", func(t *testing.T) {
		t.Parallel()
		v := testVerifier()
		v.MaxBody = int64(len(notifyBody))
		if _, err := v.Request(signedRequest(t, antomKey(), notified())); err != nil {
			t.Error(err)
		}
	})
	t.Run("no limit to speak of", func(t *testing.T) {
		t.Parallel()
		v := testVerifier()
		v.MaxBody = 1<<63 - 1
		if _, err := v.Request(signedRequest(t, antomKey(), notified())); err != nil {
			t.Error(err)
		}
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		m := notified()
		m.Body = nil
		r := signedRequest(t, antomKey(), m)
		r.Body = nil
		_, err := testVerifier().Request(r)
		notAccepted(t, err, ReasonNotJSON)
	})
}

func TestVerifierMessage(t *testing.T) {
	t.Parallel()
	m := notified()
	m.Method = "PUT" // whatever was signed
	s, err := Sign(antomKey(), "1", m)
	if err != nil {
		t.Fatal(err)
	}
	v := testVerifier()
	n, err := v.Message(m, s.Header())
	if err != nil || n.Meaning() != MeaningPaid {
		t.Fatal(n, err)
	}
	cases := map[Reason]func(*Verifier, *Message, *string){
		ReasonNoSignature:     func(_ *Verifier, _ *Message, s *string) { *s = "" },
		ReasonMissingHeader:   func(_ *Verifier, m *Message, _ *string) { m.ClientID = "" },
		ReasonMalformedHeader: func(_ *Verifier, m *Message, _ *string) { m.Time += "\n" },
		ReasonTooLarge:        func(v *Verifier, _ *Message, _ *string) { v.MaxBody = 1 },
		ReasonNoKey:           func(v *Verifier, _ *Message, _ *string) { v.Keys = nil },
		ReasonPath:            func(_ *Verifier, m *Message, _ *string) { m.Path = "/a\nb" },
		ReasonBadSignature:    func(_ *Verifier, m *Message, _ *string) { m.Method = "POST" },
	}
	for reason, change := range cases {
		v, m, header := testVerifier(), m, s.Header()
		change(v, &m, &header)
		_, err := v.Message(m, header)
		notAccepted(t, err, reason)
	}
	m.Time = ""
	_, err = v.Message(m, s.Header())
	if refused := notAccepted(t, err, ReasonMissingHeader); refused.Header != HeaderRequestTime {
		t.Errorf("header %q", refused.Header)
	}
}

// TestVerifierKnownClientID: a client id that is configured may have a dot.
func TestVerifierKnownClientID(t *testing.T) {
	t.Parallel()
	m := notified()
	m.ClientID = "shop.1"
	v := testVerifier()
	v.ClientID = "shop.1"
	if _, err := v.Request(signedRequest(t, antomKey(), m)); err != nil {
		t.Error(err)
	}
}

// zeros is an endless body, broken one whose connection breaks.
type (
	zeros  struct{}
	broken struct{}
)

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
func (broken) Read([]byte) (int, error)  { return 0, io.ErrUnexpectedEOF }
