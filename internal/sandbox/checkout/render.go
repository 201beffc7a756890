package checkout

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"net/http"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// assetPath is where the style, the script and the icon of the pages are.
const assetPath = "/checkout/assets/"

//go:embed assets
var assets embed.FS

//go:embed templates
var templates embed.FS

// assetHandler serves the files that belong to the pages.
func assetHandler() http.Handler {
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		// The directory is part of the program.
		panic(err)
	}
	server := http.StripPrefix(assetPath, http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == assetPath { // no list of what there is
			http.NotFound(w, r)
			return
		}
		// As long as a payment is usually open and a little more: the last page
		// shall not need the simulator, which may stop once the payment is made.
		w.Header().Set("Cache-Control", "public, max-age=1200")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		server.ServeHTTP(w, r)
	})
}

// view is all that the template shows. One of Checkout, Decision and Message is set;
// Drawer may be nil.
type view struct {
	L        *language.Language
	Title    string
	Drawer   *drawer
	Checkout *form
	Decision *decision
	Message  *message
}

type renderer struct{ template *template.Template }

func newRenderer() (renderer, error) {
	t, err := template.New("").Funcs(template.FuncMap{"text": (*language.Language).Text}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return renderer{}, fmt.Errorf("reading the pages: %w", err)
	}
	return renderer{t}, nil
}

// write sends a page with the headers that keep it to itself. Browsers hold
// form-action against the redirects that follow a form too, and the merchant's
// page may redirect on its own: so a page with a form allows any web address.
// There is no Cross-Origin-Opener-Policy, because a merchant may open the page in
// a window of its own and wait for that to come back.
func (t renderer) write(w http.ResponseWriter, status int, v view) {
	var page bytes.Buffer
	if err := t.template.ExecuteTemplate(&page, "page.html", v); err != nil {
		http.Error(w, "the simulator could not write this page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	formAction, connect := "'none'", ""
	if v.Checkout != nil { // its drawer has a form, too
		formAction = "'self' http: https:"
		if v.Checkout.Watch != "" {
			connect = "connect-src 'self'; "
		}
	}
	if v.Decision != nil {
		formAction = "'self' http: https:"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "+connect+"base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(page.Bytes())
}
