package dashboard

import (
	"net/http"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox"
)

const statePath = sandbox.DashboardPath + "state"

func (d *Dashboard) statePages() {
	d.mux.HandleFunc("GET "+statePath, d.show(d.state))
	d.mux.HandleFunc("POST "+statePath, d.act(d.changeState, d.state))
}

// state shows the snapshots.
func (d *Dashboard) state(r *http.Request) (shown, error) {
	list, err := d.Control.Snapshots(r.Context())
	if err != nil {
		return shown{}, err
	}
	value := struct {
		Snapshots []sandbox.Snapshot
		Name      string // what was typed
	}{list, r.PostFormValue("save")}
	return shown{title: "State", section: statePath, name: "state.html", value: value}, nil
}

// changeState saves, loads or removes a snapshot.
func (d *Dashboard) changeState(r *http.Request) error {
	ctx := r.Context()
	var err error
	switch form := r.PostForm; {
	case form.Has("load"):
		_, err = d.Control.LoadSnapshot(ctx, form.Get("load"))
	case form.Has("remove"):
		err = d.Control.RemoveSnapshot(ctx, form.Get("remove"))
	default:
		_, err = d.Control.SaveSnapshot(ctx, strings.TrimSpace(form.Get("save")), form.Has("replace"))
	}
	return err
}
