package dashboard

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox"
)

// assetPath is where the style and the script of the pages are.
const assetPath = sandbox.DashboardPath + "assets/"

//go:embed assets
var assets embed.FS

//go:embed templates
var templates embed.FS

func assetHandler() http.Handler {
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the directory is part of the program
	}
	server := http.StripPrefix(assetPath, http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == assetPath { // no list of what there is
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		server.ServeHTTP(w, r)
	})
}

type renderer struct{ template *template.Template }

func newRenderer() (renderer, error) {
	t, err := template.New("").Funcs(template.FuncMap{
		"moment": moment, "stamp": stamp, "money": money, "duration": duration, "tone": tone, "plural": plural, "capital": capital, "bytes": printable.Size,
		"isZero": time.Time.IsZero,
	}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return renderer{}, fmt.Errorf("reading the dashboard's pages: %w", err)
	}
	return renderer{t}, nil
}

// link is the link to a section.
type link struct {
	Name, Path string
	Current    bool
}

// view is what the frame of every page shows.
type view struct {
	Title, Problem, Token string
	Live                  bool // the script keeps it up to date
	Links                 []link
	Body                  template.HTML // made by a template of ours
}

// content is what the template of one page gets.
type content struct {
	Token string
	Value any
}

// write sends a page with the headers that keep it to itself.
func (d *Dashboard) write(w http.ResponseWriter, s shown) {
	v := view{Title: s.title, Problem: s.problem, Token: d.token(), Live: s.status == 0}
	for _, part := range sections() {
		if s.bare {
			break
		}
		v.Links = append(v.Links, link{part.Name, part.Path, part.Path == s.section})
	}
	var body, page bytes.Buffer
	err := d.page.template.ExecuteTemplate(&body, s.name, content{v.Token, s.value})
	if err == nil {
		v.Body = template.HTML(body.String())
		err = d.page.template.ExecuteTemplate(&page, "page.html", v)
	}
	if err != nil {
		http.Error(w, "the simulator could not write this page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(cmp.Or(s.status, http.StatusOK))
	_, _ = w.Write(page.Bytes()) // the browser may be gone
}
