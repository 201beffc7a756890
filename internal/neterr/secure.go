package neterr

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"
)

// maxNames is how many names of a certificate are shown.
const maxNames = 3

// wordCertificate is about a certificate that is not accepted.
func wordCertificate(err error, p Peer, address string) (Cause, string) {
	whose := "the certificate of " + orServer(hostOf(address), p.Name)
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return WrongHost, whose + " is for " + namesOf(e.Certificate) + ", not for " + e.Host
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		return wordInvalid(whose, e)
	}
	unknown, isUnknown := errors.AsType[x509.UnknownAuthorityError](err)
	if isUnknown {
		text := whose + " is from an authority that this machine does not trust"
		if unknown.Cert != nil && unknown.Cert.Issuer.CommonName != "" {
			text += " (" + unknown.Cert.Issuer.CommonName + ")"
		}
		return UnknownAuthority, text
	}
	if _, ok := errors.AsType[x509.SystemRootsError](err); ok {
		return UnknownAuthority, "this machine has no list of trusted authorities, so " + whose + " cannot be verified"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Certificate, whose + " cannot be verified"
	}
	return "", ""
}

// wordInvalid is about a certificate that is wrong by itself.
func wordInvalid(whose string, e x509.CertificateInvalidError) (Cause, string) {
	if e.Reason != x509.Expired || e.Cert == nil {
		return Certificate, whose + " is not valid for a server"
	}
	// The detail of x509 tells which of the two it is, and by which clock.
	if strings.Contains(e.Detail, "is before") {
		return Expired, whose + " is not valid before " + day(e.Cert.NotBefore)
	}
	return Expired, whose + " expired on " + day(e.Cert.NotAfter)
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// namesOf are the hosts that a certificate is for.
func namesOf(c *x509.Certificate) string {
	if c == nil {
		return "another host"
	}
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0:
		return "no host"
	case len(names) > maxNames:
		names = append(names[:maxNames], "others")
	}
	return strings.Join(names, ", ")
}

// wordProtocol is about two sides that do not speak the same protocol.
func wordProtocol(err error, p Peer, address string) (Cause, string) {
	who, text := orServer(address, p.Name), err.Error()
	record, isRecord := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case errors.Is(err, http.ErrSchemeMismatch), isRecord && string(record.RecordHeader[:]) == "HTTP/":
		return NotHTTPS, who + " speaks HTTP, not HTTPS"
	case isRecord:
		return NotHTTPS, who + " does not speak HTTPS"
	case strings.Contains(text, `malformed HTTP response "\x15\x03`):
		return NotHTTP, who + " speaks HTTPS, not HTTP"
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME"):
		return NotHTTP, who + " does not speak HTTP" + saidInstead(text)
	case strings.Contains(text, "remote error: tls: "), strings.Contains(text, ": tls: "), strings.HasPrefix(text, "tls: "):
		_, why, _ := strings.Cut(text, "tls: ")
		return TLS, "no TLS connection to " + who + ": " + why
	}
	return "", ""
}

// hostOf is the host of host:port.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

// maxSaid is the most of a foreign answer that is shown, in bytes.
const maxSaid = 60

// saidInstead quotes the beginning of an answer that is not HTTP's, which tells what
// program answered: "SSH-2.0-OpenSSH_9.6".
func saidInstead(text string) string {
	_, rest, _ := strings.Cut(text, "malformed HTTP ")
	_, said, _ := strings.Cut(rest, `"`)
	said = strings.TrimSuffix(said, `"`)
	if said == "" {
		return ""
	}
	if len(said) > maxSaid {
		said = said[:maxSaid] + "…"
	}
	return `: it answers "` + strings.ToValidUTF8(said, "") + `"`
}
