package notification

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// CompleteTarget writes the short forms of an endpoint's URL in full: a port
// ("3000", ":3000"), and a host with or without a port ("localhost:3000",
// "127.0.0.1:3000/notify"). A port alone is one of this machine. A host without a
// port must be localhost or an IP address, because any word looks like a host.
// Other texts are returned as they are.
func CompleteTarget(text string) string {
	if text == "" || strings.Contains(text, "://") {
		return text
	}
	end := len(text)
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		end = i
	}
	address := text[:end]
	switch {
	case isPort(address):
		return "http://localhost:" + text
	case strings.HasPrefix(address, ":") && isPort(address[1:]):
		return "http://localhost" + text
	case isHost(address):
		return "http://" + text
	}
	return text
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// isHost reports whether text is localhost, an IP address, or any host with a port.
func isHost(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err == nil {
		return host != "" && !strings.Contains(host, "@") && isPort(port)
	}
	if strings.EqualFold(text, "localhost") {
		return true
	}
	_, err = netip.ParseAddr(strings.Trim(text, "[]"))
	return err == nil && (!strings.Contains(text, ":") || strings.HasPrefix(text, "["))
}
