package notification

import (
	"bytes"
	"crypto"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// A Break is a way in which a notification is made false on purpose. An
// application must refuse each of them.
type Break string

// The ways.
const (
	BreakBody      Break = "body"      // a digit of the body is changed after signing
	BreakSignature Break = "signature" // one bit of the signature is changed
	BreakKey       Break = "key"       // it is signed with an unknown key
	BreakTime      Break = "time"      // request-time is not the one that was signed
	BreakPath      Break = "path"      // it was signed for another path
	BreakHeader    Break = "header"    // the signature header is missing
)

// Breaks returns all ways.
func Breaks() []Break {
	return []Break{BreakBody, BreakSignature, BreakKey, BreakTime, BreakPath, BreakHeader}
}

// ParseBreak reads a way by its name.
func ParseBreak(name string) (Break, error) {
	if b := Break(name); slices.Contains(Breaks(), b) {
		return b, nil
	}
	return "", fmt.Errorf("unknown way %q to break a notification: use one of %v", name, Breaks())
}

// SignBroken is Sign with a defect. stranger is a key that the application
// does not know; only BreakKey needs it.
func (s Sender) SignBroken(b Break, target *url.URL, body []byte, at time.Time, stranger crypto.Signer) (*Request, error) {
	message := antom.Message{
		Method: "POST", Path: target.RequestURI(), ClientID: s.ClientID, Time: TimeText(at), Body: body,
	}
	switch b {
	case BreakKey:
		s.Key = stranger
	case BreakPath:
		message.Path = "/signed-for-another-path"
	}
	r, err := s.SignMessage(target, message)
	if err != nil {
		return nil, err
	}
	switch b {
	case BreakBody:
		r.Body = Tamper(body)
	case BreakSignature:
		r.Signature.Value[len(r.Signature.Value)/2] ^= 1
		r.Set(antom.HeaderSignature, r.Signature.Header())
	case BreakTime:
		r.Set(antom.HeaderRequestTime, TimeText(at.Add(time.Second)))
	case BreakHeader:
		r.Drop(antom.HeaderSignature)
	}
	return r, nil
}

// Tamper changes one digit of a body, of an amount if there is one, else
// any; a body without digits gets a blank at its end. JSON stays JSON.
func Tamper(body []byte) []byte {
	changed := bytes.Clone(body)
	from := max(bytes.Index(changed, []byte(`"value":"`)), 0)
	for i := from; i < len(changed); i++ {
		switch c := changed[i]; {
		case '1' <= c && c <= '8':
			changed[i]++
			return changed
		case c == '9':
			changed[i]--
			return changed
		}
	}
	return append(changed, ' ')
}
