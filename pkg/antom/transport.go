package antom

import (
	"crypto/x509"
	"net/http"

	"github.com/antom-cli/antom/internal/httpclient"
)

// NewHTTPClient returns an HTTP client fit for payments: TLS 1.2 or newer with
// certificates verified (against rootCAs, or the system's if that is nil), the
// proxy of the environment, HTTP/2, connections kept open between calls, and
// redirects never followed. Its time limits are for the parts of a call, such as
// the connection; the limit of the whole call is the Client's Timeout.
func NewHTTPClient(rootCAs *x509.CertPool) *http.Client {
	return httpclient.New(httpclient.Options{Roots: rootCAs})
}
