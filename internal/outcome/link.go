package outcome

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/printable"
)

// CheckLink says why an address from an answer must not be given to a buyer as a
// link: it is neither a web address nor an app's (scheme://…), or it is made to
// look like another. The error does not repeat the address.
func CheckLink(address string) error {
	if strings.ContainsFunc(address, func(r rune) bool {
		return r == ' ' || r == '\\' || r == '"' || r == '<' || r == '>' || printable.Hidden(r)
	}) ||
		strings.ToValidUTF8(address, "") != address {
		return errors.New("it has characters that are not allowed in an address")
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return errors.New("it is not a URL")
	}
	if slices.Contains(activeSchemes(), u.Scheme) {
		return fmt.Errorf("it is a %s: address", u.Scheme)
	}
	switch {
	case u.Opaque != "" || !strings.HasPrefix(address[len(u.Scheme):], "://"):
		return fmt.Errorf("it is neither a web address nor an address of an app: it begins with %s:, not with %s://", u.Scheme, u.Scheme)
	case u.User != nil:
		return errors.New("it has a user name before the host, which hides where it leads")
	case WebLink(address) && u.Hostname() == "":
		return errors.New("it has no host")
	}
	return nil
}

// activeSchemes are those that run code, show what the address itself holds, or
// open files and shares, instead of leading to a page or an app.
func activeSchemes() []string {
	return []string{"javascript", "vbscript", "livescript", "data", "blob", "filesystem", "file", "about", "view-source", "jar", "ftp", "smb", "nfs", "dav", "telnet", "ssh", "chrome", "res", "mk"}
}

// WebLink reports whether a browser is what opens an address.
func WebLink(address string) bool {
	scheme, _, _ := strings.Cut(address, "://")
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}
