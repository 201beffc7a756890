package authority

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var start = time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func load(t *testing.T, dir string, now time.Time) *Authority {
	t.Helper()
	a, err := Load(dir, at(now))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// verify checks a leaf as a client that trusts the authority would.
func verify(a *Authority, leaf *tls.Certificate, host string, now time.Time) error {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(a.PEM()) {
		return errors.New("the authority is no certificate")
	}
	_, err := leaf.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now})
	return err
}

func leaf(t *testing.T, l *Leaf) *tls.Certificate {
	t.Helper()
	c, err := l.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheAuthorityStays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := load(t, dir, start)
	again := load(t, dir, start.AddDate(9, 0, 0))
	if string(first.PEM()) != string(again.PEM()) || first.Fingerprint() != again.Fingerprint() {
		t.Error("there is another authority")
	}
	if err := verify(first, leaf(t, again.Leaf("")), "localhost", start.AddDate(9, 0, 0)); err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(first.File())
	if err != nil || string(data) != string(first.PEM()) || strings.Contains(string(data), "KEY") {
		t.Errorf("the certificate's file: %q, %v", data, err)
	}
	info, err := os.Stat(filepath.Join(dir, "tls", "authority.pem"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	if !strings.HasPrefix(first.Fingerprint(), "sha256:") || len(first.Fingerprint()) != 71 || !first.Expires().After(start.AddDate(9, 11, 0)) {
		t.Errorf("%s, %s", first.Fingerprint(), first.Expires())
	}
}

func TestTheCertificatesFileIsRestored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := load(t, dir, start)
	if err := os.Remove(first.File()); err != nil {
		t.Fatal(err)
	}
	load(t, dir, start)
	if data, err := os.ReadFile(first.File()); err != nil || string(data) != string(first.PEM()) {
		t.Errorf("%q, %v", data, err)
	}
}

func TestAnExpiredAuthorityIsReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := load(t, dir, start)
	later := start.AddDate(11, 0, 0)
	next := load(t, dir, later)
	if string(first.PEM()) == string(next.PEM()) {
		t.Fatal("it is still there")
	}
	if err := verify(next, leaf(t, next.Leaf("")), "localhost", later); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(next.File()); err != nil || string(data) != string(next.PEM()) {
		t.Errorf("the certificate's file: %q, %v", data, err)
	}
}

func TestInMemoryNothingIsWritten(t *testing.T) {
	t.Parallel()
	a, err := Load("", nil)
	if err != nil || a.File() != "" {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := verify(a, leaf(t, a.Leaf("")), "127.0.0.1", time.Now()); err != nil {
		t.Error(err)
	}
}

func TestManyMakeOneAuthority(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	found := make([]string, 8)
	var wg sync.WaitGroup
	for i := range found {
		wg.Go(func() {
			if a, err := Load(dir, at(start)); err == nil {
				found[i] = string(a.PEM())
			}
		})
	}
	wg.Wait()
	for i, pem := range found {
		if pem == "" || pem != found[0] {
			t.Errorf("%d has another authority: %q", i, pem)
		}
	}
}

func TestADamagedAuthorityIsKept(t *testing.T) {
	t.Parallel()
	good, err := load(t, "", start).encode()
	if err != nil {
		t.Fatal(err)
	}
	other, err := load(t, "", start).encode()
	if err != nil {
		t.Fatal(err)
	}
	certificate, key, _ := strings.Cut(string(good), "-----BEGIN PRIVATE KEY")
	_, otherKey, _ := strings.Cut(string(other), "-----BEGIN PRIVATE KEY")
	const head = "-----BEGIN PRIVATE KEY"
	for name, content := range map[string]string{
		"empty":           "",
		"text":            "hello",
		"no key":          certificate,
		"no certificate":  head + key,
		"another's key":   certificate + head + otherKey,
		"not DER":         "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n",
		"a key not DER":   certificate + head + "-----\naGVsbG8=\n-----END PRIVATE KEY-----\n",
		"cut in the half": string(good[:len(good)/2]),
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "tls", "authority.pem")
		if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600),
			os.WriteFile(filepath.Join(dir, "tls", certificateFile), []byte(certificate), 0o600)); err != nil { // it was in use
			t.Fatal(err)
		}
		_, err := Load(dir, at(start))
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "move the file away") {
			t.Errorf("%s: %v", name, err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != content {
			t.Errorf("%s: the file was changed: %q, %v", name, data, err)
		}
	}
}

func TestLeafNames(t *testing.T) {
	t.Parallel()
	a := load(t, "", start)
	for _, test := range []struct {
		extra, host string
		ok          bool
	}{
		{"", "localhost", true},
		{"", "127.0.0.1", true},
		{"", "[::1]", true},
		{"", "127.0.0.2", false},
		{"127.0.0.2", "127.0.0.2", true},
		{"::1", "[::1]", true},
		{"localhost", "localhost", true},
		{"192.0.2.1", "192.0.2.1", false},
		{"shop.example", "shop.example", false},
	} {
		if err := verify(a, leaf(t, a.Leaf(test.extra)), test.host, start); (err == nil) != test.ok {
			t.Errorf("%s for %q: %v", test.host, test.extra, err)
		}
	}
	if err := verify(load(t, "", start), leaf(t, a.Leaf("")), "localhost", start); err == nil {
		t.Error("another authority accepts it")
	}
}

// TestTheAuthorityIsForThisMachineOnly: even with its key nobody can make a
// certificate for another host that a client would accept.
func TestTheAuthorityIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	a := load(t, "", start)
	l := a.Leaf("")
	l.addresses = append(l.addresses, []byte{192, 0, 2, 1})
	if err := verify(a, leaf(t, l), "192.0.2.1", start); err == nil {
		t.Error("it was accepted")
	}
}

// A certificate without names is limited by its purpose alone.
func TestTheAuthorityIsForServersOnly(t *testing.T) {
	t.Parallel()
	a := load(t, "", start)
	for name, usage := range map[string]x509.ExtKeyUsage{
		"programs": x509.ExtKeyUsageCodeSigning, "mail": x509.ExtKeyUsageEmailProtection, "clients": x509.ExtKeyUsageClientAuth,
	} {
		template := &x509.Certificate{
			Subject: pkix.Name{CommonName: "somebody"}, NotBefore: start.Add(-time.Hour), NotAfter: start.Add(time.Hour),
			KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage},
		}
		der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, a.key.Public(), a.key)
		if err != nil {
			t.Fatal(err)
		}
		made, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AddCert(a.certificate)
		if _, err := made.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: start, KeyUsages: []x509.ExtKeyUsage{usage}}); err == nil {
			t.Errorf("a certificate for %s was accepted", name)
		}
	}
}

func TestLeafIsRenewed(t *testing.T) {
	t.Parallel()
	now := start
	a, err := Load("", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	l := a.Leaf("")
	first := leaf(t, l)
	for _, test := range []struct {
		name string
		now  time.Time
		same bool
	}{
		{"later", start.AddDate(0, 2, 0), true},
		{"near its end", first.Leaf.NotAfter.Add(-24 * time.Hour), false},
		{"the clock was set back", start, false},
		{"near the authority's end", a.Expires().Add(-time.Hour), false},
	} {
		before := leaf(t, l)
		now = test.now
		c := leaf(t, l)
		if (c == before) != test.same {
			t.Errorf("%s: the same certificate: %v", test.name, c == before)
		}
		if err := verify(a, c, "localhost", now); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestAnUnfinishedAuthorityIsReplaced starts with what a first start leaves on a full
// disk: nobody has seen its certificate, which is written after it.
func TestAnUnfinishedAuthorityIsReplaced(t *testing.T) {
	t.Parallel()
	other := t.TempDir()
	if _, err := Load(other, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(other, subdirectory, authorityFile))
	if err != nil {
		t.Fatal(err)
	}
	cut := bytes.Index(whole, []byte("-----BEGIN "+keyBlock))
	for _, size := range []int{0, 1, 20, 100, cut - 1, cut, cut + 5, cut + 40, len(whole) - 5} {
		dir := t.TempDir()
		path := filepath.Join(dir, subdirectory, authorityFile)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		made, err := Load(dir, nil)
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
			continue
		}
		again, err := Load(dir, nil)
		if err != nil || again.Fingerprint() != made.Fingerprint() {
			t.Errorf("%d bytes: the next start has another one: %v", size, err)
		}
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, nil); err == nil {
			t.Errorf("%d bytes: an authority whose certificate may be trusted was replaced", size)
		}
	}
}
