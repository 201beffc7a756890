// Package dashboard serves the pages that show what happens in a simulator: payments,
// requests, notifications, faults, the clock, snapshots and merchants. Everything that
// the pages do they do through sandbox.Control, as commands do. They work without a
// script and load nothing from other hosts; the script only keeps them up to date.
package dashboard

import (
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox"
)

// maxForm is the size of the largest form that is read, in bytes.
const maxForm = 16 << 10

// section is one part of the dashboard, with its link in the head of each page.
type section struct {
	Name string
	Path string
	// pages adds the section's handlers.
	pages func(d *Dashboard)
}

// sections lists the parts in the order of their links. A new part is one line here,
// one file of handlers and one template.
func sections() []section {
	return []section{
		{"Payments", "/", (*Dashboard).paymentPages},
		{"Requests", requestsPath, (*Dashboard).requestPages},
		{"Notifications", notificationsPath, (*Dashboard).notificationPages},
		{"More", morePath, (*Dashboard).morePages},
		{"Faults", faultsPath, (*Dashboard).faultPages},
		{"Clock", clockPath, (*Dashboard).clockPages},
		{"State", statePath, (*Dashboard).statePages},
		{"Merchants", merchantsPath, (*Dashboard).merchantPages},
	}
}

// Dashboard is the http.Handler of the pages.
type Dashboard struct {
	sandbox.Site
	mux  *http.ServeMux
	page renderer
}

// New makes the dashboard of a simulator. The error says that a page is not a template.
func New(site sandbox.Site) (http.Handler, error) {
	page, err := newRenderer()
	if err != nil {
		return nil, err
	}
	d := &Dashboard{Site: site, mux: http.NewServeMux(), page: page}
	for _, s := range sections() {
		s.pages(d)
	}
	d.mux.HandleFunc("GET "+eventsPath, d.events)
	d.mux.Handle("GET "+assetPath, assetHandler())
	d.mux.HandleFunc("/", d.notFound)
	return d.guarded(d.mux), nil
}

// shown is what a page shows, or the error that kept it from that.
type shown struct {
	title   string
	section string // its path
	name    string // of the template
	value   any
	status  int    // 0 means 200
	bare    bool   // without links to other pages
	problem string // what was wrong with the form that was just sent
}

// show serves a page that only shows something.
func (d *Dashboard) show(make func(r *http.Request) (shown, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, err := make(r)
		if err != nil {
			d.failed(w, err)
			return
		}
		d.write(w, s)
	}
}

// act serves a form: do carries out what it asks for, and the browser goes back to the
// page that it came from. A mistake is told on that page, which again makes.
func (d *Dashboard) act(do func(r *http.Request) error, again func(r *http.Request) (shown, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !d.readForm(w, r) {
			return
		}
		err := do(r)
		if err == nil {
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusSeeOther)
			return
		}
		s, failed := again(r)
		if failed != nil || !isMistake(err) {
			d.failed(w, err)
			return
		}
		s.problem, s.status = err.Error(), http.StatusUnprocessableEntity
		d.write(w, s)
	}
}

// readForm reads a form of ours. It responds to any other one, and reports false.
func (d *Dashboard) readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		d.message(w, http.StatusBadRequest, "This form cannot be read", "Go back, reload the page and try again.")
		return false
	}
	if !d.ownForm(r) {
		d.message(w, http.StatusForbidden, "This form is not from the dashboard", "Go back, reload the page and try again.")
		return false
	}
	return true
}

func (d *Dashboard) notFound(w http.ResponseWriter, _ *http.Request) {
	d.message(w, http.StatusNotFound, "There is no such page", "The simulator may have been reset, or the link is incomplete.")
}

// failed tells why there is no page.
func (d *Dashboard) failed(w http.ResponseWriter, err error) {
	if isMistake(err) {
		d.message(w, http.StatusNotFound, "Not found", sentence(err.Error()))
		return
	}
	d.message(w, http.StatusInternalServerError, "The simulator failed", sentence(err.Error()))
}

func (d *Dashboard) message(w http.ResponseWriter, status int, heading, lead string) {
	d.write(w, shown{title: heading, name: "message.html", status: status, value: struct{ Heading, Lead string }{heading, lead}})
}
