package capture

import (
	"fmt"
	"strings"
)

// Format names a form in which notifications are captured.
type Format string

// The formats. FormatAuto tells the others apart by content.
const (
	FormatAuto        Format = "auto"
	FormatHTTP        Format = "http"        // raw HTTP/1.1 request messages
	FormatCapture     Format = "capture"     // our own JSON object, or one a line
	FormatHAR         Format = "har"         // an HTTP Archive
	FormatLambda      Format = "lambda"      // AWS API Gateway, function URL and ALB events
	FormatCurl        Format = "curl"        // a copied curl command
	FormatNgrok       Format = "ngrok"       // requests of ngrok's inspector
	FormatWebhookSite Format = "webhooksite" // requests of webhook.site
	FormatJSON        Format = "json"        // requests in any other JSON: events, logs, exports
	FormatLog         Format = "log"         // lines of a log, or CSV, with JSON in them
	FormatHTTPFile    Format = "httpfile"    // an .http file of JetBrains or Visual Studio Code
	FormatHTTPie      Format = "httpie"      // a command of HTTPie
	FormatPowerShell  Format = "powershell"  // Invoke-WebRequest, as browsers copy it
	FormatFetch       Format = "fetch"       // fetch in JavaScript, as browsers copy it
	FormatBruno       Format = "bruno"       // a .bru file
	FormatSAZ         Format = "saz"         // sessions that Fiddler saved
	FormatBody        Format = "body"        // the bare body
)

// Formats returns all formats, FormatAuto first.
func Formats() []Format {
	return []Format{
		FormatAuto, FormatHTTP, FormatCapture, FormatHAR, FormatLambda,
		FormatCurl, FormatNgrok, FormatWebhookSite, FormatJSON, FormatLog, FormatHTTPFile, FormatHTTPie,
		FormatPowerShell, FormatFetch, FormatBruno, FormatSAZ, FormatBody,
	}
}

// ParseFormat reads the name of a format; "" is FormatAuto.
func ParseFormat(s string) (Format, error) {
	if s == "" {
		return FormatAuto, nil
	}
	var names []string
	for _, f := range Formats() {
		if strings.EqualFold(s, string(f)) {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("%q is not a format of captures; use one of %s", s, strings.Join(names, ", "))
}
