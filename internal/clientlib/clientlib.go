// Package clientlib says what to write in a program so that Antom's client
// library for a language calls the simulator: how to prepare the key, the lines
// of code, and how to start the program. It does not know whether a simulator
// runs, and reads no files.
package clientlib

import (
	"embed"
	"fmt"
	"net/url"
	"strings"

	template "github.com/DataDog/datadog-agent/pkg/template/text"
	"github.com/antom-cli/antom/internal/apperr"
)

// Simulator is what the lines are about.
type Simulator struct {
	// URL and HTTPSURL are where it is served, without a path.
	URL, HTTPSURL string
	// ClientID is the merchant that calls.
	ClientID string
	// PrivateKeyFile has the private key of the merchant.
	PrivateKeyFile string
	// AntomPublicKey is the key that verifies responses, as one line of Base64.
	AntomPublicKey string
}

// Library is one of Antom's client libraries.
type Library struct {
	// ID is the name on the command line, such as java.
	ID string
	// Name is the name for people, such as .NET.
	Name string
	// Package is what to install, as its package manager writes it.
	Package string
	// HTTPS says that the library sends to https URLs only.
	HTTPS bool
	// Port is the only port that the library calls, or 0 if it calls that of the URL.
	Port int
	// key is the form of the private key: pkcs8 or pkcs1.
	key string
}

// All returns the libraries in the order of their ids.
func All() []Library {
	return []Library{
		{ID: "dotnet", Name: ".NET", Package: "github.com/alipay/global-open-sdk-dotnet", key: "pkcs8"},
		{ID: "go", Name: "Go", Package: "github.com/alipay/global-open-sdk-go", key: "pkcs8"},
		{ID: "java", Name: "Java", Package: "com.alipay.global.sdk:global-open-sdk-java", HTTPS: true, key: "pkcs8"},
		{ID: "php", Name: "PHP", Package: "antom/global-open-sdk-php", key: "pkcs8"},
		{ID: "python", Name: "Python", Package: "global-open-sdk-python", HTTPS: true, Port: 443, key: "pkcs1"},
	}
}

// Find returns a library by its id, whatever the case.
func Find(id string) (Library, bool) {
	for _, l := range All() {
		if strings.EqualFold(l.ID, id) {
			return l, true
		}
	}
	return Library{}, false
}

// IDs returns the ids of all libraries.
func IDs() []string {
	var ids []string
	for _, l := range All() {
		ids = append(ids, l.ID)
	}
	return ids
}

// Lines are what makes a library call the simulator. Prepare and Start are
// commands of a POSIX shell.
type Lines struct {
	Gateway string `json:"gateway"` // the URL for the library
	Prepare string `json:"prepare"` // once: the key, and for HTTPS the certificate
	Code    string `json:"code"`    // in the program
	Start   string `json:"start,omitempty"`
	Note    string `json:"note,omitempty"` // what else to know
}

//go:embed lines
var files embed.FS

// KeyFile is where Prepare writes the private key, in the working directory.
const KeyFile = "simulator-key.txt"

// Lines returns the lines for a simulator.
func (l Library) Lines(s Simulator) (Lines, error) {
	gateway := s.URL
	if l.HTTPS {
		gateway = s.HTTPSURL
	}
	u, err := url.Parse(gateway)
	if err != nil {
		return Lines{}, fmt.Errorf("the simulator's address: %w", err)
	}
	data := facts{Simulator: s, Key: l.key, KeyFile: KeyFile, OtherPort: l.Port != 0 && u.Port() != fmt.Sprint(l.Port), Port: l.Port}
	if l.Port == 443 {
		u.Host = hostOnly(u)
	}
	data.Gateway = u.String()
	all, err := template.New("lines").Funcs(template.FuncMap{"sh": apperr.ShellQuote, "str": doubleQuote}).ParseFS(files, "lines/"+l.ID+".tmpl")
	if err != nil {
		return Lines{}, err
	}
	lines := Lines{Gateway: data.Gateway}
	for name, to := range map[string]*string{"prepare": &lines.Prepare, "code": &lines.Code, "start": &lines.Start, "note": &lines.Note} {
		var b strings.Builder
		if all.Lookup(name) == nil {
			continue
		}
		if err := all.ExecuteTemplate(&b, name, data); err != nil {
			return Lines{}, err
		}
		*to = strings.TrimSpace(b.String())
	}
	return lines, nil
}

// facts are what the templates can use.
type facts struct {
	Simulator
	Gateway, Key, KeyFile string
	OtherPort             bool // the simulator is not at the port that the library calls
	Port                  int
}

// hostOnly is the host of a URL without its port, in brackets if it is IPv6.
func hostOnly(u *url.URL) string {
	host := u.Hostname()
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
