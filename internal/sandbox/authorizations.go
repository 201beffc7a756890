package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// maxAuthorizations is how many authorizations are listed at most.
const maxAuthorizations = 1000

// Authorization is what a buyer permits a merchant, as those who control the
// simulator see it. It has no token.
type Authorization struct {
	AuthorizationID string    `json:"authorizationId"`
	AuthState       string    `json:"authState"` // the merchant's own id
	ClientID        string    `json:"clientId"`
	Method          string    `json:"method"`
	Status          string    `json:"status"` // WAITING, ACCEPTED, DECLINED, EXPIRED or REVOKED
	Created         time.Time `json:"created"`
	Expires         time.Time `json:"expires"` // until when the buyer can decide
	Updated         time.Time `json:"updated"`
	URL             string    `json:"url"` // where the buyer decides
	// ReturnURL is where the buyer goes once he decided, with authState and authCode.
	ReturnURL string `json:"returnUrl,omitempty"`
}

// AuthorizationError says that an authorization's state does not allow what was
// asked for.
type AuthorizationError = engine.AgreementError

// NoAuthorizationError says which id no authorization has. It is an ErrNotFound.
type NoAuthorizationError = engine.NoAgreementError

// AuthorizationControl decides on authorizations in the buyer's place. An id is an
// authorizationId or an authState. The errors are *NoAuthorizationError and
// *AuthorizationError where they apply.
type AuthorizationControl interface {
	// Authorizations lists the newest ones, newest first.
	Authorizations(ctx context.Context) ([]Authorization, error)
	// Authorization returns one.
	Authorization(ctx context.Context, id string) (Authorization, error)
	// AcceptAuthorization lets the buyer agree.
	AcceptAuthorization(ctx context.Context, id string) (Authorization, error)
	// DeclineAuthorization lets the buyer not agree.
	DeclineAuthorization(ctx context.Context, id string) (Authorization, error)
	// RevokeAuthorization ends an accepted one, as in the app of the method.
	RevokeAuthorization(ctx context.Context, id string) (Authorization, error)
}

func (l local) Authorizations(context.Context) ([]Authorization, error) {
	list := []Authorization{}
	all, err := l.s.engine.Agreements(maxAuthorizations)
	for _, a := range all {
		list = append(list, l.s.authorization(a))
	}
	return list, err
}

func (l local) Authorization(_ context.Context, id string) (Authorization, error) {
	a, err := l.s.engine.FindAgreement(id)
	return l.s.authorization(a), err
}

func (l local) AcceptAuthorization(_ context.Context, id string) (Authorization, error) {
	defer l.s.changes.tell()
	a, err := l.s.engine.AcceptConsent(id)
	return l.s.authorization(a), err
}

func (l local) DeclineAuthorization(_ context.Context, id string) (Authorization, error) {
	defer l.s.changes.tell()
	a, err := l.s.engine.DeclineConsent(id)
	return l.s.authorization(a), err
}

func (l local) RevokeAuthorization(_ context.Context, id string) (Authorization, error) {
	defer l.s.changes.tell()
	a, err := l.s.engine.Revoke(id)
	return l.s.authorization(a), err
}

func (s *Sandbox) authorization(a engine.Agreement) Authorization {
	if a.AgreementID == "" {
		return Authorization{}
	}
	shown := Authorization{
		AuthorizationID: a.AgreementID, AuthState: a.State, ClientID: a.ClientID, Method: a.Method, Status: string(a.Status),
		Created: a.Created.UTC(), Expires: a.Expires.UTC(), Updated: a.Updated.UTC(), URL: s.engine.ConsentURL(a),
	}
	if a.Status == engine.AgreementAccepted || a.Status == engine.AgreementDeclined {
		shown.ReturnURL = a.ReturnURL(s.clock.Now())
	}
	return shown
}

// authorizationRoutes are the part of the control interface for authorizations.
func authorizationRoutes(mux *http.ServeMux, c Control, get func(path string, f func(ctx context.Context, id string) (any, error))) {
	get("authorizations", func(ctx context.Context, _ string) (any, error) { return c.Authorizations(ctx) })
	get("authorization", func(ctx context.Context, id string) (any, error) { return c.Authorization(ctx, id) })
	for path, decide := range map[string]func(context.Context, string) (Authorization, error){
		"accept": c.AcceptAuthorization, "decline": c.DeclineAuthorization, "revoke": c.RevokeAuthorization,
	} {
		post(mux, "authorization/"+path, func(ctx context.Context, id string, _ nothing) (any, error) { return decide(ctx, id) })
	}
}

// Authorizations lists the newest authorizations.
func (r *Remote) Authorizations(ctx context.Context) (list []Authorization, err error) {
	err = r.do(ctx, http.MethodGet, "authorizations", nil, &list)
	return list, err
}

// Authorization returns one authorization.
func (r *Remote) Authorization(ctx context.Context, id string) (a Authorization, err error) {
	err = r.do(ctx, http.MethodGet, withID("authorization", id), nil, &a)
	return a, err
}

// AcceptAuthorization lets the buyer agree.
func (r *Remote) AcceptAuthorization(ctx context.Context, id string) (Authorization, error) {
	return r.decideAuthorization(ctx, "accept", id)
}

// DeclineAuthorization lets the buyer not agree.
func (r *Remote) DeclineAuthorization(ctx context.Context, id string) (Authorization, error) {
	return r.decideAuthorization(ctx, "decline", id)
}

// RevokeAuthorization ends an accepted authorization for the buyer.
func (r *Remote) RevokeAuthorization(ctx context.Context, id string) (Authorization, error) {
	return r.decideAuthorization(ctx, "revoke", id)
}

func (r *Remote) decideAuthorization(ctx context.Context, how, id string) (a Authorization, err error) {
	err = r.do(ctx, http.MethodPost, withID("authorization/"+how, id), nothing{}, &a)
	return a, err
}
