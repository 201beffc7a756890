package sandbox

import (
	"context"
	"net/http"
)

// saveSnapshot is the body of a call that saves a snapshot.
type saveSnapshot struct {
	Replace bool `json:"replace"`
}

// snapshotRoutes adds what changes snapshots and what they were made of. The id is
// the name of the snapshot.
func snapshotRoutes(mux *http.ServeMux, c Control) {
	post(mux, "snapshots/save", func(ctx context.Context, name string, in saveSnapshot) (any, error) {
		return c.SaveSnapshot(ctx, name, in.Replace)
	})
	post(mux, "snapshots/load", func(ctx context.Context, name string, _ nothing) (any, error) { return c.LoadSnapshot(ctx, name) })
	post(mux, "snapshots/remove", func(ctx context.Context, name string, _ nothing) (any, error) {
		return nothing{}, c.RemoveSnapshot(ctx, name)
	})
}

// Snapshots lists the snapshots by name.
func (r *Remote) Snapshots(ctx context.Context) (list []Snapshot, err error) {
	err = r.do(ctx, http.MethodGet, "snapshots", nil, &list)
	return list, err
}

// SaveSnapshot copies the state.
func (r *Remote) SaveSnapshot(ctx context.Context, name string, replace bool) (s Snapshot, err error) {
	err = r.patient().do(ctx, http.MethodPost, withID("snapshots/save", name), saveSnapshot{Replace: replace}, &s)
	return s, err
}

// LoadSnapshot replaces the state by a copy.
func (r *Remote) LoadSnapshot(ctx context.Context, name string) (s Snapshot, err error) {
	err = r.patient().do(ctx, http.MethodPost, withID("snapshots/load", name), nothing{}, &s)
	return s, err
}

// RemoveSnapshot removes one.
func (r *Remote) RemoveSnapshot(ctx context.Context, name string) error {
	return r.do(ctx, http.MethodPost, withID("snapshots/remove", name), nothing{}, &nothing{})
}
