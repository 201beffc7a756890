package antom

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// To be compared with BenchmarkBareVerify, the RSA operation alone over a body
// of 2 KB. The notification here has about the size of a real one with a card.

func benchNotification() Message {
	m := notified()
	m.Body = []byte(notifyBody[:len(notifyBody)-1] + `,"metadata":"` + string(bytes.Repeat([]byte("0123456789abcdef"), 110)) + `"}`)
	return m
}

func BenchmarkVerifierMessage(b *testing.B) {
	v, m := testVerifier(), benchNotification()
	header := signedRequest(b, antomKey(), m).Header.Get(HeaderSignature)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Message(m, header); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifierRequest(b *testing.B) {
	v, m := testVerifier(), benchNotification()
	r := signedRequest(b, antomKey(), m)
	b.ReportAllocs()
	for b.Loop() {
		r.Body = io.NopCloser(bytes.NewReader(m.Body))
		if _, err := v.Request(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNotificationHandler(b *testing.B) {
	h, m := testHandler(func(context.Context, *Notification) error { return nil }), benchNotification()
	r := signedRequest(b, antomKey(), m)
	b.ReportAllocs()
	for b.Loop() {
		r.Body = io.NopCloser(bytes.NewReader(m.Body))
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkParseNotification(b *testing.B) {
	m := benchNotification()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseNotification(m.Body); err != nil {
			b.Fatal(err)
		}
	}
}
