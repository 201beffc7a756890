package receiver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// maxAnswer is the most of an application's answer that is read, in bytes.
	maxAnswer = 64 << 10
	// firstPause and longestPause bound the pauses between tries.
	firstPause   = 250 * time.Millisecond
	longestPause = 8 * time.Second
)

// forward tries until the application acknowledges, the tries are used up, or
// the server begins to stop: then only the try that is under way is finished.
// The error is that of noting an attempt: it changes nothing for the sender.
func (e *endpoint) forward(r *http.Request, route Route, rec *inbox.Record) (acknowledged bool, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), maxForward)
	defer cancel()
	more, release := httpserve.UntilStop(ctx)
	defer release()
	pause := firstPause
	for try := 0; ; try++ {
		a, again := e.try(r.WithContext(ctx), route, rec)
		rec.Forward = append(rec.Forward, a)
		err = errors.Join(err, e.Store.Update(context.WithoutCancel(ctx), rec.ID, a))
		if a.Acknowledged || !again || try >= e.ForwardRetry {
			return a.Acknowledged, err
		}
		if more.Err() != nil || e.Sleep(more, pause) != nil || more.Err() != nil {
			return false, err
		}
		pause = min(2*pause, longestPause)
	}
}

// try forwards once. Again tells that another try may have a better end.
func (e *endpoint) try(r *http.Request, route Route, rec *inbox.Record) (a inbox.Attempt, again bool) {
	start := e.Now()
	a.At = start
	defer func() { a.DurationMS = e.Now().Sub(start).Milliseconds() }()
	target, err := parseTarget(route.URL)
	if err != nil {
		a.Err = err.Error()
		return a, false
	}
	target = locate(target, rec.Message.Path)
	a.URL = withoutUser(target)
	ctx, cancel := context.WithTimeout(r.Context(), e.ForwardTimeout)
	defer cancel()
	resp, err := e.client.Do(outgoing(ctx, r, target, rec.Message.Body))
	if err != nil {
		a.Err = e.explain(err, target.Hostname())
		return a, r.Context().Err() == nil
	}
	defer func() { _ = resp.Body.Close() }()
	a.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		a.Err = "reading the application's response: " + e.explain(err, target.Hostname())
		return a, r.Context().Err() == nil
	}
	if err := antom.CheckAcknowledgement(resp.StatusCode, body); err != nil {
		a.Err = "the application answered with " + err.Error()
	}
	a.Acknowledged = a.Err == ""
	return a, temporary(resp.StatusCode)
}

// temporary tells the statuses with which applications ask for another try.
func temporary(status int) bool {
	return status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
}

// explain says what happened, without the URL, which may hold a password.
func (e *endpoint) explain(err error, host string) string {
	var timeout net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("no response within %v", e.ForwardTimeout)
	case errors.Is(err, context.Canceled):
		return "stopped before the application answered"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it ended early"
	case errors.Is(err, io.EOF), reset(err):
		return "the application closed the connection without a response"
	case refused(err) && spec.Loopback(host):
		return "connection refused: nothing listens at this address; from within a container the host is host.docker.internal"
	}
	var dial *net.OpError
	if errors.As(err, &dial) {
		return dial.Error()
	}
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err.Error()
}
