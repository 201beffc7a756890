package checkout

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// methodCode is the form of a method's code, known or not.
var methodCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z0-9_]{1,64}$`) })

// logo draws a neutral sign for a method, for the pages of merchants: its initials.
// The real logos are trademarks, and are not needed to try a checkout.
func (p *Pages) logo(w http.ResponseWriter, r *http.Request) {
	code, isSVG := strings.CutSuffix(r.PathValue("file"), ".svg")
	if !isSVG || !methodCode().MatchString(code) {
		http.Error(w, "the simulator draws "+engine.LogoPath+"METHOD.svg", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Cache-Control", "public, max-age=1200")
	h.Set("X-Content-Type-Options", "nosniff")
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(drawLogo(code))
}

// The colours of all signs: a quiet tile that fits light and dark pages.
const (
	tile = "#e9edf2"
	ink  = "#2a3440"
)

func drawLogo(code string) []byte {
	m, known := spec.FindMethod(code)
	name := code
	if known {
		name = m.Name
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32" width="48" height="32"><title>%s</title><rect width="48" height="32" rx="5" fill="%s"/>`, html.EscapeString(name), tile)
	if m.Kind == "card" {
		fmt.Fprintf(&b, `<path d="M10 9h28v14H10z" fill="none" stroke="%[1]s" stroke-width="2" stroke-linejoin="round"/><path d="M10 14h28" stroke="%[1]s" stroke-width="3"/>`, ink)
	} else {
		fmt.Fprintf(&b, `<text x="24" y="21.5" text-anchor="middle" font-family="system-ui,Helvetica,Arial,sans-serif" font-size="15" font-weight="700" fill="%s">%s</text>`, ink, html.EscapeString(monogram(name)))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// monogram is the initials of the first two words of a name.
func monogram(name string) string {
	var letters []rune
	for _, word := range words(name) {
		if word == "or" || word == "of" || word == "by" || word == "through" || word == "n" {
			continue
		}
		for _, r := range word {
			letters = append(letters, unicode.ToUpper(r))
			break
		}
		if len(letters) == 2 {
			break
		}
	}
	return string(letters)
}

// words splits a name at everything that is no letter or digit, and where a
// small letter meets a capital: "PayNow" is two words.
func words(name string) []string {
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, string(word))
			word = nil
		}
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		if len(word) > 0 && unicode.IsUpper(r) && unicode.IsLower(word[len(word)-1]) {
			end()
		}
		word = append(word, r)
	}
	end()
	return list
}
