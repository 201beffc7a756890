package battery

import (
	"bytes"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

// veryOld is longer ago than Antom ever repeats a notification (24 hours).
const veryOld = 30 * 24 * time.Hour

// contentForgeries are requests in which something is not what was signed.
func contentForgeries() []Case {
	const fix = "first verify the signature over the method, the path, client-id, request-time and the bytes of the body"
	return []Case{
		{
			Name: "tampered-amount", Refuse: true, Summary: "the amount was changed after signing", fix: fix,
			build: func(k *kit) []*notification.Request { return one(k.broken(notification.BreakBody, k.payment())) },
		},
		{
			Name: "tampered-status", Refuse: true, Summary: "a failed payment was changed into a successful one", fix: fix,
			build: tamperedStatus,
		},
		{
			Name: "tampered-blank", Refuse: true, Summary: "a space was added to the JSON after signing",
			fix: "verify over the bytes that were received, not over JSON that was parsed and written again",
			build: func(k *kit) []*notification.Request {
				r := k.signed(k.payment())
				r.Body = bytes.Replace(r.Body, []byte("{"), []byte("{ "), 1)
				return one(r)
			},
		},
		{
			Name: "other-signature", Refuse: true, Summary: "the signature belongs to another genuine notification", fix: fix,
			build: func(k *kit) []*notification.Request {
				genuine := k.signed(k.bytes(k.body("REFUND_RESULT", false)))
				return resign(k.signed(k.payment()), genuine.Get(antom.HeaderSignature))
			},
		},
		{
			Name: "wrong-key", Refuse: true, Summary: "it is signed with an unknown key",
			fix:   "verify with Antom's public key only; a valid signature of another key proves nothing",
			build: func(k *kit) []*notification.Request { return one(k.broken(notification.BreakKey, k.payment())) },
		},
		{
			Name: "wrong-path", Refuse: true, Summary: "it was signed for another path", fix: fix,
			build: func(k *kit) []*notification.Request { return one(k.broken(notification.BreakPath, k.payment())) },
		},
		{
			Name: "changed-time", Refuse: true, Summary: "request-time was changed after signing", fix: fix,
			build: func(k *kit) []*notification.Request { return one(k.broken(notification.BreakTime, k.payment())) },
		},
		{
			Name: "changed-client-id", Refuse: true, Advice: true, Summary: "client-id was changed after signing",
			fix: "verify with the client-id header as it was received (with a configured id the signature is verified, but the header is not)",
			build: func(k *kit) []*notification.Request {
				r := k.signed(k.payment())
				r.Set(antom.HeaderClientID, "SANDBOX_ANOTHER")
				return one(r)
			},
		},
		{
			Name: "old-time", Refuse: true, Advice: true, Summary: "a genuine notification that is 30 days old is refused",
			fix: "Antom documents no limit; to stop replays, set a limit of more than a day or remember what was processed",
			build: func(k *kit) []*notification.Request {
				return one(k.signedAt(k.payment(), notification.TimeText(k.maker.Now().Add(-veryOld))))
			},
		},
		{
			Name: "method-get", Refuse: true, Summary: "a GET request is not acknowledged",
			fix: "accept notifications by POST only: GET requests come from browsers and link checkers",
			build: func(k *kit) []*notification.Request {
				return one(k.request(k.sender, k.target, antom.Message{
					Method: "GET", Path: k.target.RequestURI(), ClientID: k.sender.ClientID,
					Time: notification.TimeText(k.maker.Now()),
				}))
			},
		},
	}
}

// tamperedStatus signs a failure and sends a success.
func tamperedStatus(k *kit) []*notification.Request {
	failure := k.body("PAYMENT_RESULT", true)
	r := k.signed(k.bytes(failure))
	for path, value := range map[string]string{"result.resultCode": "SUCCESS", "result.resultStatus": "S", "result.resultMessage": "success."} {
		if k.err != nil {
			return nil
		}
		if err := failure.Set(path, value); err != nil {
			k.fail(err)
		}
	}
	r.Body = k.bytes(failure)
	return one(r)
}
