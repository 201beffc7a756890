package notifier

import (
	"context"
	"crypto/rand"
	"crypto/rsa"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
)

// strangerBits is the size of the key that no application knows.
const strangerBits = 2048

// Forge sends a notification once with a defect that an application must refuse. The
// queue knows nothing of it. The error is one of making the request; how the
// application responded, or that it did not, is in the attempt.
func (n *Notifier) Forge(ctx context.Context, d engine.Notification, how notification.Break) (engine.Attempt, error) {
	target, err := notification.ParseTarget(d.URL)
	if err != nil {
		return engine.Attempt{}, err
	}
	stranger, err := rsa.GenerateKey(rand.Reader, strangerBits)
	if err != nil {
		return engine.Attempt{}, err
	}
	a := engine.Attempt{At: n.Now()}
	sender := notification.Sender{Key: n.Key, KeyVersion: antom.DefaultKeyVersion, ClientID: d.ClientID}
	request, err := sender.SignBroken(how, target, d.Body, a.At, stranger)
	if err != nil {
		return engine.Attempt{}, err
	}
	answer, err := n.client.Deliver(ctx, request)
	a.Duration = n.Now().Sub(a.At)
	if err != nil {
		a.Error = err.Error()
		return a, nil
	}
	a.HTTPStatus, a.Error = answer.Status, answer.Problem()
	a.Acknowledged = a.Error == ""
	return a, nil
}
