package dashboard

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/engine"
)

const notificationsPath = sandbox.DashboardPath + "notifications"

func notificationPath(id string) string { return notificationsPath + "/" + url.PathEscape(id) }

func (d *Dashboard) notificationPages() {
	d.mux.HandleFunc("GET "+notificationsPath, d.show(d.notifications))
	d.mux.HandleFunc("GET "+notificationsPath+"/{id}", d.show(d.notification))
	d.mux.HandleFunc("POST "+notificationsPath+"/{id}", d.act(d.sendNotification, d.notification))
	d.mux.HandleFunc("POST "+notificationsPath+"/{id}/forge", d.forge)
}

// notificationList is the page with the notifications.
type notificationList struct {
	State, Payment string
	States         []string
	Items          []notificationRow
	Filtered       bool
	Next, First    string
}

// notificationRow is one notification in the list.
type notificationRow struct {
	sandbox.Notification
	Subject, Last, Link string
}

func newNotificationRow(n sandbox.Notification) notificationRow {
	row := notificationRow{Notification: n, Link: notificationPath(n.ID), Subject: n.SubjectID(), Last: "no attempt yet"}
	if len(n.Attempts) > 0 {
		last := n.Attempts[len(n.Attempts)-1]
		if row.Last = last.Error; last.Acknowledged {
			row.Last = "acknowledged"
		}
	}
	return row
}

func (d *Dashboard) notifications(r *http.Request) (shown, error) {
	q := r.URL.Query()
	list := notificationList{State: field(q, "state"), Payment: field(q, "payment"), States: []string{engine.Waiting, engine.Delivered, engine.GivenUp}}
	list.Filtered = list.State+list.Payment != ""
	before := field(q, "before")
	all, err := d.Control.Notifications(r.Context())
	if err != nil {
		return shown{}, err
	}
	for _, n := range all {
		switch {
		case before != "" && n.ID >= before, list.State != "" && n.State != list.State, list.Payment != "" && !slices.Contains(n.IDs(), list.Payment):
			continue
		}
		if len(list.Items) == pageLength {
			list.Next = address(notificationsPath, q, list.Items[pageLength-1].ID)
			break
		}
		list.Items = append(list.Items, newNotificationRow(n))
	}
	if before != "" {
		list.First = address(notificationsPath, q, "")
	}
	return shown{title: "Notifications", section: notificationsPath, name: "notifications.html", value: list}, nil
}

// notificationDetails is the page of one notification.
type notificationDetails struct {
	notificationRow
	Body    string
	Payment string // the page of its payment
	Page    string // its own
	Forged  *sandbox.Forged
}

func (d *Dashboard) notification(r *http.Request) (shown, error) {
	all, err := d.Control.Notifications(r.Context())
	if err != nil {
		return shown{}, err
	}
	id := r.PathValue("id")
	i := slices.IndexFunc(all, func(n sandbox.Notification) bool { return n.ID == id })
	if i < 0 {
		return shown{}, &formError{"the simulator has no notification " + id + ", or does not keep it any more"}
	}
	v := notificationDetails{newNotificationRow(all[i]), pretty(string(all[i].Body)), paymentPath + url.PathEscape(all[i].PaymentID), notificationPath(id), nil}
	return shown{title: "Notification " + id, section: notificationsPath, name: "notification.html", value: v}, nil
}

func (d *Dashboard) sendNotification(r *http.Request) error {
	_, err := d.Control.Notify(r.Context(), r.PathValue("id"))
	return err
}

// forge sends a forged notification and tells how the application responded, which is
// kept nowhere else.
func (d *Dashboard) forge(w http.ResponseWriter, r *http.Request) {
	if !d.readForm(w, r) {
		return
	}
	forged, err := d.Control.Forge(r.Context(), r.PathValue("id"), r.PostForm.Get("forgery"))
	if err != nil {
		d.failed(w, err)
		return
	}
	s, err := d.notification(r)
	if err != nil {
		d.failed(w, err)
		return
	}
	details, _ := s.value.(notificationDetails)
	details.Forged = &forged
	s.value, s.status = details, http.StatusOK // it is not kept up to date, so that it can be read
	d.write(w, s)
}
