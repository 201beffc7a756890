package config

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Region is one of Antom's gateways.
type Region struct {
	Name string // as in the configuration: sg, us, de
	URL  string
}

// Regions lists Antom's gateways. The addresses are those of Antom's API
// reference: Asia-Pacific, North America, Europe.
func Regions() []Region {
	return []Region{
		{"sg", "https://open-sea-global.alipay.com"},
		{"us", "https://open-na-global.alipay.com"},
		{"de", "https://open-de-global.alipay.com"},
	}
}

// regionWords are other names that people try for a region.
func regionWords() map[string]string {
	return map[string]string{
		"sea": "sg", "asia": "sg", "apac": "sg", "ap": "sg", "singapore": "sg",
		"na": "us", "usa": "us", "america": "us", "north-america": "us",
		"eu": "de", "europe": "de", "germany": "de", "ger": "de",
	}
}

// checkGateway turns a region's name or a URL into the URL, without a slash at
// its end. Plain http is only for this machine: a request to anywhere else must
// be encrypted.
func checkGateway(s string) (string, error) {
	var names []string
	for _, r := range Regions() {
		if s == r.Name {
			return r.URL, nil
		}
		names = append(names, r.Name)
	}
	if !strings.Contains(s, "://") {
		return "", noGateway(s, names)
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return "", mistake{message: fmt.Sprintf("gateway %s is not a URL", shown(s))}
	}
	switch {
	case u.User != nil:
		return "", mistake{message: "gateway has a user name or password in its URL, which does not belong there"}
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return "", mistake{message: fmt.Sprintf("gateway %s has a query or a fragment; only the address is needed", shown(s)), nearest: u.Scheme + "://" + u.Host}
	case strings.HasPrefix(u.Path, "/ams/"), u.Path == "/ams":
		return "", mistake{message: fmt.Sprintf("gateway %s has the path of an operation; only the address is needed", shown(s)), nearest: u.Scheme + "://" + u.Host}
	case u.Scheme == "https", u.Scheme == "http" && spec.Loopback(u.Hostname()):
		return strings.TrimRight(s, "/"), nil
	case u.Scheme == "http":
		return "", mistake{message: fmt.Sprintf("gateway %s is not encrypted; http is only for this machine (127.0.0.1, localhost)", shown(s)), nearest: "https" + strings.TrimPrefix(s, "http")}
	}
	return "", mistake{message: fmt.Sprintf("gateway %s is neither https nor http", shown(s))}
}

// noGateway is the mistake of a word that is neither a region nor a URL.
func noGateway(s string, names []string) mistake {
	near := regionWords()[strings.ToLower(s)]
	host, _, _ := strings.Cut(s, "/")
	switch {
	case near != "":
	case strings.Contains(host, "."):
		near = "https://" + host
	default:
		near = spec.Nearest(s, names)
	}
	return mistake{fmt.Sprintf("gateway %s is not %s, nor an https URL", shown(s), quoted(names)), near}
}
