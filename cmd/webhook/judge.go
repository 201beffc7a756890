package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// diagnosisLimit is the longest time that a listener looks for the cause of a
// failed signature. The sender waits for an answer meanwhile.
const diagnosisLimit = 100 * time.Millisecond

// NotificationVerifier verifies received notifications.
type NotificationVerifier struct {
	Keys []ReadyKey
	// Judge verifies a notification, and explains why one does not verify.
	Judge func(*http.Request, []byte) receiver.Verdict
}

// NewNotificationVerifier reads the keys.
func NewNotificationVerifier(env *cli.Env, cmd *cobra.Command, f *ListenFlags) (*NotificationVerifier, error) {
	if f.simulated(env) {
		// The keys must exist before the simulator is used for the first time.
		if _, err := cli.OpenIdentity(env, "pass Antom's public key: --key FILE"); err != nil {
			return nil, err
		}
	}
	source := &verifyFlags{keys: f.keys, local: f.Local}
	configured, err := verifyKeys(env, source)
	if err != nil {
		return nil, err
	}
	verifier := &antom.Verifier{ClientID: f.clientID, MaxAge: f.MaxAge, Now: env.Now}
	suspects := cli.Suspects(cmd.Context(), env, len(source.keys) > 0 || source.local)
	known := diagnose.Input{NotifyURLs: suspects.NotifyURLs, ClientIDs: suspects.ClientIDs, Limit: diagnosisLimit, Now: env.Now}
	for _, k := range configured {
		verifier.Keys = append(verifier.Keys, k.Public)
		known.Keys = append(known.Keys, diagnose.Key{Public: k.Public, Role: diagnose.RoleConfigured, Name: k.Name})
	}
	if err := refuseOwnKey(configured, suspects.Keys); err != nil {
		return nil, err
	}
	known.Keys = append(known.Keys, suspects.Keys...)
	judge := func(r *http.Request, body []byte) receiver.Verdict {
		n, err := verifier.Request(r)
		if err == nil {
			return receiver.Verdict{Notification: n}
		}
		return rejected(r, body, err, known)
	}
	return &NotificationVerifier{Keys: newReadyKeys(configured), Judge: judge}, nil
}

// refuseOwnKey detects the most common mistake before anything is received: a
// merchant's own public key cannot verify notifications from Antom.
func refuseOwnKey(configured []verify.Key, suspects []diagnose.Key) error {
	for _, key := range configured {
		for _, s := range suspects {
			if s.Role == diagnose.RoleOwn && s.Public.Equal(key.Public) {
				return apperr.New(apperr.Config, fmt.Sprintf("the key from %s is your own public key (%s), not Antom's", key.Name, s.Name), nil,
					"copy Antom's public key from the Antom Dashboard, Developer, Quick start").WithCode(string(antom.ReasonOwnKey))
			}
		}
	}
	return nil
}

// rejected returns the verdict on a notification that does not verify: its cause
// and what to do.
func rejected(r *http.Request, body []byte, err error, known diagnose.Input) receiver.Verdict {
	in := diagnose.FromRequest(r, body)
	in.Keys, in.NotifyURLs, in.ClientIDs, in.Limit, in.Now = known.Keys, known.NotifyURLs, known.ClientIDs, known.Limit, known.Now
	found := diagnose.Diagnose(in)
	verdict := receiver.Verdict{Cause: string(found.Cause), Explanation: found.Explanation}
	var refused *antom.NotificationError
	if verdict.Cause == "" && errors.As(err, &refused) {
		verdict.Cause, verdict.Explanation = string(refused.Reason), refused.Error()
	}
	if found.Fix != "" {
		verdict.Explanation += " " + found.Fix
	}
	return verdict
}
