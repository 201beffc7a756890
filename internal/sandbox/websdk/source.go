package websdk

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

//go:embed assets
var assets embed.FS

// Home is where a copy of the SDK that is not served by a simulator looks for one. The
// zero value is no place: the session data tell.
type Home struct {
	URL   string `json:"url"`   // used when nothing else tells
	Fixed bool   `json:"fixed"` // used before the address in the session data
}

// parts are the files of the code in their order.
func parts() []string {
	return []string{"messages.js", "session.js", "view.js", "component.js", "sdk.js"}
}

const banner = `// The simulator's stand-in for Antom's web SDK. No money moves, and nothing is
// sent anywhere but to the simulator. It is not minified, so that it can be read.
`

// What is around the code in each form.
const (
	scriptBegin = "(() => {\n\"use strict\";\n\n"
	scriptEnd   = `
if (typeof window === "object") window.AMSCashierPayment = AMSCashierPayment;
if (typeof module === "object" && module && module.exports) module.exports = { AMSCashierPayment };
})();
`
	moduleEnd = "\nexport { AMSCashierPayment };\n"
)

// Expressions for the address of the script.
const (
	currentScript = `typeof document === "object" && document && document.currentScript ? document.currentScript.src : ""`
	thisModule    = "import.meta.url"
	noAddress     = `""`
)

// Script is the SDK for a script element, which makes the global AMSCashierPayment,
// and for programs that load CommonJS.
func Script(h Home) ([]byte, error) { return build(scriptBegin, currentScript, scriptEnd, h) }

// Module is the SDK as an ES module that a bundler reads.
func Module(h Home) ([]byte, error) { return build("", noAddress, moduleEnd, h) }

// servedModule is the ES module for a browser, which can tell where it came from.
func servedModule() ([]byte, error) { return build("", thisModule, moduleEnd, Home{}) }

// build puts the code together, with what the specification knows.
func build(begin, address, end string, h Home) ([]byte, error) {
	style, err := assets.ReadFile("assets/style.css")
	if err != nil {
		return nil, fmt.Errorf("reading the SDK's style: %w", err)
	}
	meanings, errorCodes := map[string]string{}, []string{}
	for _, e := range spec.SDKEvents() {
		meanings[e.Code] = e.Meaning
		if e.Kind == spec.SDKError {
			errorCodes = append(errorCodes, e.Code)
		}
	}
	var out bytes.Buffer
	out.WriteString(banner + begin)
	fmt.Fprintf(&out, "const SCRIPT_URL = %s;\n", address)
	for _, c := range []struct {
		name  string
		value any
	}{
		{"HOME", h}, {"SCRIPT_PATHS", []string{ScriptPath, ModulePath}}, {"VERSIONS_PATH", VersionsPrefix}, {"API_PATH", Prefix},
		{"LOCALES", spec.SDKLocales()}, {"ENVIRONMENTS", spec.SDKEnvironments()},
		{"MEANINGS", meanings}, {"ERRORS", errorCodes}, {"FAILURES", engine.SDKFailures()}, {"STYLE", string(style)},
	} {
		text, err := json.Marshal(c.value)
		if err != nil {
			return nil, fmt.Errorf("writing the SDK's constant %s: %w", c.name, err)
		}
		fmt.Fprintf(&out, "const %s = %s;\n", c.name, text)
	}
	for _, name := range parts() {
		part, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return nil, fmt.Errorf("reading the SDK: %w", err)
		}
		out.WriteByte('\n')
		out.Write(part)
	}
	out.WriteString(end)
	return out.Bytes(), nil
}

func writeText(w http.ResponseWriter, source func() ([]byte, error)) {
	text, err := source()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeFile(w, "text/javascript; charset=utf-8", text)
}

func writeFile(w http.ResponseWriter, kind string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(data)
}
