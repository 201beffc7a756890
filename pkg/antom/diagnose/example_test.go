package diagnose_test

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// The notify URL that Antom has is https://shop.example/shop/notify, and a proxy
// takes /shop off before it passes the request on.
func ExampleDiagnose() {
	antomKey, err := rsa.GenerateKey(rand.Reader, 2048) // stands for Antom's
	if err != nil {
		panic(err)
	}
	sent := antom.Message{Method: "POST", Path: "/shop/notify", ClientID: "SANDBOX_5X", Time: "1642461102130", Body: []byte(`{"a":1}`)}
	signature, err := antom.Sign(antomKey, "1", sent)
	if err != nil {
		panic(err)
	}

	received := sent
	received.Path = "/notify"
	d := diagnose.Diagnose(diagnose.Input{
		Message:         received,
		SignatureHeader: signature.Header(),
		Keys:            []diagnose.Key{{Public: &antomKey.PublicKey}},
		NotifyURLs:      []string{"https://shop.example/shop/notify"},
	})
	fmt.Println(d.Cause)
	fmt.Printf("signed %s, verified %s\n", d.Expected, d.Given)
	// Output:
	// path
	// signed /shop/notify, verified /notify
}

// A handler logs why it refused a notification.
func ExampleFromRequest() {
	antomKey, err := rsa.GenerateKey(rand.Reader, 2048) // stands for Antom's
	if err != nil {
		panic(err)
	}
	handler := &antom.NotificationHandler{
		Verifier: antom.Verifier{Keys: []*rsa.PublicKey{&antomKey.PublicKey}},
		OnError: func(r *http.Request, err *antom.NotificationError) {
			if err.Reason != antom.ReasonBadSignature {
				return
			}
			body, _ := io.ReadAll(r.Body) // the verifier put it back
			in := diagnose.FromRequest(r, body)
			in.Keys = []diagnose.Key{{Public: &antomKey.PublicKey}}
			d := diagnose.Diagnose(in)
			for _, change := range d.Changes {
				fmt.Println(change.Cause, "-", change.Description)
			}
		},
	}

	signed := antom.Message{Method: "POST", Path: "/notify", ClientID: "SANDBOX_5X", Time: "1642461102130", Body: []byte(`{"a":1}`)}
	signature, err := antom.Sign(antomKey, "1", signed)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "/notify", strings.NewReader("{\n  \"a\": 1\n}\n")) // something wrote the JSON anew
	r.Header.Set(antom.HeaderClientID, signed.ClientID)
	r.Header.Set(antom.HeaderRequestTime, signed.Time)
	r.Header.Set(antom.HeaderSignature, signature.Header())
	handler.ServeHTTP(httptest.NewRecorder(), r)
	// Output:
	// body-whitespace - The JSON was signed compact, without any white space, and now has different white space between its parts.
	// body-newline - A line break was added at the end of the body.
}
