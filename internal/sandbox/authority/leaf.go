package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	localhost = "localhost"
	// leafLifetime is how long a server's certificate is valid; some clients
	// refuse one that is for more than a year or so.
	leafLifetime = 90 * 24 * time.Hour
	// leafSpare is how long before its end a certificate is renewed.
	leafSpare = 7 * 24 * time.Hour
)

// Leaf is the certificate of a server for localhost and the usual loopback
// addresses. It is made when it is first needed, kept in memory only, and made
// anew before it expires.
type Leaf struct {
	authority *Authority
	addresses []net.IP

	mu      sync.Mutex
	current *tls.Certificate
}

// Leaf returns the certificate of a server. host is one more address that it is
// reached by; a host that the authority must not sign for is left out.
func (a *Authority) Leaf(host string) *Leaf {
	l := &Leaf{authority: a, addresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() && !ip.Equal(l.addresses[0]) && !ip.Equal(l.addresses[1]) {
		l.addresses = append(l.addresses, ip)
	}
	return l
}

// Certificate returns a certificate that is valid now.
func (l *Leaf) Certificate() (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.authority.now()
	if l.current != nil && l.valid(now) {
		return l.current, nil
	}
	made, err := l.make(now)
	if err != nil {
		return nil, fmt.Errorf("making a certificate for the simulator: %w", err)
	}
	l.current = made
	return made, nil
}

func (l *Leaf) valid(now time.Time) bool {
	leaf := l.current.Leaf
	return now.After(leaf.NotBefore) && now.Before(leaf.NotAfter.Add(-leafSpare))
}

func (l *Leaf) make(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	parent := l.authority.certificate
	begin, end := now.Add(-backdate), now.Add(leafLifetime)
	if begin.Before(parent.NotBefore) {
		begin = parent.NotBefore
	}
	if end.After(parent.NotAfter) {
		end = parent.NotAfter
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: localhost, Organization: parent.Subject.Organization},
		NotBefore: begin, NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{localhost}, IPAddresses: l.addresses,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), l.authority.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, parent.Raw}, PrivateKey: key, Leaf: leaf}, nil
}
