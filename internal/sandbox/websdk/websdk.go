// Package websdk stands in for Antom's web SDK: the script that the page of a
// merchant loads, and the few endpoints that the script calls. To test a page
// offline, only the address of the script has to be changed. For front ends that are
// bundled, the same code is an ES module and a package for npm.
//
// The endpoints accept any origin, because the page of the merchant has its own.
// The session data, which only the server of the merchant has received, authorizes
// a call; cookies and other credentials of the browser are not used.
package websdk

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// The paths, below the address of the simulator.
const (
	// Prefix begins those of the simulator's own.
	Prefix = "/sdk/"
	// ScriptPath is the script, under the name of Antom's own.
	ScriptPath = Prefix + "ams-checkout.min.js"
	// ModulePath is the script as an ES module.
	ModulePath = Prefix + "ams-checkout.mjs"
	// PackagePath is the package for npm, as a tarball.
	PackagePath = Prefix + "ams-checkout.tgz"
	// VersionsPrefix begins the paths of the versions of Antom's own script. They are
	// those of its host, so that only the host has to be changed.
	VersionsPrefix = "/package/ams-checkout/"
	// versionPath is the script under the path of a version.
	versionPath = VersionsPrefix + "{version}/dist/umd/ams-checkout.min.js"
)

// maxBody is the size of the largest body that is read, in bytes. Session data
// of the simulator has a few hundred.
const maxBody = 32 << 10

// New makes the handler of everything below Prefix and VersionsPrefix.
func New(e *engine.Engine) http.Handler {
	s := &sdk{engine: e, languages: language.NewSet()}
	script := sync.OnceValues(func() ([]byte, error) { return Script(Home{}) }) // most simulators never serve them
	module := sync.OnceValues(servedModule)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+ScriptPath, func(w http.ResponseWriter, _ *http.Request) { writeText(w, script) })
	mux.HandleFunc("GET "+versionPath, func(w http.ResponseWriter, _ *http.Request) { writeText(w, script) })
	mux.HandleFunc("GET "+ModulePath, func(w http.ResponseWriter, _ *http.Request) { writeText(w, module) })
	mux.HandleFunc("GET "+PackagePath, new(tarballs).writePackage)
	mux.Handle("POST "+Prefix+"session", s.action(deed{
		payment:  func(p engine.Payment, _ call) (engine.Payment, error) { return p, nil },
		vaulting: func(v engine.Vaulting) (engine.Vaulting, error) { return v, nil },
	}))
	mux.Handle("POST "+Prefix+"pay", s.action(deed{
		payment:  func(p engine.Payment, _ call) (engine.Payment, error) { return s.engine.Pay(p.PaymentID, "") },
		vaulting: func(v engine.Vaulting) (engine.Vaulting, error) { return s.engine.AcceptVaulting(v.VaultingID) },
	}))
	mux.Handle("POST "+Prefix+"decline", s.action(deed{
		payment:  func(p engine.Payment, c call) (engine.Payment, error) { return s.engine.Decline(p.PaymentID, c.Code) },
		vaulting: func(v engine.Vaulting) (engine.Vaulting, error) { return s.engine.DeclineVaulting(v.VaultingID) },
	}))
	return anyOrigin(mux)
}

// sdk answers the script.
type sdk struct {
	engine    *engine.Engine
	languages language.Set
}

// call is what the script sends.
type call struct {
	SessionData string `json:"sessionData"`
	Locale      string `json:"locale"` // of the texts in the answer
	Code        string `json:"code"`   // of a decline
}

// failure is an answer that is no session.
type failure struct {
	Message string `json:"message"`
}

// deed is what a call does, to the payment of a payment session or to the vaulting of a
// vaulting session.
type deed struct {
	payment  func(engine.Payment, call) (engine.Payment, error)
	vaulting func(engine.Vaulting) (engine.Vaulting, error)
}

// action finds the session of a call, does something with what it is for, and answers
// with the state that came of it.
func (s *sdk) action(do deed) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, status, message := read(w, r)
		if message != "" {
			write(w, status, failure{message})
			return
		}
		shown, err := s.answer(c, do)
		if err != nil {
			write(w, statusOf(err), failure{err.Error()})
			return
		}
		write(w, http.StatusOK, shown)
	})
}

// answer does what a call asks for. What was decided elsewhere meanwhile is no error: the
// state that it has now is the answer.
func (s *sdk) answer(c call, do deed) (view, error) {
	d, err := engine.ReadSessionData(c.SessionData)
	if err != nil {
		return view{}, err
	}
	if d.Vaulting() {
		v, err := s.engine.FindVaultingData(d)
		if err == nil {
			v, err = do.vaulting(v)
		}
		if state := (*engine.VaultingError)(nil); err != nil && !errors.As(err, &state) {
			return view{}, err
		}
		return s.vaultingView(v), nil
	}
	p, err := s.engine.FindSessionData(d)
	if err == nil {
		p, err = do.payment(p, c)
	}
	if state := (*engine.StateError)(nil); err != nil && !errors.As(err, &state) {
		return view{}, err
	}
	return s.view(p, c.Locale)
}

// read takes in a call. JSON only: a form of a stranger's page cannot send it
// without asking first.
func read(w http.ResponseWriter, r *http.Request) (c call, status int, message string) {
	if r.Header.Get("Content-Type") != "application/json" {
		return c, http.StatusUnsupportedMediaType, "the body must be application/json"
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&c)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return c, http.StatusRequestEntityTooLarge, "the body is too large"
	case err != nil:
		return c, http.StatusBadRequest, "the body must be {\"sessionData\": …}"
	}
	return c, 0, ""
}

func statusOf(err error) int {
	var data *engine.SessionDataError
	var code *engine.CodeError
	switch {
	case errors.As(err, &data):
		return http.StatusBadRequest
	case errors.Is(err, engine.ErrNotFound):
		return http.StatusNotFound
	case errors.As(err, &code):
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

func write(w http.ResponseWriter, status int, value any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	data, _ := printable.MarshalJSON(value) // values of this program always have a JSON form
	_, _ = w.Write(append(data, '\n'))      // the client may be gone
}

// anyOrigin lets pages of every origin use the handler, without credentials.
func anyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "POST")
			h.Set("Access-Control-Allow-Headers", "Content-Type")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
