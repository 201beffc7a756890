package antom

import (
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"testing"
)

// hangingKey is a key in a service that does not answer.
type hangingKey struct {
	*rsa.PrivateKey
	asked chan struct{} // closed by the first Sign
	end   chan struct{}
}

func newHangingKey(t *testing.T) hangingKey {
	k := hangingKey{merchantKey(), make(chan struct{}), make(chan struct{})}
	t.Cleanup(func() { close(k.end) })
	return k
}

func (k hangingKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	close(k.asked)
	<-k.end
	return nil, errors.New("too late")
}

// contextKey is one that knows contexts.
type contextKey struct {
	hangingKey
	called *bool
}

func (k contextKey) SignContext(ctx context.Context, _ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	*k.called = true
	close(k.asked)
	<-ctx.Done()
	return nil, errors.New("the service says: " + ctx.Err().Error())
}

func TestSigningEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, withContext := range map[string]bool{"plain signer": false, "signer with contexts": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, called := newHangingKey(t), false
			client := testClient("https://gateway.example")
			client.HTTPClient = failOnUse(t)
			client.Auth = RSA{Key: key}
			if withContext {
				client.Auth = RSA{Key: contextKey{key, &called}}
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-key.asked; cancel() }()
			_, err := client.Call(ctx, testPath, nil)
			failed := refused(t, err, ReasonCanceled)
			if !failed.NotSent || failed.Attempts != 0 || !errors.Is(err, context.Canceled) {
				t.Errorf("%+v", failed)
			}
			if withContext && !called {
				t.Error("SignContext was not called")
			}
		})
	}
}

// A hang in the signature of a second try leaves what the first one came to.
func TestSigningOfARetryEndsWithTheContext(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodyUnknown}.write(t, w, r) })
	key := newHangingKey(t)
	auth := &secondHangs{first: RSA{Key: merchantKey()}, second: RSA{Key: key}}
	client.Retries, client.Auth = 1, auth
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-key.asked; cancel() }()
	_, err := client.Call(ctx, testPath, nil)
	if failed := refused(t, err, ReasonCanceled); failed.NotSent || failed.Attempts != 1 || failed.Response == nil {
		t.Errorf("%+v", failed)
	}
}

type secondHangs struct {
	first, second RSA
	used          bool
}

func (a *secondHangs) Authenticate(ctx context.Context, h http.Header, m *Message) error {
	if !a.used {
		a.used = true
		return a.first.Authenticate(ctx, h, m)
	}
	return a.second.Authenticate(ctx, h, m)
}

func TestSignContext(t *testing.T) {
	t.Parallel()
	m := Message{Method: "POST", Path: "/p", ClientID: "c", Time: "1"}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, key := range []crypto.Signer{merchantKey(), oneShot{merchantKey(), new(bool)}} {
		s, err := SignContext(ctx, key, "", m)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(&merchantKey().PublicKey, m, s); err != nil {
			t.Error(err)
		}
	}
	cancel()
	_, err := SignContext(ctx, newHangingKey(t), "", m)
	if failed, ok := errors.AsType[*SignError](err); !ok || failed.Reason != ReasonSigner || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// attemptKey is the key of a value in a context.
type attemptKey struct{}

func TestOnAttemptHasTheContext(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodySuccess}.write(t, w, r) })
	var got any
	client.OnAttempt = func(ctx context.Context, _ Attempt) { got = ctx.Value(attemptKey{}) }
	if _, err := client.Call(context.WithValue(t.Context(), attemptKey{}, "order-1"), testPath, nil); err != nil || got != "order-1" {
		t.Errorf("%v, %v", got, err)
	}
}
