package sandbox

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/authority"
)

// authorityPath is where a served simulator provides the certificate of its
// authority, which is no secret.
const authorityPath = "/ca.pem"

// Authority reads the certificate authority in a state directory and makes it on
// first use. now is the clock; time.Now when nil.
func Authority(dir string, now func() time.Time) (*authority.Authority, error) {
	return authority.Load(dir, now)
}

// Authority is the authority that signs the certificates of this simulator. It
// is in the state directory, or in memory for a simulator that is. It is read or
// made when somebody first asks for it.
func (s *Sandbox) Authority() (*authority.Authority, error) { return s.ca.load() }

// lazyAuthority is an authority that most simulators never need.
type lazyAuthority struct {
	dir  string
	now  func() time.Time
	mu   sync.Mutex
	made *authority.Authority
}

func (l *lazyAuthority) load() (*authority.Authority, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made != nil {
		return l.made, nil
	}
	made, err := authority.Load(l.dir, l.now)
	if err != nil {
		return nil, err
	}
	l.made = made
	return made, nil
}

// tlsConfig has the certificate for an address, which is made when it is needed.
func (s *Sandbox) tlsConfig(addr net.Addr) *tls.Config {
	host, _, _ := net.SplitHostPort(addr.String()) // without one the usual names are left
	var mu sync.Mutex
	var leaf *authority.Leaf
	certificate := func() (*tls.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		if leaf == nil { // what failed before is tried again
			a, err := s.Authority()
			if err != nil {
				return nil, err
			}
			leaf = a.Leaf(host)
		}
		return leaf.Certificate()
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return certificate() },
	}
}

// giveAuthority serves the certificate of the authority, for clients in
// containers that cannot read its file.
func (s *Sandbox) giveAuthority(w http.ResponseWriter, _ *http.Request) {
	a, err := s.Authority()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(a.PEM()) // the client may be gone; there is nobody to tell
}
