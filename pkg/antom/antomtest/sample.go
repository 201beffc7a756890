package antomtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"slices"

	"github.com/antom-cli/antom/internal/notification"
)

// A Defect is what is wrong with a notification on purpose. A handler must not
// acknowledge a notification with any of them.
type Defect string

// The defects.
const (
	DefectBody      Defect = "body"      // a digit of the body is changed after signing
	DefectSignature Defect = "signature" // one bit of the signature is changed
	DefectKey       Defect = "key"       // it is signed with another key than Antom's
	DefectTime      Defect = "time"      // request-time is not the one that was signed
	DefectPath      Defect = "path"      // it was signed for another path
	DefectHeader    Defect = "header"    // the signature header is missing
)

// Defects returns all defects.
func Defects() []Defect {
	var all []Defect
	for _, b := range notification.Breaks() {
		all = append(all, Defect(b))
	}
	return all
}

// NotificationTypes returns the types of notifications that a [Sample] can have,
// in the order of a payment's life. They are values of notifyType, and of
// authorizationNotifyType and disputeNotificationType for notifications that have
// no notifyType. Those that have none of them, or one that does not tell what they are
// about, have names of this library: VAULTING (notifyVaulting), DEFENSE_DOCUMENT
// (notifyDefenseDocument), SUBSCRIPTION_PAYMENT (notifySubscriptionPayment), and
// SUBSCRIPTION_ before the subscriptionNotificationType of notifySubscription.
func NotificationTypes() []string {
	var all []string
	for _, s := range notification.Samples() {
		all = append(all, s.Name)
	}
	return all
}

// A Sample says which notification [Server.SampleNotification] makes. The zero
// value is a genuine PAYMENT_RESULT about a successful payment.
type Sample struct {
	// Type is one of NotificationTypes; empty means PAYMENT_RESULT.
	Type string
	// URL is the notify URL; empty means NotifyURL.
	URL string
	// Failed makes a notification about a failure. Not every type has one.
	Failed bool
	// Fields changes fields of the body by their paths, before it is signed:
	// "paymentRequestId", "paymentAmount.value" or "promotionResult[0].promotionType".
	// A field must be one that Antom documents for the type, and its value must have
	// the right JSON type. Fields that are not set are made up.
	Fields map[string]string
	// Defect, if not empty, is what is wrong with the notification.
	Defect Defect
}

// SampleNotification returns a complete, signed notification in the form in which a
// server of net/http hands it to a handler. The server's Verifier accepts it, unless
// it has a defect. It is about a payment that the server does not have. A sample
// that cannot be made ends the test.
func (s *Server) SampleNotification(sample Sample) *http.Request {
	s.t.Helper()
	signed, err := s.signedSample(sample)
	if err != nil {
		s.t.Fatalf("antomtest: making a notification: %v", err)
	}
	r, end, err := s.serverRequest(signed.HTTP(context.Background(), nil))
	if err != nil {
		s.t.Fatalf("antomtest: making a notification: %v", err)
	}
	s.t.Cleanup(end)
	return r
}

func (s *Server) signedSample(sample Sample) (*notification.Request, error) {
	target, err := notification.ParseTarget(cmp.Or(sample.URL, NotifyURL))
	if err != nil {
		return nil, err
	}
	body, err := s.sampleBody(sample)
	if err != nil {
		return nil, err
	}
	if sample.Defect == "" {
		return s.sender().Sign(target, body, notification.TimeText(s.Now()))
	}
	defect, err := notification.ParseBreak(string(sample.Defect))
	if err != nil {
		return nil, err
	}
	return s.sender().SignBroken(defect, target, body, s.Now(), s.MerchantKey)
}

func (s *Server) sampleBody(sample Sample) ([]byte, error) {
	kind, ok := notification.Find(cmp.Or(sample.Type, "PAYMENT_RESULT"))
	if !ok {
		return nil, &unknownTypeError{sample.Type}
	}
	maker := notification.Maker{Now: s.Now, Rand: rand.Reader}
	body, err := maker.Make(kind, notification.Fields{Failed: sample.Failed})
	if err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(sample.Fields)) {
		if err := body.Set(path, sample.Fields[path]); err != nil {
			return nil, err
		}
	}
	return body.Bytes(), nil
}

// sender signs in the place of Antom.
func (s *Server) sender() notification.Sender {
	return notification.Sender{Key: s.signer, ClientID: s.ClientID}
}

type unknownTypeError struct{ name string }

func (e *unknownTypeError) Error() string {
	text := "there is no type " + e.name
	if near := notification.Nearest(e.name); near != "" {
		text += " (did you mean " + near + "?)"
	}
	return text
}
