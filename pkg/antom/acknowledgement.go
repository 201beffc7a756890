package antom

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// acknowledgement is the only answer that ends Antom's repeats. It is the same
// whether the payment succeeded or failed, and is not signed.
const acknowledgement = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success"}}`

// Acknowledgement returns the body by which a merchant says that a
// notification was received and processed. It is sent with HTTP status 200 and
// content type application/json. Until it comes Antom sends the notification
// again, up to 8 times within about 24 hours.
func Acknowledgement() []byte { return []byte(acknowledgement) }

// CheckAcknowledgement says what an answer to a notification lacks of an
// acknowledgement, nil if nothing. It is one when the HTTP status is 200 and the
// JSON body has the result status S and the result code SUCCESS; how that is
// laid out, and what else is there, does not matter.
func CheckAcknowledgement(status int, body []byte) error {
	answer := fmt.Sprintf("HTTP status %d", status)
	switch {
	case status != http.StatusOK && len(body) > 0:
		return errors.New(answer + ": " + excerpt(body))
	case status != http.StatusOK:
		return errors.New(answer)
	case len(body) == 0:
		return errors.New(answer + " with an empty body")
	}
	root, err := spec.ParseJSON(body)
	if err != nil {
		return errors.New(answer + ", but the body is not JSON: " + excerpt(body))
	}
	state, code := ResultStatus(root.At("result.resultStatus").String()), ResultCode(root.At("result.resultCode").String())
	switch {
	case state == "":
		return errors.New(answer + ", but the body has no result.resultStatus: " + excerpt(body))
	case state != StatusSuccess:
		return errors.New(answer + ", but result.resultStatus is " + excerpt([]byte(state)) + ", not S")
	case code != CodeSuccess:
		return errors.New(answer + ", but result.resultCode is " + excerpt([]byte(code)) + ", not SUCCESS")
	}
	return nil
}

// excerpt quotes the beginning of foreign text as one line: line feeds count as blanks.
func excerpt(text []byte) string {
	const most = 120
	if len(text) > 4*most {
		text = text[:4*most] // a character has at most four bytes
	}
	s := strings.Join(strings.Fields(string(text)), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
