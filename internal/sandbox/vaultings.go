package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// maxVaultings is how many vaultings are listed at most.
const maxVaultings = 1000

// Vaulting is the storing of a card, as those who control the simulator see it. It has
// no token.
type Vaulting struct {
	VaultingID        string    `json:"vaultingId"`
	VaultingRequestID string    `json:"vaultingRequestId"` // the merchant's own id
	VaultingSessionID string    `json:"vaultingSessionId,omitempty"`
	ClientID          string    `json:"clientId"`
	Brand             string    `json:"brand"`
	MaskedCardNo      string    `json:"maskedCardNo"`
	Status            string    `json:"status"` // PROCESSING, SUCCESS or FAIL
	Created           time.Time `json:"created"`
	Expires           time.Time `json:"expires"` // until when the buyer can decide
	Updated           time.Time `json:"updated"`
	URL               string    `json:"url"` // where the buyer decides
	// ReturnURL is where the buyer goes once he decided.
	ReturnURL string `json:"returnUrl,omitempty"`
}

// VaultingError says that a vaulting's state does not allow what was asked for.
type VaultingError = engine.VaultingError

// NoVaultingError says which id no vaulting has. It is an ErrNotFound.
type NoVaultingError = engine.NoVaultingError

// VaultingControl decides on vaultings in the buyer's place. An id is a vaultingId, a
// vaultingRequestId or a vaultingSessionId. The errors are *NoVaultingError and
// *VaultingError where they apply.
type VaultingControl interface {
	// Vaultings lists the newest ones, newest first.
	Vaultings(ctx context.Context) ([]Vaulting, error)
	// Vaulting returns one.
	Vaulting(ctx context.Context, id string) (Vaulting, error)
	// AcceptVaulting lets the buyer store the card.
	AcceptVaulting(ctx context.Context, id string) (Vaulting, error)
	// DeclineVaulting lets the buyer not store the card.
	DeclineVaulting(ctx context.Context, id string) (Vaulting, error)
}

func (l local) Vaultings(context.Context) ([]Vaulting, error) {
	list := []Vaulting{}
	all, err := l.s.engine.Vaultings(maxVaultings)
	for _, v := range all {
		list = append(list, l.s.vaulting(v))
	}
	return list, err
}

func (l local) Vaulting(_ context.Context, id string) (Vaulting, error) {
	v, err := l.s.engine.FindVaulting(id)
	return l.s.vaulting(v), err
}

func (l local) AcceptVaulting(_ context.Context, id string) (Vaulting, error) {
	v, err := l.s.engine.AcceptVaulting(id)
	return l.s.vaulting(v), err
}

func (l local) DeclineVaulting(_ context.Context, id string) (Vaulting, error) {
	v, err := l.s.engine.DeclineVaulting(id)
	return l.s.vaulting(v), err
}

func (s *Sandbox) vaulting(v engine.Vaulting) Vaulting {
	if v.VaultingID == "" {
		return Vaulting{}
	}
	shown := Vaulting{
		VaultingID: v.VaultingID, VaultingRequestID: v.RequestID, VaultingSessionID: v.SessionID, ClientID: v.ClientID,
		Brand: v.Card.Brand, MaskedCardNo: v.Card.Masked(), Status: string(v.Status),
		Created: v.Created.UTC(), Expires: v.Expires.UTC(), Updated: v.Updated.UTC(), URL: s.engine.VaultingURL(v),
	}
	if v.Status != engine.VaultingProcessing {
		shown.ReturnURL = v.RedirectURL
	}
	return shown
}

// vaultingRoutes are the part of the control interface for vaultings.
func vaultingRoutes(mux *http.ServeMux, c Control, get func(path string, f func(ctx context.Context, id string) (any, error))) {
	get("vaultings", func(ctx context.Context, _ string) (any, error) { return c.Vaultings(ctx) })
	get("vaulting", func(ctx context.Context, id string) (any, error) { return c.Vaulting(ctx, id) })
	for path, decide := range map[string]func(context.Context, string) (Vaulting, error){
		"accept": c.AcceptVaulting, "decline": c.DeclineVaulting,
	} {
		post(mux, "vaulting/"+path, func(ctx context.Context, id string, _ nothing) (any, error) { return decide(ctx, id) })
	}
}

// Vaultings lists the newest vaultings.
func (r *Remote) Vaultings(ctx context.Context) (list []Vaulting, err error) {
	err = r.do(ctx, http.MethodGet, "vaultings", nil, &list)
	return list, err
}

// Vaulting returns one vaulting.
func (r *Remote) Vaulting(ctx context.Context, id string) (v Vaulting, err error) {
	err = r.do(ctx, http.MethodGet, withID("vaulting", id), nil, &v)
	return v, err
}

// AcceptVaulting lets the buyer store the card.
func (r *Remote) AcceptVaulting(ctx context.Context, id string) (Vaulting, error) {
	return r.decideVaulting(ctx, "accept", id)
}

// DeclineVaulting lets the buyer not store the card.
func (r *Remote) DeclineVaulting(ctx context.Context, id string) (Vaulting, error) {
	return r.decideVaulting(ctx, "decline", id)
}

func (r *Remote) decideVaulting(ctx context.Context, how, id string) (v Vaulting, err error) {
	err = r.do(ctx, http.MethodPost, withID("vaulting/"+how, id), nothing{}, &v)
	return v, err
}
