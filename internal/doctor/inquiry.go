package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// operation is what the inquiry calls.
const operation = spec.OpInquiryPayment

// Inquiry asks for a payment that does not exist. Nothing changes at Antom, and
// yet the answer proves both directions: Antom says ORDER_NOT_EXIST only after
// it has verified the request, and its answer is signed.
type Inquiry struct {
	Call func(ctx context.Context) (*antom.Response, error)
	Now  func() time.Time
	// ShowKey is the command that prints the public key to upload.
	ShowKey string
	APIKey  bool // the request carries an API key instead of a signature
	// Local reports that the simulator is asked, which runs on the same clock.
	Local bool
}

// AnyTime is the AnswerSkew of a client that makes Call: an answer of any time
// is examined, because a clock that is wrong is one of the things to find.
const AnyTime = 100 * 365 * 24 * time.Hour

// Check sends the inquiry, once, and judges what comes back.
func (q Inquiry) Check(ctx context.Context) []Finding {
	began := q.Now()
	response, err := q.Call(ctx)
	ended := q.Now()
	var found []Finding
	var broken *antom.ResponseError
	switch {
	case errors.As(err, &broken):
		found = q.unusable(broken)
		response = broken.Response
	case err != nil:
		return []Finding{failure(GroupGateway, "inquiry", KindConfig, "", "the inquiry could not be sent: "+err.Error(), "", "antom profile show")}
	default:
		found = q.answered(response, ended.Sub(began))
	}
	if response == nil {
		return append(found, skipped(GroupGateway, "clock", "the clock was not compared: there is no response"))
	}
	return append(found, clock(response.Header, began, ended, Worst(found) == Error))
}

// answered judges an answer that can be relied upon.
func (q Inquiry) answered(r *antom.Response, took time.Duration) []Finding {
	found := []Finding{ok(GroupGateway, "answer", fmt.Sprintf("the gateway answered in %s", round(took)), "")}
	if took >= slow {
		found[0] = warning(GroupGateway, "answer", fmt.Sprintf("the gateway took %s to respond", round(took)), "", "allow more time: antom config set timeout 20s")
	}
	found = append(found, q.request(r))
	if r.Verified && replayed(r) {
		return append(found, failure(GroupGateway, "answer-time", KindSignature, string(antom.ReasonAnswerTime),
			fmt.Sprintf("the response was made at %s and sent at %s: it was recorded", r.Header.Get(antom.HeaderResponseTime), r.Header.Get("Date")), "", recorded))
	}
	if r.Verified {
		return append(found, ok(GroupGateway, "answer-signature", "its signature verifies with Antom's public key "+r.KeyFingerprint, ""))
	}
	return append(found, skipped(GroupGateway, "answer-signature",
		"the response is not signed, like all early refusals of the gateway, so Antom's public key was not tested"))
}

// recorded is what to do about an answer that Antom made for another request.
const recorded = "something between this machine and Antom sends recorded responses; check the gateway address and the proxy: antom config get gateway"

// replayed reports whether an answer was made long before or after it was sent,
// by the server's own clock.
func replayed(r *antom.Response) bool {
	made, known := antom.ParseTime(r.Header.Get(antom.HeaderResponseTime))
	sent, err := http.ParseTime(r.Header.Get("Date"))
	return known && err == nil && sent.Sub(made).Abs() > clockWrong
}

// request reports what the response says about the signature of the request.
func (q Inquiry) request(r *antom.Response) Finding {
	code := string(r.Result.ResultCode)
	said := fmt.Sprintf("Antom answered %s %s", r.Result.ResultStatus, code)
	if r.Result.ResultMessage != "" {
		said += ": " + r.Result.ResultMessage
	}
	switch {
	case code == "ORDER_NOT_EXIST" || r.Result.ResultStatus == antom.StatusSuccess:
		return ok(GroupGateway, "request-signature", "Antom accepts "+q.proof()+" ("+code+" is the expected result of this test)", "")
	case code == "INVALID_SIGNATURE" || code == "SIGNATURE_INVALID":
		return failure(GroupGateway, "request-signature", KindSignature, code, said+" (your signature does not verify at Antom)", "", q.signatureFix())
	case code == "KEY_NOT_FOUND":
		return failure(GroupGateway, "request-signature", KindConfig, code, said+" (Antom does not have your public key)", "",
			"upload your public key ("+dashboard+"): "+q.ShowKey)
	case code == "CLIENT_INVALID":
		return failure(GroupGateway, "request-signature", KindConfig, code, said, "client-id",
			"compare the client id ("+dashboard+") and the region: antom config list --show-origin")
	case r.Result.ResultStatus == antom.StatusUnknown:
		return warning(GroupGateway, "request-signature", said+", which says nothing about your signature", "", "try again in a moment: antom doctor")
	}
	return failure(GroupGateway, "request-signature", KindRefused, code, said, "", next(code))
}

// proof is what the request proves its sender with.
func (q Inquiry) proof() string {
	if q.APIKey {
		return "your API key"
	}
	return "your signature"
}

// signatureFix lists what makes a signature fail at Antom, the commonest first.
func (q Inquiry) signatureFix() string {
	return "compare your public key with the one in the Dashboard, and upload it if it differs (" + dashboard + "): " + q.ShowKey +
		"; check that the client id is of the same account (sandbox and live have different keys), and that key-version is the number of the key there"
}

// next is what the specification says to do about a result code.
func next(code string) string {
	if c, found := spec.CodeFor(operation, code); found && c.Next != "" {
		return c.Next
	}
	return "ask Antom's support about this code"
}

// unusable judges an answer that must not be believed, or no answer at all.
func (q Inquiry) unusable(e *antom.ResponseError) []Finding {
	fail := func(check string, kind Kind, what, fix string) []Finding {
		return []Finding{failure(GroupGateway, check, kind, string(e.Reason), what, "", fix)}
	}
	said := ""
	if e.Response != nil && e.Response.Result.ResultCode != "" {
		said = fmt.Sprintf(" (it says %s %s, which is not verified)", e.Response.Result.ResultStatus, e.Response.Result.ResultCode)
	}
	switch e.Reason {
	case antom.ReasonOwnKey:
		return fail("answer-signature", KindSignature, "the response is signed with your own key", "this is not Antom's gateway: antom config get gateway")
	case antom.ReasonBadSignature, antom.ReasonMalformedSignature:
		return fail("answer-signature", KindSignature, "the signature of the response does not verify with Antom's public key"+said,
			"copy Antom's public key for this account and region again ("+dashboard+"): antom config set antom-public-key FILE")
	case antom.ReasonUnsignedSuccess, antom.ReasonHalfSignedSuccess:
		return fail("answer-signature", KindSignature, "the response reports success but is not signed"+said, "something between this machine and Antom responds in its place: antom config get gateway")
	case antom.ReasonAnswerID, antom.ReasonAnswerAmount, antom.ReasonAnswerNoID, antom.ReasonAnswerClientID, antom.ReasonAnswerTime:
		return fail("answer", KindSignature, e.Error(), recorded)
	case antom.ReasonTimeout:
		return fail("answer", KindNoAnswer, e.Error(), "try again with more time: antom doctor --timeout 30s")
	case antom.ReasonConnection:
		return fail("answer", KindNoAnswer, e.Error(), "check the network; behind a proxy set HTTPS_PROXY")
	case antom.ReasonRedirect:
		return fail("answer", KindNoAnswer, e.Error(), "log in to the network first if this is its login page; check the address: antom config get gateway")
	}
	return fail("answer", KindNoAnswer, "this is not a gateway of Antom's: "+e.Error(), "check the address: antom config get gateway")
}

// Limits of the clock. Antom does not tell how old a request may be; the time
// is in what is signed, and notifications are compared with it.
const (
	clockOdd   = 30 * time.Second
	clockWrong = 5 * time.Minute
)

// clock compares this machine's clock with the gateway's, which tells whole
// seconds at some moment between began and ended.
func clock(header http.Header, began, ended time.Time, refused bool) Finding {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return skipped(GroupGateway, "clock", "the clock was not compared: the response has no Date")
	}
	offset := time.Duration(0) // positive: this machine is ahead
	switch early, late := began.Sub(date.Add(time.Second)), ended.Sub(date); {
	case early > 0:
		offset = early
	case late < 0:
		offset = late
	}
	direction := "ahead of"
	if offset < 0 {
		direction = "behind"
	}
	size := offset.Abs().Round(time.Second)
	what := fmt.Sprintf("this machine's clock is %s %s the gateway's", size, direction)
	const fix = "set the clock automatically: timedatectl set-ntp true, or the date and time settings of the system"
	switch {
	case size > clockWrong && refused:
		return failure(GroupGateway, "clock", KindConfig, "clock", what+", and the time is part of the signed content", "", fix)
	case size > clockOdd:
		return warning(GroupGateway, "clock", what, "", fix)
	}
	return ok(GroupGateway, "clock", "this machine's clock agrees with the gateway's", "")
}
