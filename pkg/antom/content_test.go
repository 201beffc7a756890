package antom

import (
	"bytes"
	"crypto/sha256"
	"testing"
)

func TestContent(t *testing.T) {
	t.Parallel()
	m := Message{Method: "POST", Path: "/payNotify?x=1", ClientID: "C1", Time: "2024-01-01T00:01:03Z", Body: []byte("{\r\n}\n")}
	if got, want := string(m.Content()), "POST /payNotify?x=1\nC1.2024-01-01T00:01:03Z.{\r\n}\n"; got != want {
		t.Errorf("content %q, want %q", got, want)
	}
	if got, want := string(Message{}.Content()), " \n.."; got != want {
		t.Errorf("content of nothing %q, want %q", got, want)
	}
}

func FuzzContent(f *testing.F) {
	f.Add("POST", "/ams/api/v1/payments/pay", "SANDBOX_1", "1685599933871", []byte(`{"a":"b"}`))
	f.Add("POST", "/n?a=b", "", "", []byte(nil))
	f.Add("", "", "", "", []byte("\r\n\x00\xff"))
	f.Fuzz(func(t *testing.T, method, path, clientID, time string, body []byte) {
		m := Message{Method: method, Path: path, ClientID: clientID, Time: time, Body: body}
		content := m.Content()
		if want := method + " " + path + "\n" + clientID + "." + time + "." + string(body); string(content) != want {
			t.Errorf("content %q, want %q", content, want)
		}
		if m.digest() != sha256.Sum256(content) {
			t.Error("the hash is not that of the content")
		}
		if !bytes.HasSuffix(content, body) || cap(content) < len(content) {
			t.Error("the body is not the end of the content")
		}
	})
}

func FuzzParseSignature(f *testing.F) {
	for _, c := range testVectors().Cases[:2] {
		f.Add(c.Header)
	}
	for _, header := range []string{
		"", ",", "=", "signature=AAAA", "algorithm=RSA256, keyVersion=2 , signature=+/8%3d",
		"signature=AA%252B", "KEYVERSION=a=b,SIGNATURE=AA==", "signature=AAAA,signature=BBBB", "algorithm=RSA512,signature=AAAA",
		"algorithm=RSA256,keyVersion=0,signature=\n\n\n\n",
	} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		s, err := ParseSignature(header)
		if err != nil {
			return
		}
		if len(s.Value) == 0 {
			t.Fatal("accepted without a value")
		}
		again, err := ParseSignature(s.Header())
		if err != nil {
			t.Fatalf("%q was written as %q, which cannot be read: %v", header, s.Header(), err)
		}
		if again.Algorithm != s.Algorithm || again.KeyVersion != s.KeyVersion || !bytes.Equal(again.Value, s.Value) {
			t.Fatalf("%+v became %+v", s, again)
		}
	})
}
