package battery

import (
	"crypto"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

// kit is what cases make their requests with. Its first error stays, so that
// cases need not look after each step.
type kit struct {
	target   *url.URL
	sender   notification.Sender
	stranger crypto.Signer
	maker    notification.Maker
	fields   notification.Fields
	err      error
}

// body makes a notification of a type.
func (k *kit) body(name string, failed bool) *notification.Body {
	s, _ := notification.Find(name)
	f := k.fields
	f.Failed = failed
	b, err := k.maker.Make(s, f)
	if err != nil {
		k.fail(err)
		return &notification.Body{}
	}
	return b
}

// payment is the body of a successful payment, the usual one of all cases.
func (k *kit) payment() []byte { return k.bytes(k.body("PAYMENT_RESULT", false)) }

func (k *kit) bytes(b *notification.Body) []byte {
	if k.err != nil {
		return nil
	}
	return b.Bytes()
}

// with is the body of a successful payment with some fields set.
func (k *kit) with(pathsAndValues ...string) *notification.Body {
	b := k.body("PAYMENT_RESULT", false)
	for i := 0; i+1 < len(pathsAndValues) && k.err == nil; i += 2 {
		if err := b.Set(pathsAndValues[i], pathsAndValues[i+1]); err != nil {
			k.fail(err)
		}
	}
	if k.err == nil {
		b.Sort()
	}
	return b
}

// signed is a request that is sent as it was signed, at this moment.
func (k *kit) signed(body []byte) *notification.Request {
	return k.signedAt(body, notification.TimeText(k.maker.Now()))
}

// signedAt is signed with a text of request-time.
func (k *kit) signedAt(body []byte, at string) *notification.Request {
	return k.request(k.sender, k.target, antom.Message{
		Method: "POST", Path: k.target.RequestURI(), ClientID: k.sender.ClientID, Time: at, Body: body,
	})
}

func (k *kit) request(by notification.Sender, target *url.URL, m antom.Message) *notification.Request {
	r, err := by.SignMessage(target, m)
	if err != nil {
		k.fail(err)
		return &notification.Request{URL: target}
	}
	return r
}

// broken is a request with one of the defects that package notification knows.
func (k *kit) broken(b notification.Break, body []byte) *notification.Request {
	r, err := k.sender.SignBroken(b, k.target, body, k.maker.Now(), k.stranger)
	if err != nil {
		k.fail(err)
		return &notification.Request{URL: k.target}
	}
	return r
}

// withSpecials is a signed request whose signature has both characters of
// Base64 that URLs treat in a special way. Few have not; for those the time
// is set back by a second.
func (k *kit) withSpecials(body []byte) *notification.Request {
	const tries = 100
	var r *notification.Request
	for i := range tries {
		at := k.maker.Now().Add(-time.Duration(i) * time.Second)
		r = k.signedAt(body, notification.TimeText(at))
		text := bare(r)
		if strings.Contains(text, "+") && strings.Contains(text, "/") {
			break
		}
	}
	return r
}

// bare is the signature's Base64 without URL encoding.
func bare(r *notification.Request) string {
	return base64.StdEncoding.EncodeToString(r.Signature.Value)
}

func (k *kit) fail(err error) {
	if k.err == nil {
		k.err = err
	}
}

// resign gives a request another text of the signature header.
func resign(r *notification.Request, text string) []*notification.Request {
	r.Set(antom.HeaderSignature, text)
	return one(r)
}

func one(r *notification.Request) []*notification.Request { return []*notification.Request{r} }
