package gateway

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

// patience is how long a client that got no answer is waited for.
const patience = 5 * time.Minute

// strike is what the faults do to one answer.
type strike struct {
	latency time.Duration
	kind    fault.Kind // the one fault besides latency; "" for none
}

func drawn(faults []fault.Fault) (s strike) {
	for _, f := range faults {
		if f.Kind == fault.Latency {
			s.latency += f.Latency
		} else {
			s.kind = f.Kind
		}
	}
	return s
}

// withhold does what a fault does in place of the gateway's answer. It reports
// false when the fault leaves the answer to the gateway.
func (g *Gateway) withhold(w http.ResponseWriter, r *http.Request, kind fault.Kind) bool {
	switch {
	case kind == fault.Timeout:
		g.delay(w, r, patience)
		panic(http.ErrAbortHandler)
	case kind == fault.Reset:
		reset(w)
		return true
	case kind.HTTPStatus() > 0:
		proxyPage(w, kind.HTTPStatus())
		return true
	}
	return false
}

// reset makes the connection end with an error at the client's side.
func reset(w http.ResponseWriter) {
	hijacked, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // there is no connection that could be reset
	}
	conn := hijacked
	for {
		wrapped, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		conn = wrapped.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0) // an ordinary end is left when it fails
	}
	_ = conn.Close()     // that is what was asked for
	_ = hijacked.Close() // the server counts its connections
}

// proxyPage answers as a proxy before the gateway does.
func proxyPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	// The client may be gone; there is nobody to tell.
	_, _ = io.WriteString(w, "<html>\r\n<head><title>"+title+"</title></head>\r\n<body>\r\n<center><h1>"+title+"</h1></center>\r\n</body>\r\n</html>\r\n")
}

// spoil takes away from the signature what a fault wants.
func spoil(h http.Header, kind fault.Kind) {
	signature, time := strings.ToLower(antom.HeaderSignature), strings.ToLower(antom.HeaderResponseTime)
	switch kind {
	case fault.Unsigned:
		delete(h, signature)
		delete(h, time)
	case fault.HalfSigned:
		delete(h, time)
	case fault.BadSignature:
		h[signature][0] = otherSignature(h[signature][0])
	}
}

// otherSignature is a signature header that reads well and does not fit.
func otherSignature(header string) string {
	const mark = "signature="
	i := strings.Index(header, mark) + len(mark)
	first := "A"
	if strings.HasPrefix(header[i:], first) {
		first = "B"
	}
	if strings.HasPrefix(header[i:], "%") { // an escaped character
		return header[:i] + first + header[i+3:]
	}
	return header[:i] + first + header[i+1:]
}
