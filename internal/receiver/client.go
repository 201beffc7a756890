package receiver

import (
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
)

// idleConnections is kept short: many servers close an idle connection after five
// seconds, and a POST that meets that moment is lost.
const idleConnections = 3 * time.Second

// NewClient returns the client that forwards. It asks for no compression of its own.
func NewClient(o httpclient.Options) *http.Client {
	o.Verbatim, o.Idle, o.IdlePerHost = true, idleConnections, DefaultConcurrency
	return httpclient.New(o)
}
