package httpserve

import "context"

// Keys of what a request's context knows of its server.
type (
	lifetimeKey struct{} // the context that ends with the server
	stopKey     struct{} // the context whose end begins the stop
	connKey     struct{} // the connection
)

// withStop is a context that outlives ctx and knows it as the begin of the stop.
func withStop(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), stopKey{}, ctx)
}

func withLifetime(life context.Context) context.Context {
	return context.WithValue(life, lifetimeKey{}, life)
}

func withConn(ctx context.Context, c *conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// Lifetime is a context that ends with the server and not with the request: a
// client that hangs up does not undo what it has sent. For a request of another
// server it never ends.
func Lifetime(ctx context.Context) context.Context {
	if life, ok := ctx.Value(lifetimeKey{}).(context.Context); ok {
		return life
	}
	return context.WithoutCancel(ctx)
}

// UntilStop is ctx, but ends already when the server begins to stop. ctx is that
// of a request, or its Lifetime.
func UntilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(ctx)
	stop, ok := ctx.Value(stopKey{}).(context.Context)
	if !ok {
		return out, cancel
	}
	if stop.Err() != nil {
		cancel()
	}
	release := context.AfterFunc(stop, cancel)
	return out, func() { release(); cancel() }
}
