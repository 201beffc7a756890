package sandbox

import (
	"context"
	"net/http"
)

// pageSize is how many records a page has at most: few enough for an answer of
// the control interface.
const pageSize = 1000

// page is a part of a list. Next leads to the following one, empty on the last.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// allPages puts the pages of a list together.
func allPages[T any](ctx context.Context, get func(before string) (page[T], error)) ([]T, error) {
	all := []T{}
	for before := ""; ; {
		p, err := get(before)
		if err != nil {
			return all, err
		}
		all = append(all, p.Items...)
		if before = p.Next; before == "" || ctx.Err() != nil {
			return all, ctx.Err()
		}
	}
}

func (s *Sandbox) paymentPage(before string) (page[Payment], error) {
	payments, next, err := s.engine.Page(before, pageSize)
	list := make([]Payment, 0, len(payments))
	for _, p := range payments {
		list = append(list, s.summary(p))
	}
	return page[Payment]{list, next}, err
}

func (s *Sandbox) notificationPage(before string) (page[Notification], error) {
	list, next, err := s.engine.Notifications(before, pageSize)
	return page[Notification]{list, next}, err
}

// List returns all payments, newest first.
func (l local) List(ctx context.Context) ([]Payment, error) {
	return allPages(ctx, l.s.paymentPage)
}

// Notifications lists the notifications, newest first.
func (l local) Notifications(ctx context.Context) ([]Notification, error) {
	return allPages(ctx, l.s.notificationPage)
}

// List returns all payments, newest first.
func (r *Remote) List(ctx context.Context) ([]Payment, error) {
	return allPages(ctx, remotePage[Payment](ctx, r, "payments"))
}

// Notifications lists the notifications, newest first.
func (r *Remote) Notifications(ctx context.Context) ([]Notification, error) {
	return allPages(ctx, remotePage[Notification](ctx, r, "notifications"))
}

// NotificationPage lists a part of the notifications.
func (l local) NotificationPage(_ context.Context, before string) ([]Notification, string, error) {
	p, err := l.s.notificationPage(before)
	return p.Items, p.Next, err
}

// NotificationPage lists a part of the notifications.
func (r *Remote) NotificationPage(ctx context.Context, before string) ([]Notification, string, error) {
	p, err := remotePage[Notification](ctx, r, "notifications")(before)
	return p.Items, p.Next, err
}

func remotePage[T any](ctx context.Context, r *Remote, path string) func(string) (page[T], error) {
	return func(before string) (p page[T], err error) {
		err = r.do(ctx, http.MethodGet, withID(path, before), nil, &p)
		return p, err
	}
}
