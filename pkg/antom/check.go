package antom

import (
	"crypto/rsa"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Check looks at the settings of the client, without the network, and returns
// the first mistake as a *ConfigError, nil if there is none. It finds the
// commonest of all: the merchant's own public key in the place of Antom's.
func (c *Client) Check() error {
	if err := c.checkRequest(); err != nil {
		return err
	}
	own := c.ownKey()
	for _, key := range c.AntomKeys {
		if key == nil || key.N == nil {
			return &ConfigError{Reason: ReasonNoAntomKey, Detail: "one of Antom's public keys is nil"}
		}
		if own != nil && own.Equal(key) {
			return &ConfigError{Reason: ReasonOwnKey, Detail: ownKeyDetail}
		}
	}
	return nil
}

// checkCall looks at everything a call needs. A call without Antom's key is
// refused before it is sent: its answer could not be read.
func (c *Client) checkCall() error {
	if err := c.Check(); err != nil {
		return err
	}
	if len(c.AntomKeys) == 0 && c.AntomKeysFor == nil {
		return &ConfigError{Reason: ReasonNoAntomKey, Detail: "Antom's public key is missing: no response could be verified"}
	}
	return nil
}

// checkRequest looks at what is needed to prepare a request.
func (c *Client) checkRequest() error {
	if err := checkClientID(c.ClientID); err != nil {
		return err
	}
	if err := checkGateway(c.Gateway); err != nil {
		return err
	}
	if c.Auth == nil {
		return &ConfigError{Reason: ReasonAuth, Detail: "there is nothing to authenticate with: set a private key or an API key"}
	}
	if !headerSafe(c.AgentToken.value()) {
		return &ConfigError{Reason: ReasonHeader, Detail: "the agent token has control characters, or spaces at its start or end"}
	}
	if !headerSafe(c.UserAgent) {
		return &ConfigError{Reason: ReasonHeader, Detail: "the user agent has control characters, or spaces at its start or end"}
	}
	for name, values := range c.Header {
		for _, value := range values {
			if err := CheckHeader(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckHeader checks a header for Client.Header. It refuses names and values that
// HTTP does not allow, and the headers that are computed from the request or
// belong to the connection: a second value there would break the signature or the
// transport. The error is a *ConfigError; it never has the value in it.
func CheckHeader(name, value string) error {
	wrong := func(detail string) error { return &ConfigError{Reason: ReasonHeader, Detail: detail} }
	lower := strings.ToLower(name)
	switch {
	case name == "" || strings.ContainsFunc(name, notToken):
		return wrong(quote(name) + " is not the name of a header")
	case slices.Contains(computedHeaders(), lower):
		return wrong("the header " + lower + " is made from the request and cannot be set")
	case !headerSafe(value):
		return wrong("the header " + lower + " has control characters, or spaces at its start or end")
	}
	return nil
}

// computedHeaders are made by the client, by its Authenticator or by net/http.
func computedHeaders() []string {
	return []string{
		HeaderSignature, HeaderRequestTime, HeaderClientID, "authorization", "content-type",
		"host", "content-length", "content-encoding", "transfer-encoding", "connection", "te", "trailer", "upgrade", "accept-encoding", "expect",
	}
}

// notToken tells whether r may not be in the name of a header.
func notToken(r rune) bool {
	return !strings.ContainsRune("!#$%&'*+-.^_`|~", r) &&
		(r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

func checkClientID(id string) error {
	if id == "" {
		return &ConfigError{Reason: ReasonClientID, Detail: "the client id is missing"}
	}
	if strings.ContainsFunc(id, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return &ConfigError{Reason: ReasonClientID, Detail: "the client id " + quote(id) + " has spaces or control characters in it"}
	}
	return nil
}

// checkGateway wants scheme and host only. The signed path is the path that
// arrives, so there is no room for a prefix.
func checkGateway(gateway string) error {
	wrong := func(detail string) error { return &ConfigError{Reason: ReasonGateway, Detail: detail} }
	if gateway == "" {
		return wrong("the gateway URL is missing")
	}
	u, err := url.Parse(gateway)
	if err != nil || u.Hostname() == "" {
		return wrong("the gateway is not a URL such as https://open-sea-global.alipay.com")
	}
	switch {
	case u.User != nil:
		return wrong("the gateway URL must not have a user name or password in it")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, strings.Contains(gateway, "#"):
		return wrong("the gateway URL must end after the host: the path is that of the operation")
	case u.Scheme == "https", u.Scheme == "http" && spec.Loopback(u.Hostname()):
		return nil
	default:
		return wrong("the gateway URL must begin with https:// (http:// only to this machine)")
	}
}

// ownKey returns the merchant's public key where the Authenticator has one.
func (c *Client) ownKey() *rsa.PublicKey {
	if signer, ok := c.Auth.(interface{ PublicKey() *rsa.PublicKey }); ok {
		return signer.PublicKey()
	}
	return nil
}
