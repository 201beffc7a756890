package notifier

import (
	"context"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
)

// requestTime is the layout of the request-time of a notification: whole
// seconds and a numeric offset, as in the gateway's response-time.
const requestTime = "2006-01-02T15:04:05-07:00"

// deliver makes one delivery. When ok is false it was cut off by the end of the
// context, and there is nothing to record.
func (s *schedule) deliver(ctx context.Context, d engine.Notification) (a engine.Attempt, ok bool) {
	begin := s.Now()
	a = engine.Attempt{At: begin}
	answer, err := s.send(ctx, d, begin)
	a.Duration = s.Now().Sub(begin)
	if err != nil && ctx.Err() != nil {
		return a, false
	}
	if err != nil {
		a.Error = err.Error()
		return a, true
	}
	a.HTTPStatus, a.Error = answer.Status, answer.Problem()
	a.Acknowledged = a.Error == ""
	return a, true
}

// send signs a notification over the path and query of its URL and sends it.
func (s *schedule) send(ctx context.Context, d engine.Notification, now time.Time) (*notification.Answer, error) {
	target, err := notification.ParseTarget(d.URL)
	if err != nil {
		return nil, err
	}
	sender := notification.Sender{Key: s.Key, KeyVersion: antom.DefaultKeyVersion, ClientID: d.ClientID}
	request, err := sender.Sign(target, d.Body, now.UTC().Format(requestTime))
	if err != nil {
		return nil, err
	}
	return s.client.Deliver(ctx, request)
}
