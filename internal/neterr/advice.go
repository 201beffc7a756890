package neterr

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Place is where this process runs, which decides what to try. Its zero value
// knows nothing.
type Place struct {
	Getenv func(string) string    // the environment; nil for none
	Exists func(path string) bool // whether a file exists; nil for no files
}

// Advice lists what to try about a connection that failed: nothing for one that only
// took too long or was ended by the other side.
func (e *Error) Advice(at Place) []string {
	var advice []string
	switch e.Cause {
	case Refused:
		if name := at.hostOfContainer(); name != "" && loopback(hostOf(e.Address)) {
			advice = append(advice, "inside a container, localhost is the container itself; the machine that runs it is "+name)
		}
	case UnknownAuthority:
		advice = append(advice, "if you trust that authority, pass its certificate: --ca-file FILE",
			"if you do not know it, a proxy or a virus scanner may be decrypting the traffic")
	case Expired:
		advice = append(advice, "check the date and time of this machine; otherwise the server needs a new certificate")
	case WrongHost:
		advice = append(advice, "call the server by a host that its certificate is for")
	case NotHTTPS:
		advice = append(advice, "correct the address, if it is to begin with http://")
	case NotHTTP:
		advice = append(advice, "correct the address, if it is to begin with https://")
	}
	if text := e.proxyAdvice(at); text != "" {
		advice = append(advice, text)
	}
	return advice
}

// proxyAdvice names the proxy that the call went through.
func (e *Error) proxyAdvice(at Place) string {
	if e.target == nil || e.Cause == Canceled || e.Cause == BadAddress {
		return ""
	}
	variable, proxy := at.proxyFor(e.target)
	if variable == "" {
		return ""
	}
	return "the call went through the proxy " + proxy + ", which " + variable + " names; to call without it: NO_PROXY=" + e.target.Hostname()
}

// proxyFor is the variable that names the proxy for a URL, and its host and port
// without credentials; both are empty without one.
func (at Place) proxyFor(target *url.URL) (variable, host string) {
	if at.Getenv == nil {
		return "", ""
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: target})
	if err != nil || proxy == nil {
		return "", ""
	}
	upper := strings.ToUpper(target.Scheme) + "_PROXY"
	for _, name := range []string{upper, strings.ToLower(upper)} {
		if at.Getenv(name) != "" {
			return name, proxy.Host
		}
	}
	return "", ""
}

// hostOfContainer is the name by which a container reaches the machine that runs it,
// "" outside of one.
func (at Place) hostOfContainer() string {
	if at.Exists == nil {
		return ""
	}
	switch {
	case at.Exists("/.dockerenv"):
		return "host.docker.internal"
	case at.Exists("/run/.containerenv"):
		return "host.containers.internal"
	}
	return ""
}

// loopback reports whether a host is this machine by its name or address.
func loopback(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}
