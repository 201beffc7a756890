package preview

import (
	"errors"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MaxSessionData is the longest session data that is taken, in bytes.
const MaxSessionData = 64 << 10

// CheckSessionData says what keeps a text from being a paymentSessionData or a
// vaultingSessionData. It
// looks at the form that Antom's samples have, and no further: three or four
// parts, joined with "&&".
func CheckSessionData(data string) error {
	switch parts := strings.Split(data, "&&"); {
	case data == "":
		return errors.New("it is empty")
	case len(data) > MaxSessionData:
		return errors.New("it is too long for session data")
	case strings.HasPrefix(data, "http://"), strings.HasPrefix(data, "https://"):
		return errors.New("this is the address of a hosted page: open it directly")
	case len(parts) < 3 || parts[0] == "" || strings.ContainsAny(data, " \t\r\n"):
		return errors.New("this is not complete session data, which has three or four parts, joined with &&")
	}
	return nil
}

// ScriptAddress reports whether a script can come from an address without
// anybody on the way being able to change it: by HTTPS, or from this machine.
func ScriptAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"*") { // it becomes part of a policy
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && spec.Loopback(u.Hostname())
}

// ScriptOrigin reports whether a text is the origin of a ScriptAddress, as it
// stands in a policy.
func ScriptOrigin(text string) bool {
	return ScriptAddress(text) && origin(text) == text
}
