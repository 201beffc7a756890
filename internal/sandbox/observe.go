package sandbox

import (
	"context"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/internal/sandbox/requestlog"
)

// Call is one call of the signed interface, as whoever watches the simulator
// sees it.
type Call = requestlog.Call

// Request is such a call with its headers and bodies.
type Request = requestlog.Request

// RequestHeader is one header of a Request.
type RequestHeader = requestlog.Header

// RequestFilter says which calls are wanted.
type RequestFilter = requestlog.Filter

// observe keeps every call of the gateway, and tells of it whoever wants to know.
// What a call says is read only for them: that takes longer than keeping it.
func (s *Sandbox) observe(call, refused func(Call)) func(*gateway.Exchange) {
	return func(x *gateway.Exchange) {
		x.Time = s.clock.fromReal(x.Time)
		entry := s.requests.Add(x)
		s.changes.tell()
		s.metrics.call(x)
		if call != nil {
			call(entry.Call())
		}
		if refused != nil && x.Failed {
			refused(entry.Call())
		}
	}
}

// Requests lists the latest calls of the gateway, newest first.
func (l local) Requests(_ context.Context, f RequestFilter) ([]Call, error) {
	return l.s.requests.List(f), nil
}

// Request returns one of these calls.
func (l local) Request(_ context.Context, id string) (Request, error) {
	entry, found := l.s.requests.Find(id)
	if !found {
		return Request{}, &NotFoundError{ID: id}
	}
	return entry.Request(), nil
}

// Requests lists the latest calls of the gateway, newest first.
func (r *Remote) Requests(ctx context.Context, f RequestFilter) (list []Call, err error) {
	err = r.do(ctx, http.MethodPost, "requests", f, &list)
	return list, err
}

// Request returns one of these calls.
func (r *Remote) Request(ctx context.Context, id string) (request Request, err error) {
	err = r.do(ctx, http.MethodGet, withID("request", id), nil, &request)
	return request, err
}
