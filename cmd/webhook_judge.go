package cmd

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/diagnose"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
)

// judgeLimit bounds the search for the reason of a failed signature while the
// sender waits for an answer.
const judgeLimit = 100 * time.Millisecond

// notificationJudge verifies what arrives, and says why what fails fails.
func (a *App) notificationJudge(cmd *cobra.Command, f *listenFlags) (func(*http.Request, []byte) receiver.Verdict, error) {
	if f.simulated(a) {
		// The simulator may be used for the first time after this.
		if _, err := a.makeIdentity("give Antom's public key with --key FILE"); err != nil {
			return nil, err
		}
	}
	source := &verifyFlags{keys: f.keys, local: f.local}
	configured, err := a.verifyKeys(source)
	if err != nil {
		return nil, err
	}
	verifier := &antom.Verifier{ClientID: f.clientID, MaxAge: f.maxAge, Now: a.Now}
	suspects := a.suspects(cmd.Context(), source)
	known := diagnose.Input{NotifyURLs: suspects.NotifyURLs, ClientIDs: suspects.ClientIDs, Limit: judgeLimit, Now: a.Now}
	for _, k := range configured {
		verifier.Keys = append(verifier.Keys, k.Public)
		known.Keys = append(known.Keys, diagnose.Key{Public: k.Public, Role: diagnose.Configured, Name: k.Name})
	}
	if err := refuseOwnKey(configured, suspects.Keys); err != nil {
		return nil, err
	}
	known.Keys = append(known.Keys, suspects.Keys...)
	return func(r *http.Request, body []byte) receiver.Verdict {
		n, err := verifier.Request(r)
		if err == nil {
			return receiver.Verdict{Notification: n}
		}
		return rejected(r, body, err, known)
	}, nil
}

// refuseOwnKey finds the commonest mistake of all before anything is received:
// with the merchant's own public key no notification of Antom's can verify.
func refuseOwnKey(configured []verify.Key, suspects []diagnose.Key) error {
	for _, key := range configured {
		for _, s := range suspects {
			if s.Role == diagnose.Own && s.Public.Equal(key.Public) {
				return apperr.New(apperr.Config, fmt.Sprintf("the key of %s is your own public key (%s), not Antom's", key.Name, s.Name), nil,
					"copy Antom's public key from the Antom Dashboard, Developer, Quick start").WithCode(string(antom.ReasonOwnKey))
			}
		}
	}
	return nil
}

// rejected finds the reason for a notification that does not verify.
func rejected(r *http.Request, body []byte, err error, known diagnose.Input) receiver.Verdict {
	in := known
	in.Message = antom.Message{
		Method: r.Method, Path: r.RequestURI, ClientID: r.Header.Get(antom.HeaderClientID),
		Time: r.Header.Get(antom.HeaderRequestTime), Body: body,
	}
	in.SignatureHeader = r.Header.Get(antom.HeaderSignature)
	in.SignatureHeaders = len(r.Header.Values(antom.HeaderSignature))
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
