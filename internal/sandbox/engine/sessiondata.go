package engine

import (
	"cmp"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// SessionDataError says what is wrong with a paymentSessionData.
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

// SessionDataID is the paymentSessionId that a paymentSessionData of the simulator
// leads to. The error is a *SessionDataError.
func SessionDataID(data string) (string, error) {
	parts := strings.Split(data, "&&")
	if len(parts) != 4 {
		return "", &SessionDataError{"is not complete: it has four parts, joined with &&"}
	}
	config, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return "", &SessionDataError{"is not complete: its last part is not Base64"}
	}
	node, err := spec.ParseJSON(config)
	if err != nil {
		return "", &SessionDataError{"is not complete: its last part is not JSON"}
	}
	id := node.At("simulator.paymentSessionId").String()
	if id == "" {
		return "", &SessionDataError{"is not from the simulator"}
	}
	return id, nil
}

// FindSessionData returns the payment that a paymentSessionData belongs to. Who
// has it was given it by the merchant: it is proof enough to pay. The error is a
// *SessionDataError when no session of this simulator has this data.
func (e *Engine) FindSessionData(data string) (Payment, error) {
	id, err := SessionDataID(data)
	if err != nil {
		return Payment{}, err
	}
	p, err := e.FindSession(id)
	if err != nil {
		return Payment{}, err
	}
	token, _, _ := strings.Cut(data, "&&")
	if subtle.ConstantTimeCompare([]byte(token), []byte(p.Session.Token)) != 1 {
		return Payment{}, &SessionDataError{"was changed: its first part is not that of its session"}
	}
	return p, nil
}

// Left is how long a payment can still be paid, by the engine's clock; never
// less than nothing.
func (e *Engine) Left(p Payment) time.Duration { return max(p.Expires.Sub(e.now()), 0) }
