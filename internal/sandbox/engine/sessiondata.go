package engine

import (
	"cmp"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// SessionDataError says what is wrong with a paymentSessionData or a vaultingSessionData.
type SessionDataError struct{ Problem string }

func (e *SessionDataError) Error() string { return "the session data " + e.Problem }

// sessionVersions is what extendInfo says in Antom's sample: which versions of the
// SDK's components there are on each platform. The sample misspells the name.
const sessionVersions = `{"versionMap":{` +
	`"web":{"1.1.0":{"targetWebVerison":"1.1.0"},"1.2.0":{"targetWebVerison":"1.2.0"}},` +
	`"iOS":{"1.1.0":{"targetWebVerison":"1.1.0"},"1.2.0":{"targetWebVerison":"1.2.0"}},` +
	`"Android":{"1.1.0":{"targetWebVerison":"1.1.0"},"1.2.0":{"targetWebVerison":"1.2.0"}}}}`

// sceneSDK is the productScene in session data of a session without one.
const sceneSDK = "CASHIER_PAYMENT"

// sessionData has the form of Antom's samples: an opaque part, the region, a
// number, and a configuration as Base64 of JSON, joined with "&&". The
// simulator's part of the configuration leads a script back to the session.
func (e *Engine) sessionData(p Payment) string {
	no := func() *spec.Node { return &spec.Node{Kind: spec.Bool, Text: "false"} }
	config := object(
		"action", object(
			"app", spec.NewObject(), "needVerifyAndResume", no(), "skipSdkQuery", no(), "wap", spec.NewObject(), "web", spec.NewObject(),
		),
		"clientId", spec.NewString(p.ClientID),
		"extendInfo", spec.NewString(sessionVersions),
		"paymentSessionConfig", object(
			"paymentMethodCategoryType", spec.NewString(sessionCategory(p.Method)),
			"productScene", spec.NewString(cmp.Or(p.Session.Scene, sceneSDK)),
			"productSceneVersion", spec.NewString("1.0"),
		),
		"simulator", object(
			"url", spec.NewString(e.base()),
			"paymentSessionId", spec.NewString(p.Session.ID),
		),
	)
	return p.Session.Token + "&&SG&&188&&" + base64.StdEncoding.EncodeToString(config.AppendJSON(nil))
}

// sessionCategory is the paymentMethodCategoryType of a session. Antom's sample has
// APM, for a wallet.
func sessionCategory(method string) string {
	switch method {
	case "":
		return "ALL"
	case methodCard:
		return methodCard
	}
	return "APM"
}

// SessionData are the session data of the simulator, read: of a payment session or of a
// vaulting session.
type SessionData struct {
	PaymentSessionID  string
	VaultingSessionID string
	secret            string // its first part
}

// Vaulting reports whether a card is stored in the session.
func (d SessionData) Vaulting() bool { return d.VaultingSessionID != "" }

// ReadSessionData reads a paymentSessionData or a vaultingSessionData of a simulator. The
// error is a *SessionDataError.
func ReadSessionData(data string) (SessionData, error) {
	parts := strings.Split(data, "&&")
	if len(parts) != 4 {
		return SessionData{}, &SessionDataError{"is not complete: it has four parts, joined with &&"}
	}
	config, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return SessionData{}, &SessionDataError{"is not complete: its last part is not Base64"}
	}
	node, err := spec.ParseJSON(config)
	if err != nil {
		return SessionData{}, &SessionDataError{"is not complete: its last part is not JSON"}
	}
	d := SessionData{
		PaymentSessionID: node.At("simulator.paymentSessionId").String(), VaultingSessionID: node.At("simulator.vaultingSessionId").String(),
		secret: parts[0],
	}
	if d.PaymentSessionID == "" && d.VaultingSessionID == "" {
		return d, &SessionDataError{"is not from the simulator"}
	}
	return d, nil
}

// FindSessionData returns the payment that session data belong to. Who has them was
// given them by the merchant: they are proof enough to pay. The error is a
// *SessionDataError when no session of this simulator has these data.
func (e *Engine) FindSessionData(d SessionData) (Payment, error) {
	p, err := e.FindSession(d.PaymentSessionID)
	if err != nil {
		return Payment{}, err
	}
	return p, d.check(p.Session.Token)
}

// FindVaultingData returns the vaulting that session data belong to, in the same way.
func (e *Engine) FindVaultingData(d SessionData) (Vaulting, error) {
	v, found, err := e.vaultingOf(vaultingBySession, d.VaultingSessionID)
	if err == nil && !found {
		err = &NoVaultingError{ID: d.VaultingSessionID}
	}
	if err != nil {
		return Vaulting{}, err
	}
	return v, d.check(v.SessionPart)
}

// check compares the secret part with that of the session.
func (d SessionData) check(secret string) error {
	if subtle.ConstantTimeCompare([]byte(d.secret), []byte(secret)) != 1 {
		return &SessionDataError{"was changed: its first part is not that of its session"}
	}
	return nil
}

// Until is how long it is to a moment, by the engine's clock; never less than nothing.
func (e *Engine) Until(t time.Time) time.Duration { return max(t.Sub(e.now()), 0) }
