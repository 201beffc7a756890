package antom

import (
	"context"

	"github.com/antom-cli/antom/pkg/keys"
)

// verify checks the signature of an answer that has both headers, and labels
// the answer accordingly. The content is made with the path of the request and
// the headers of the answer, as Antom's own libraries do.
func (c *Client) verify(ctx context.Context, p *Prepared, response *Response) *ResponseError {
	response.Trust = TrustBadSignature
	for _, name := range []string{HeaderSignature, HeaderResponseTime, HeaderClientID} {
		if len(response.Header.Values(name)) > 1 {
			return &ResponseError{Reason: ReasonMalformedSignature, Detail: "the response has the header " + name + " more than once"}
		}
	}
	s, err := ParseSignature(response.Header.Get(HeaderSignature))
	if err != nil {
		return &ResponseError{Reason: ReasonMalformedSignature, Detail: "the signature of the response", Err: err}
	}
	m := c.answered(p, response)
	antomKeys, failed := c.answerKeys(ctx, s.KeyVersion)
	if failed != nil {
		return failed
	}
	index, err := VerifyAny(antomKeys, m, s)
	if err == nil {
		response.Trust, response.Verified = TrustVerified, true
		response.KeyFingerprint = keys.Fingerprint(antomKeys[index])
		return nil
	}
	if own := c.ownKey(); own != nil && Verify(own, m, s) == nil {
		return &ResponseError{
			Reason: ReasonOwnKey, Err: err,
			Detail: "the response was signed with the merchant's own private key, not by Antom",
		}
	}
	return &ResponseError{Reason: ReasonBadSignature, Detail: "the response is not the one that Antom signed", Err: err}
}

// answered is the message that the answer's signature was made over.
func (c *Client) answered(p *Prepared, response *Response) Message {
	clientID := response.Header.Get(HeaderClientID)
	if clientID == "" {
		clientID = p.Message.ClientID
	}
	return Message{
		Method: p.Message.Method, Path: p.Message.Path, ClientID: clientID,
		Time: response.Header.Get(HeaderResponseTime), Body: response.Body,
	}
}
