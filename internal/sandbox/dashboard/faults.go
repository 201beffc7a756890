package dashboard

import (
	"net/http"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

const faultsPath = sandbox.DashboardPath + "faults"

func (d *Dashboard) faultPages() {
	d.mux.HandleFunc("GET "+faultsPath, d.show(d.faults))
	d.mux.HandleFunc("POST "+faultsPath, d.act(d.changeFaults, d.faults))
}

// faultRow is one kind of fault.
type faultRow struct {
	Kind, About string
	Active      []string // the faults of this kind in force, as they are written
}

func (d *Dashboard) faults(r *http.Request) (shown, error) {
	active, err := d.Control.Faults(r.Context())
	if err != nil {
		return shown{}, err
	}
	var rows []faultRow
	for _, k := range fault.Kinds() {
		row := faultRow{Kind: string(k), About: k.About()}
		for _, f := range active {
			if f.Kind == k {
				row.Active = append(row.Active, f.String())
			}
		}
		rows = append(rows, row)
	}
	value := struct {
		Kinds  []faultRow
		Active int
		Text   string // what was typed
	}{rows, len(active), r.PostFormValue("fault")}
	return shown{title: "Faults", section: faultsPath, name: "faults.html", value: value}, nil
}

// changeFaults starts a fault that was typed or chosen, or ends those of a kind.
func (d *Dashboard) changeFaults(r *http.Request) error {
	switch {
	case r.PostForm.Has("end"):
		_, err := d.Control.ClearFaults(r.Context(), fault.Kind(r.PostForm.Get("end")))
		return err
	case r.PostForm.Has("start"):
		return d.startFault(r, r.PostForm.Get("start"))
	}
	return d.startFault(r, strings.TrimSpace(r.PostForm.Get("fault")))
}

// startFault starts a fault; latency alone stands for two seconds.
func (d *Dashboard) startFault(r *http.Request, text string) error {
	if text == string(fault.Latency) {
		text += "=2s"
	}
	f, err := fault.Parse(text)
	if err != nil {
		return &formError{err.Error()}
	}
	return d.Control.SetFaults(r.Context(), []fault.Fault{f})
}
