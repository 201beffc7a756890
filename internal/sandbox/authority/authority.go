// Package authority is a certificate authority for one machine. It lets the
// simulator speak TLS to client libraries that require it: a client that trusts
// the authority's certificate can verify the simulator's certificate. The authority
// is valid for localhost and loopback addresses only, so it cannot be misused for
// other hosts.
package authority

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
)

const (
	// lifetime is how long the authority is valid: nobody wants to trust a new
	// one every year.
	lifetime = 10 * 365 * 24 * time.Hour
	// backdate allows for clocks that differ, in containers for example.
	backdate = 24 * time.Hour

	subdirectory    = "tls"
	authorityFile   = "authority.pem"
	certificateFile = "authority-certificate.pem"
	privateMode     = 0o600
	publicMode      = 0o644

	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
)

// Authority signs the certificates of a simulator.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
	now         func() time.Time
}

// Load reads the authority in a state directory, and makes it on first use and
// when it has expired. Two processes that start at the same time end up with the
// same one. An empty dir gives one that is kept nowhere. now is the clock;
// time.Now when nil.
func Load(dir string, now func() time.Time) (*Authority, error) {
	if now == nil {
		now = time.Now
	}
	if dir == "" {
		return create(now)
	}
	place := filepath.Join(dir, subdirectory)
	if err := os.MkdirAll(place, 0o700); err != nil {
		return nil, fmt.Errorf("making the directory of the simulator's certificate authority: %w", err)
	}
	a, err := read(filepath.Join(place, authorityFile), now)
	if err != nil {
		return nil, fmt.Errorf("the simulator's certificate authority: %w", err)
	}
	a.file = filepath.Join(place, certificateFile)
	if present, err := durable.ReadState(a.file, keys.MaxSize); err == nil && string(present) == string(a.PEM()) {
		return a, nil
	}
	if err := durable.WriteFile(a.file, a.PEM(), durable.WriteOptions{Mode: publicMode, Overwrite: true}); err != nil {
		return nil, fmt.Errorf("the certificate of the simulator's certificate authority: %w", err)
	}
	return a, nil
}

// PEM is the certificate that clients have to trust.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: a.certificate.Raw})
}

// File has the same as PEM; it is "" for an authority that is kept nowhere.
func (a *Authority) File() string { return a.file }

// Expires is when it ends, shortly after a new authority was made in its place.
func (a *Authority) Expires() time.Time { return a.certificate.NotAfter.UTC() }

// Fingerprint is "sha256:" and the SHA-256 of the certificate in hexadecimal
// digits, which tools show to tell certificates apart.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.certificate.Raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// read reads the file or makes it; it has the key and the certificate, so that
// they always fit.
func read(path string, now func() time.Time) (*Authority, error) {
	data, err := durable.ReadState(path, keys.MaxSize)
	if errors.Is(err, os.ErrNotExist) {
		return store(path, now, false)
	}
	if err != nil {
		return nil, err
	}
	a, err := parse(data, now)
	if err != nil {
		// Without the certificate, which is written after it, nobody has trusted this
		// authority yet: a first start was stopped while it wrote the file.
		certificate := filepath.Join(filepath.Dir(path), certificateFile)
		if _, missing := os.Lstat(certificate); errors.Is(missing, os.ErrNotExist) && unfinished(data) {
			return store(path, now, true)
		}
		return nil, fmt.Errorf("%s: %w; move the file away to get a new authority", path, err)
	}
	if now().After(a.certificate.NotAfter.Add(-backdate)) {
		return store(path, now, true)
	}
	return a, nil
}

// unfinished reports whether data is the beginning of what encode writes.
func unfinished(data []byte) bool {
	block, rest := pem.Decode(data)
	onlyCertificate := block != nil && block.Type == certificateBlock && len(bytes.TrimRight(rest, "\x00")) == 0
	return onlyCertificate || durable.UnfinishedPEM(data)
}

// store makes an authority and writes it. When another process was faster its
// authority is taken.
func store(path string, now func() time.Time, replace bool) (*Authority, error) {
	a, err := create(now)
	if err != nil {
		return nil, err
	}
	data, err := a.encode()
	if err != nil {
		return nil, err
	}
	err = durable.WriteFile(path, data, durable.WriteOptions{Mode: privateMode, Overwrite: replace})
	if err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	if data, err = durable.ReadState(path, keys.MaxSize); err != nil {
		return nil, err
	}
	return parse(data, now)
}

// create makes an authority in memory.
func create(now func() time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	_, v4, _ := net.ParseCIDR("127.0.0.0/8")
	_, v6, _ := net.ParseCIDR("::1/128")
	begin := now().Add(-backdate)
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Antom simulator on this machine", Organization: []string{"antom sandbox"}},
		NotBefore: begin, NotAfter: begin.Add(lifetime),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		// Neither mail nor programs can be signed in its name, for which the names
		// below are no limit.
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{localhost},
		PermittedIPRanges:           []*net.IPNet{v4, v6},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return &Authority{certificate: certificate, key: key, now: now}, nil
}

// encode writes the certificate and the key.
func (a *Authority) encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("writing the key: %w", err)
	}
	return append(a.PEM(), pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der})...), nil
}

// parse reads what encode writes.
func parse(data []byte, now func() time.Time) (*Authority, error) {
	a := &Authority{now: now}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		var err error
		switch block.Type {
		case certificateBlock:
			a.certificate, err = x509.ParseCertificate(block.Bytes)
		case keyBlock:
			var key any
			if key, err = x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
				a.key, _ = key.(*ecdsa.PrivateKey)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if a.certificate == nil || a.key == nil {
		return nil, errors.New("it does not have a certificate and its key")
	}
	if !a.certificate.IsCA || !a.key.PublicKey.Equal(a.certificate.PublicKey) {
		return nil, errors.New("its certificate and its key do not belong together")
	}
	return a, nil
}
