package antom

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// alter calls try with every text that is one byte away from text: one byte
// changed (in its lowest bit, its case, its highest bit), left out, or added.
func alter(text string, try func(string)) {
	for i := range len(text) {
		for _, mask := range []byte{1, 0x20, 0x80} {
			b := []byte(text)
			b[i] ^= mask
			try(string(b))
		}
		try(text[:i] + text[i+1:])
		for _, add := range []string{"0", "/", "."} {
			try(text[:i] + add + text[i:])
		}
	}
	try(text + "0")
}

// TestVerifierOneByte: whatever byte of the signed parts is another one, the
// notification is refused.
func TestVerifierOneByte(t *testing.T) {
	t.Parallel()
	m := notified()
	header := signedRequest(t, antomKey(), m).Header.Get(HeaderSignature)
	v := testVerifier()
	parts := map[string]struct {
		text string
		put  func(*Message, string)
	}{
		"method":    {m.Method, func(m *Message, s string) { m.Method = s }},
		"path":      {m.Path, func(m *Message, s string) { m.Path = s }},
		"client id": {m.ClientID, func(m *Message, s string) { m.ClientID = s }},
		"time":      {m.Time, func(m *Message, s string) { m.Time = s }},
		"body":      {string(m.Body), func(m *Message, s string) { m.Body = []byte(s) }},
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tried := 0
			alter(part.text, func(s string) {
				tried++
				changed := m
				part.put(&changed, s)
				if n, err := v.Request(received(changed, header)); err == nil || n != nil {
					t.Errorf("%q is accepted", s)
				}
			})
			if tried < 7*len(part.text) {
				t.Errorf("only %d changes tried", tried)
			}
		})
	}
	if _, err := v.Request(received(m, header)); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

// TestVerifierNoBorderMoves: client id, time and body are joined by dots in
// what is signed. None of them can grow at the expense of another.
func TestVerifierNoBorderMoves(t *testing.T) {
	t.Parallel()
	m := notified()
	m.Time = "2024-01-01T00:01:03.500Z"
	m.Body = []byte(`{"a":"x.{}"}`)
	header := signedRequest(t, antomKey(), m).Header.Get(HeaderSignature)
	v := testVerifier()
	content := m.Content()[len("POST "+notifyPath+"\n"):]
	accepted := 0
	for i, c := range content {
		for j := i + 1; c == '.' && j < len(content); j++ {
			if content[j] != '.' {
				continue
			}
			moved := m
			moved.ClientID, moved.Time, moved.Body = string(content[:i]), string(content[i+1:j]), content[j+1:]
			if !bytes.Equal(moved.Content(), m.Content()) {
				t.Fatal("this is another content")
			}
			n, err := v.Message(moved, header)
			if err != nil {
				continue
			}
			accepted++
			if n.Message.ClientID != m.ClientID || !bytes.Equal(n.Raw, m.Body) {
				t.Errorf("accepted client id %q, time %q, body %q", n.Message.ClientID, n.Message.Time, n.Raw)
			}
		}
	}
	if accepted != 1 {
		t.Errorf("%d of the readings are accepted", accepted)
	}
}

// received is a request with parts that no server would let in.
func received(m Message, signature string) *http.Request {
	r := httptest.NewRequest("POST", "/", nil)
	r.Method, r.RequestURI = m.Method, m.Path
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(m.Body)), -1
	r.Header = http.Header{HeaderClientID: {m.ClientID}, HeaderRequestTime: {m.Time}, HeaderSignature: {signature}}
	return r
}

// FuzzVerifierRequest: nothing makes the verifier panic, everything refused has
// a reason, and what is accepted is one of the contents that Antom signed.
func FuzzVerifierRequest(f *testing.F) {
	signed := map[string]bool{}
	for _, c := range testVectors().Cases {
		m := Message{Method: c.Method, Path: c.Path, ClientID: c.ClientID, Time: c.Time, Body: c.Body}
		signed[string(m.Content())] = c.Signer == "antom"
		f.Add(c.Method, c.Path, c.ClientID, c.Time, c.Header, c.Body)
	}
	header := testVectors().Cases[len(testVectors().Cases)-1].Header
	f.Add("POST", "http://a", "a\r\n b", "1,2", header+","+header, []byte("{}"))
	f.Add("", "*", "a.b", "x y", "signature=%25", []byte("\xff"))
	f.Fuzz(func(t *testing.T, method, uri, clientID, time, signature string, body []byte) {
		r := received(Message{Method: method, Path: uri, ClientID: clientID, Time: time, Body: body}, signature)
		v := testVerifier()
		v.MaxBody = 4096
		n, err := v.Request(r)
		if err != nil {
			if n != nil {
				t.Fatal("an error and a notification")
			}
			notAcceptedAtAll(t, err)
		} else if !signed[string(n.Message.Content())] {
			t.Fatalf("accepted %q", n.Message.Content())
		}
		if again, err := io.ReadAll(r.Body); err != nil || !bytes.Equal(again, body) {
			t.Fatalf("the body is %q afterwards, %v", again, err)
		}
	})
}

func notAcceptedAtAll(t *testing.T, err error) {
	t.Helper()
	refused, ok := err.(*NotificationError)
	if !ok || refused.Reason == "" || refused.HTTPStatus() < 400 {
		t.Fatalf("error %#v", err)
	}
}
