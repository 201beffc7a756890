package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/notification"
)

// The ways to forge a notification.
const (
	ForgeWrongKey    = "wrong-key"    // signed by a key that nobody knows
	ForgeChangedBody = "changed-body" // an amount or another digit is changed after signing
)

// Forgeries lists the ways to forge a notification.
func Forgeries() []string { return []string{ForgeWrongKey, ForgeChangedBody} }

// Forged is a forged notification with the response of the application, which must
// refuse it.
type Forged struct {
	NotificationID string    `json:"notificationId"`
	Forgery        string    `json:"forgery"`
	URL            string    `json:"url"`
	At             time.Time `json:"at"` // the real time
	// Refused is true when the application responded, and did not acknowledge it.
	Refused      bool   `json:"refused"`
	Acknowledged bool   `json:"acknowledged"`
	HTTPStatus   int    `json:"httpStatus,omitempty"` // 0 without a response
	Problem      string `json:"problem,omitempty"`    // why it is no acknowledgement
}

// ForgeryError says that there is no such way to forge a notification.
type ForgeryError struct{ Name string }

func (e *ForgeryError) Error() string {
	return fmt.Sprintf("%q is not a way to forge a notification: use one of %s", e.Name, strings.Join(Forgeries(), ", "))
}

// ForgeryControl tests that an application refuses what it must refuse.
type ForgeryControl interface {
	// Forge sends a notification once more, but forged; that is no attempt of the
	// notification. The id is as for Notify. The error is a *NotFoundError, a
	// *NothingToNotifyError or a *ForgeryError where it applies.
	Forge(ctx context.Context, id, forgery string) (Forged, error)
}

func (l local) Forge(ctx context.Context, id, forgery string) (Forged, error) {
	how, ok := map[string]notification.Break{ForgeWrongKey: notification.BreakKey, ForgeChangedBody: notification.BreakBody}[forgery]
	if !ok {
		return Forged{}, &ForgeryError{Name: forgery}
	}
	n, err := l.latestNotification(ctx, id)
	if err != nil {
		return Forged{}, err
	}
	a, err := l.s.notifier.Forge(ctx, n, how)
	return Forged{
		NotificationID: n.ID, Forgery: forgery, URL: n.URL, At: a.At.UTC(), Refused: a.HTTPStatus != 0 && !a.Acknowledged,
		Acknowledged: a.Acknowledged, HTTPStatus: a.HTTPStatus, Problem: a.Error,
	}, err
}

// latestNotification finds the latest notification that has an id or is about it.
func (l local) latestNotification(ctx context.Context, id string) (Notification, error) {
	all, err := l.Notifications(ctx)
	if err != nil {
		return Notification{}, err
	}
	i := slices.IndexFunc(all, func(n Notification) bool {
		return slices.Contains(n.IDs(), id)
	})
	if i >= 0 {
		return all[i], nil
	}
	if _, err := l.s.engine.Find(id); err != nil {
		return Notification{}, err
	}
	return Notification{}, &NothingToNotifyError{ID: id, Reason: "the simulator has sent none yet, or does not keep it any more"}
}

// forgery is the body of a call that forges.
type forgery struct {
	Forgery string `json:"forgery"`
}

// Forge sends a forged notification.
func (r *Remote) Forge(ctx context.Context, id, how string) (f Forged, err error) {
	err = r.do(ctx, http.MethodPost, withID("forge", id), forgery{how}, &f)
	return f, err
}
