package cli

import (
	"cmp"
	"net"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// AddressError is the error of a flag that is no address to listen on. Its hint is the
// address that was probably meant, else usual, the default of the flag.
func AddressError(flag, addr, usual string, err error) error {
	hint := "write it as " + flag + " " + usual + "; port 0 takes any free port"
	if meant := meantAddress(addr, usual); meant != "" {
		hint = "did you mean " + flag + " " + meant + "?"
	}
	return apperr.New(apperr.Usage, flag+" "+apperr.ShellQuote(addr), err, hint)
}

// meantAddress completes a port, a host of this machine or a URL to an address on this
// machine; "" if it is none of them.
func meantAddress(addr, usual string) string {
	target, err := notification.ParseTarget(notification.CompleteTarget(addr))
	if err != nil || !spec.Loopback(target.Hostname()) {
		return ""
	}
	_, port, _ := net.SplitHostPort(usual) // a constant
	port = cmp.Or(target.Port(), port)
	if _, err := net.LookupPort("tcp", port); err != nil {
		return "" // it is more than 65535
	}
	return net.JoinHostPort(target.Hostname(), port)
}
