package simulator

import (
	"errors"
	"net"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox"
)

// addRemote adds the flags of a simulator that other machines and containers call.
func (f *ServeFlags) addRemote(cmd *cobra.Command) {
	f.mayBeRemote = true
	fl := cmd.Flags()
	fl.BoolVar(&f.remote, "allow-remote", false, "let other machines and containers call the simulator, and open its checkout pages")
	fl.StringVar(&f.publicURL, "public-url", "", "`URL` that links to the checkout pages begin with, such as http://simulator:8964")
}

// checkReach checks who can reach the simulator, and returns the beginning of its links,
// "" if it is the address that is listened on.
func (f *ServeFlags) checkReach() (public string, err error) {
	if _, _, err := net.SplitHostPort(f.addr); err != nil {
		return "", cli.AddressError("--addr", f.addr, sandbox.DefaultAddr, errors.New("it is not an address with a port"))
	}
	if !f.remote && !cli.LoopbackAddress(f.addr) {
		why := "it is not a loopback address, so other machines could reach it"
		if f.mayBeRemote {
			why += "; --allow-remote lets them"
		}
		return "", cli.AddressError("--addr", f.addr, sandbox.DefaultAddr, errors.New(why))
	}
	if f.publicURL == "" {
		return "", nil
	}
	return publicBase(f.publicURL)
}

// publicBase checks the beginning of links.
func publicBase(text string) (string, error) {
	shown := " " + apperr.ShellQuote(text)
	u, err := url.Parse(text)
	switch {
	case err != nil:
		err, shown = errors.New("it is not a URL"), ""
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		err = errors.New("it does not begin with http:// or https:// and a host")
	case u.User != nil:
		err, shown = errors.New("it contains a user name"), ""
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		err = errors.New("it has more than a host and a port")
	default:
		return u.Scheme + "://" + u.Host, nil
	}
	return "", apperr.New(apperr.Usage, "--public-url"+shown, err, "write it as --public-url http://simulator:8964")
}
