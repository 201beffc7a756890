package antom

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
)

// The benchmarks compare signing and verifying a request of 2 KB with the bare
// RSA operation over the content put together beforehand.

func benchMessage() Message {
	m := testMessage
	m.Body = bytes.Repeat([]byte("0123456789abcdef"), 128)
	return m
}

func BenchmarkSign(b *testing.B) {
	key, m := merchantKey(), benchMessage()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sign(key, "1", m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareSign(b *testing.B) {
	key, content := merchantKey(), benchMessage().Content()
	b.ReportAllocs()
	for b.Loop() {
		digest := sha256.Sum256(content)
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	key, m := merchantKey(), benchMessage()
	s, err := Sign(key, "1", m)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Verify(&key.PublicKey, m, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareVerify(b *testing.B) {
	key, m := merchantKey(), benchMessage()
	content := m.Content()
	s, err := Sign(key, "1", m)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		digest := sha256.Sum256(content)
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], s.Value); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseSignature(b *testing.B) {
	header := testVectors().Cases[0].Header
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseSignature(header); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignatureHeader(b *testing.B) {
	s, err := Sign(merchantKey(), "1", testMessage)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Header()
	}
}
