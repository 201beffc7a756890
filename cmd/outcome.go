package cmd

import (
	"encoding/json"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom"
)

// answerDetails go with the JSON form of an error that Antom answered.
type answerDetails struct {
	Verified bool            `json:"verified"`
	Trust    string          `json:"trust"`
	Response json.RawMessage `json:"response"`
}

func rawJSON(body []byte) json.RawMessage { return json.RawMessage(body) }

// link is the best address for the buyer in an answer, or "".
func (x *answer) link() string {
	// The browser first: it works wherever the buyer is.
	for _, name := range []string{"normalUrl", "applinkUrl", "schemeUrl"} {
		if url := x.got(name); url != "" {
			return url
		}
	}
	return ""
}

// created decides what the answer to pay means. nil: the payment succeeded, or
// was created and waits for the buyer.
func (x *answer) created() error {
	r := x.response.Result
	switch {
	case r.ResultStatus == antom.StatusSuccess:
		return nil
	case r.ResultStatus == antom.StatusUnknown && r.ResultCode == antom.CodePaymentInProcess && x.goesOn():
		return nil
	case r.ResultStatus == antom.StatusUnknown && r.ResultCode == antom.CodePaymentInProcess:
		e := x.requestError()
		e.What = "PAYMENT_IN_PROCESS came without a URL, which means that the payment was not created"
		e.Hints = []string{"make sure of it: " + x.app.inquireCommand(""), "then pay again with a new paymentRequestId (leave --request-id out)"}
		return e
	case r.ResultStatus == antom.StatusUnknown:
		e := x.requestError()
		if id := x.asked("paymentRequestId"); id != "" {
			e.Hints = append(e.Hints, "before a new id is used, ask for this one: "+x.app.inquireCommand(apperr.ShellQuote(id)))
		}
		return e
	default:
		return x.requestError()
	}
}

// goesOn tells whether the answer gives the buyer any way to go on.
func (x *answer) goesOn() bool {
	for _, name := range []string{"orderCodeForm", "redirectActionForm", "paymentActionForm", "challengeActionForm"} {
		if x.body.Get(name) != nil {
			return true
		}
	}
	return x.link() != ""
}

// codeText is the text of the order code, or "".
func (x *answer) codeText() string {
	details := x.body.At("orderCodeForm.codeDetails")
	if details == nil {
		return ""
	}
	for _, d := range details.Items {
		if d.Get("displayType").String() == "TEXT" {
			return d.Get("codeValue").String()
		}
	}
	return ""
}

// The values of paymentStatus by what they mean for waiting.
const (
	statusSuccess    = "SUCCESS"
	statusFail       = "FAIL"
	statusCancelled  = "CANCELLED"
	statusProcessing = "PROCESSING"
	statusPending    = "PENDING"
)

// finalStatus tells whether a paymentStatus cannot change any more.
func finalStatus(status string) bool {
	return status == statusSuccess || status == statusFail || status == statusCancelled
}

// statusError is what a paymentStatus means for the exit code: nil only for SUCCESS.
func (x *answer) statusError() error {
	status := x.got("paymentStatus")
	id := x.paymentName()
	switch status {
	case statusSuccess:
		return nil
	case statusFail, statusCancelled:
		e := apperr.New(apperr.Failed, fmt.Sprintf("payment %s ended with %s", id, status), nil).WithCode(status)
		if code := x.got("paymentResultCode"); code != "" {
			e.What += " (" + code + ")"
		}
		e.Hints = append(e.Hints, "the buyer can try again with a new paymentRequestId for the same order")
		return e
	default:
		return apperr.New(apperr.Pending, fmt.Sprintf("payment %s is not final: %s", id, or(status, "no paymentStatus")), nil,
			"wait for the end: "+x.app.inquireCommand("")+" --wait").WithCode(status)
	}
}

// paymentName is the id to call a payment by.
func (x *answer) paymentName() string {
	for _, id := range []string{x.got("paymentRequestId"), x.asked("paymentRequestId"), x.got("paymentId"), x.asked("paymentId")} {
		if id != "" {
			return id
		}
	}
	return "?"
}
