package diagnose

import (
	"errors"

	"github.com/antom-cli/antom/internal/foreign"
	"github.com/antom-cli/antom/pkg/antom"
)

// fixForeign is the advice for what another provider has sent.
const fixForeign = "Give each provider a path of its own, and verify only what Antom sends here."

// unsigned reports a message without a signature, and whose it is if that shows.
func (r *report) unsigned() {
	const none = "The message has no signature"
	of := foreign.Request(r.in.HeaderNames, r.in.Message.Body)
	if of == "" {
		r.add(CauseNoSignature, none+".")
		return
	}
	r.advise(CauseNoSignature, none+" of Antom's; "+of+".", advice{fix: fixForeign})
}

// foreignForm reports whether a signature header is one of another provider.
func foreignForm(err error) bool {
	e, ok := errors.AsType[*antom.SignatureError](err)
	return ok && e.Reason == antom.ReasonForeign
}

// requestTimeHint says what is odd about the text of a time, "" if nothing is.
func requestTimeHint(text string) string {
	wrong := foreign.Time(text)
	if text == "" || wrong == "" {
		return ""
	}
	return "Note that the request time " + wrong + ". Antom writes " + foreign.AntomTime + "."
}
