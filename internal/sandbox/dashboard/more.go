package dashboard

import (
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox"
)

const morePath = sandbox.DashboardPath + "more"

func (d *Dashboard) morePages() {
	d.mux.HandleFunc("GET "+morePath, d.show(d.more))
	d.mux.HandleFunc("POST "+morePath, d.act(d.changeMore, d.more))
}

// moreLists is the page with what is rarer than payments. Each list has the newest.
type moreLists struct {
	Subscriptions  []sandbox.Subscription
	Disputes       []sandbox.Dispute
	Authorizations []sandbox.Authorization
	Most           int
}

func (d *Dashboard) more(r *http.Request) (shown, error) {
	ctx := r.Context()
	subscriptions, err := d.Control.Subscriptions(ctx)
	if err != nil {
		return shown{}, err
	}
	disputes, err := d.Control.Disputes(ctx)
	if err != nil {
		return shown{}, err
	}
	authorizations, err := d.Control.Authorizations(ctx)
	if err != nil {
		return shown{}, err
	}
	value := moreLists{newest(subscriptions), newest(disputes), newest(authorizations), pageLength}
	return shown{title: "More", section: morePath, name: "more.html", value: value}, nil
}

// newest is as much of a list as a page shows.
func newest[T any](list []T) []T { return list[:min(len(list), pageLength)] }

// changeMore does what a button of the page says.
func (d *Dashboard) changeMore(r *http.Request) error {
	ctx, id := r.Context(), r.PostForm.Get("id")
	var err error
	switch r.PostForm.Get("action") {
	case "accept-subscription":
		_, err = d.Control.AcceptSubscription(ctx, id)
	case "decline-subscription":
		_, err = d.Control.DeclineSubscription(ctx, id)
	case "renew-subscription":
		_, err = d.Control.RenewSubscription(ctx, id)
	case "win-dispute":
		_, err = d.Control.JudgeDispute(ctx, id, true)
	case "lose-dispute":
		_, err = d.Control.JudgeDispute(ctx, id, false)
	case "accept-authorization":
		_, err = d.Control.AcceptAuthorization(ctx, id)
	case "decline-authorization":
		_, err = d.Control.DeclineAuthorization(ctx, id)
	case "revoke-authorization":
		_, err = d.Control.RevokeAuthorization(ctx, id)
	default:
		err = &formError{"the form asks for nothing that the dashboard can do"}
	}
	return err
}
