package sandbox

import (
	"io"
	"log"
	"strings"
	"sync"
	"sync/atomic"
)

// newErrorLog is where the simulator complains; a nil tell drops it.
func newErrorLog(tell func(string)) *log.Logger {
	if tell == nil {
		return log.New(io.Discard, "", 0)
	}
	return log.New(&complaints{tell: tell}, "", 0)
}

// complaints picks what is worth telling from what net/http has to say, which
// comes line by line.
type complaints struct {
	tell      func(string)
	untrusted sync.Once
	told      atomic.Int64
}

// maxComplaints is the number of lines that are told: a server in trouble has
// the same to say again and again.
const maxComplaints = 100

// Write takes one line.
func (c *complaints) Write(b []byte) (int, error) {
	line := strings.TrimRight(string(b), "\n")
	switch {
	case strings.Contains(line, "TLS handshake error"):
		// Clients that go away in the middle are nothing to talk about.
		if saysUntrusted(line) {
			c.untrusted.Do(func() {
				c.tell("a client connected by HTTPS and does not trust the simulator's certificate; antom sandbox ca prints the certificate to trust")
			})
		}
	case c.told.Add(1) <= maxComplaints:
		c.tell(line)
	}
	return len(b), nil
}

// saysUntrusted reports whether a handshake failed because of the certificate.
// Clients with OpenSSL say so with a message in clear where TLS 1.3 wants one
// that is encrypted, which Go reads as one that was damaged.
func saysUntrusted(line string) bool {
	alert := strings.Contains(line, "remote error: tls: ") && strings.Contains(line, "certificate")
	return alert || strings.Contains(line, "tls: bad record MAC")
}
