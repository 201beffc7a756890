package antom

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSignatureRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header string
		reason Reason
	}{
		"no header":              {"", ReasonNoSignature},
		"only blanks":            {"  ", ReasonNoSignature},
		"no signature part":      {"algorithm=RSA256,keyVersion=1", ReasonNoSignature},
		"empty value":            {"algorithm=RSA256,signature=", ReasonNoSignature},
		"only padding":           {"signature=====", ReasonBadBase64},
		"signature twice":        {"signature=AAAA,signature=AAAA", ReasonDuplicate},
		"twice in other case":    {"signature=AAAA,Signature=AAAA", ReasonDuplicate},
		"algorithm twice":        {"algorithm=RSA256,algorithm=RSA256,signature=AAAA", ReasonDuplicate},
		"key version twice":      {"keyVersion=1,keyversion=2,signature=AAAA", ReasonDuplicate},
		"other algorithm":        {"algorithm=HS256,signature=AAAA", ReasonAlgorithm},
		"empty algorithm":        {"algorithm=,signature=AAAA", ReasonAlgorithm},
		"escaped twice":          {"signature=AA%252BA", ReasonTwiceEscaped},
		"escaped twice, lower":   {"signature=AAA%253d", ReasonTwiceEscaped},
		"escape without digits":  {"signature=AA%zzA", ReasonBadEscape},
		"escape with one digit":  {"signature=AAA%2", ReasonBadEscape},
		"escape at the end":      {"signature=AAA%", ReasonBadEscape},
		"blank for plus":         {"signature=AA AA", ReasonBlank},
		"escaped blank":          {"signature=AA%20AA", ReasonBlank},
		"broken line":            {"signature=AA\nAA", ReasonBlank},
		"escaped line feed":      {"signature=AA%0AAA", ReasonBlank},
		"URL alphabet":           {"signature=AA-_", ReasonBadBase64},
		"foreign character":      {"signature=AA*A", ReasonBadBase64},
		"impossible length":      {"signature=AAAAA", ReasonBadBase64},
		"stray bits at the end":  {"signature=AAB", ReasonBadBase64},
		"padding of wrong size":  {"signature=AAA==", ReasonBadBase64},
		"padding where none fit": {"signature=AAAA=", ReasonBadBase64},
		"Stripe's header":        {"t=1614556800,v1=5257a869e7ecebeda32affa62cdca3fa", ReasonForeign},
		"HTTP Signatures":        {`keyId="a",algorithm="rsa-sha256",signature="AAAA"`, ReasonForeign},
		"padding inside":         {"signature=AA==AAAA", ReasonBadBase64},
		"too long":               {"signature=" + strings.Repeat("A", MaxSignatureHeader), ReasonTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := ParseSignature(c.header)
			wrong, ok := errors.AsType[*SignatureError](err)
			if !ok || wrong.Reason != c.reason {
				t.Fatalf("error %v, want reason %s", err, c.reason)
			}
			if s.Value != nil {
				t.Error("there is a value all the same")
			}
			if text := wrong.Error(); !strings.HasPrefix(text, "the signature header cannot be read: ") || strings.Contains(text, "\n") {
				t.Errorf("message %q", text)
			}
		})
	}
}

func TestParseSignatureDefaults(t *testing.T) {
	t.Parallel()
	s, err := ParseSignature("signature=+/8A")
	if err != nil {
		t.Fatal(err)
	}
	if s.Algorithm != "RSA256" || s.KeyVersion != "" {
		t.Errorf("parsed to %+v", s)
	}
	if string(s.Value) != "\xfb\xff\x00" {
		t.Errorf("value %x: was the + taken for a blank?", s.Value)
	}
	if got, want := s.Header(), "algorithm=RSA256,signature=%2B%2F8A"; got != want {
		t.Errorf("header %s, want %s", got, want)
	}
}

func TestSignatureErrorDoesNotShowTheValue(t *testing.T) {
	t.Parallel()
	_, err := ParseSignature("signature=AAAAsecretsecret*")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}
