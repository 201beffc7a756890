package requestlog

import (
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
)

// Request is one call with everything that is known of it. Secrets, card data and what
// says who the buyer is are masked.
type Request struct {
	Call
	Method  string   `json:"method"`
	Path    string   `json:"path"` // with the query
	Headers []Header `json:"headers"`
	// Body is empty when the call was refused before its body was read.
	Body string `json:"body"`
	// SignedContent is the text that a signature of this request is made over. Its
	// invisible characters are visible: a space is ·, a tab →, CR ␍ and LF ␊.
	SignedContent   string   `json:"signedContent"`
	ResponseHeaders []Header `json:"responseHeaders"`
	Response        string   `json:"response"`
}

// Header is one header, its name in lower case.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// hiddenValue stands for a value that is not shown.
const hiddenValue = "***"

// Request returns the call with everything that is known of it.
func (e *Entry) Request() Request {
	x := e.exchange
	m := x.Message
	m.Body = maskedBody(m.Body)
	return Request{
		Call: e.Call(), Method: m.Method, Path: m.Path, Headers: headers(x.Header), Body: string(m.Body),
		SignedContent: signedContent(m), ResponseHeaders: headers(x.ResponseHeader), Response: string(maskedBody(x.Response)),
	}
}

func signedContent(m antom.Message) string { return printable.Visible(m.Content()) }

// headers lists headers by their names.
func headers(h http.Header) []Header {
	list := []Header{}
	for name, values := range h {
		for _, v := range values {
			if secretHeader(name) {
				v = hiddenValue
			}
			list = append(list, Header{strings.ToLower(name), v})
		}
	}
	ordered.Sort(list, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// secretHeader reports whether the value of a header is a secret. A signature is none.
func secretHeader(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"auth", "cookie", "token", "key", "secret", "password"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// maskedBody hides secrets in a body. A body that is no JSON hides every number that
// is long enough for a card.
func maskedBody(body []byte) []byte {
	shown, _, isJSON := debuglog.MaskBody(body)
	if isJSON {
		return shown
	}
	return maskDigits(body)
}

// shortestCard is the number of digits of the shortest card number.
const shortestCard = 12

// maskDigits replaces every run of digits that is long enough for a card number.
func maskDigits(text []byte) []byte {
	isDigit := func(b byte) bool { return b >= '0' && b <= '9' }
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		switch {
		case end == i:
			out = append(out, text[i])
			end++
		case end-i >= shortestCard:
			out = append(out, hiddenValue...)
		default:
			out = append(out, text[i:end]...)
		}
		i = end
	}
	return out
}
