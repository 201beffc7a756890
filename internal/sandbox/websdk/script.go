package websdk

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

//go:embed assets
var assets embed.FS

// parts are the files of the script in their order.
func parts() []string {
	return []string{"messages.js", "session.js", "view.js", "component.js", "sdk.js"}
}

const banner = `// The simulator's stand-in for Antom's web SDK. No money moves, and nothing is
// sent anywhere but to the simulator. It is not minified, so that it can be read.
`

// script puts the parts together, with what the specification knows.
func script() ([]byte, error) {
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
	out.WriteString(banner + "(() => {\n\"use strict\";\n\n")
	for _, c := range []struct {
		name  string
		value any
	}{
		{"SCRIPT_PATH", ScriptPath}, {"API_PATH", Prefix}, {"LOCALES", spec.SDKLocales()}, {"ENVIRONMENTS", spec.SDKEnvironments()},
		{"MEANINGS", meanings}, {"ERRORS", errorCodes}, {"STYLE", string(style)},
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
	out.WriteString("})();\n")
	return out.Bytes(), nil
}

func writeScript(w http.ResponseWriter, source func() ([]byte, error)) {
	text, err := source()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(text)
}
