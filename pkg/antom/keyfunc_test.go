package antom

import (
	"context"
	"crypto/rsa"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// rotation is a KeyFunc over a table that may change.
type rotation map[string]*rsa.PublicKey

func (r rotation) keys(_ context.Context, clientID, keyVersion string) ([]*rsa.PublicKey, error) {
	if key, ok := r[clientID+" "+keyVersion]; ok {
		return []*rsa.PublicKey{key}, nil
	}
	return nil, nil
}

func TestVerifierKeysFor(t *testing.T) {
	t.Parallel()
	known := rotation{}
	v := &Verifier{KeysFor: known.keys, Keys: []*rsa.PublicKey{&antomKey().PublicKey}}
	unknown := notAccepted(t, func() error { _, err := v.Request(signedRequest(t, antomKey(), notified())); return err }(), ReasonUnknownKey)
	if unknown.HTTPStatus() != http.StatusUnauthorized || !strings.Contains(unknown.Error(), notifyClient) || !strings.Contains(unknown.Error(), `"2"`) {
		t.Errorf("HTTP %d, %v", unknown.HTTPStatus(), unknown)
	}
	known[notifyClient+" 2"] = &antomKey().PublicKey // it is known from now on, without a restart
	n, err := v.Request(signedRequest(t, antomKey(), notified()))
	if err != nil || n.KeyVersion != "2" || n.KeyIndex != 0 || n.KeyFingerprint == "" {
		t.Fatalf("got %+v, %v", n, err)
	}
	known[notifyClient+" 2"] = &merchantKey().PublicKey
	_, err = v.Request(signedRequest(t, antomKey(), notified()))
	notAccepted(t, err, ReasonBadSignature)
}

func TestVerifierKeysForGetsTheContext(t *testing.T) {
	t.Parallel()
	type contextKey struct{}
	v := &Verifier{KeysFor: func(ctx context.Context, _, _ string) ([]*rsa.PublicKey, error) {
		return nil, errors.Join(ctx.Err(), ctx.Value(contextKey{}).(error))
	}}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), contextKey{}, errors.New("the store is away")))
	cancel()
	_, err := v.Request(signedRequest(t, antomKey(), notified()).WithContext(ctx))
	failed := notAccepted(t, err, ReasonKeyLookup)
	if !errors.Is(err, context.Canceled) || failed.HTTPStatus() != http.StatusInternalServerError || !strings.Contains(err.Error(), "the store is away") {
		t.Errorf("HTTP %d, %v", failed.HTTPStatus(), err)
	}
}

func TestVerifierNamesTheMerchantsOwnKey(t *testing.T) {
	t.Parallel()
	own := &merchantKey().PublicKey
	byFunction := rotation{notifyClient + " 2": own}
	for name, v := range map[string]*Verifier{
		"among the keys": {Keys: []*rsa.PublicKey{&antomKey().PublicKey, own}, MerchantKey: own},
		"by a function":  {KeysFor: byFunction.keys, MerchantKey: own},
	} {
		_, err := v.Request(signedRequest(t, antomKey(), notified()))
		mistaken := notAccepted(t, err, ReasonOwnKey)
		if mistaken.HTTPStatus() != http.StatusInternalServerError || !strings.Contains(err.Error(), "is the merchant's own") {
			t.Errorf("%s: HTTP %d, %v", name, mistaken.HTTPStatus(), err)
		}
	}
	v := &Verifier{Keys: []*rsa.PublicKey{&antomKey().PublicKey}, MerchantKey: own}
	_, err := v.Request(signedRequest(t, merchantKey(), notified()))
	notAccepted(t, err, ReasonBadSignature)
	if !strings.Contains(err.Error(), "signed with the merchant's own private key") {
		t.Errorf("got %v", err)
	}
	if _, err := v.Request(signedRequest(t, antomKey(), notified())); err != nil {
		t.Error(err)
	}
}

func TestVerifierCheck(t *testing.T) {
	t.Parallel()
	own := &merchantKey().PublicKey
	for _, c := range []struct {
		v      Verifier
		reason Reason
	}{
		{Verifier{}, ReasonNoKey},
		{Verifier{Keys: []*rsa.PublicKey{nil}}, ReasonBadKey},
		{Verifier{Keys: []*rsa.PublicKey{own}, MerchantKey: own}, ReasonOwnKey},
	} {
		notAccepted(t, c.v.Check(), c.reason)
	}
	for _, v := range []Verifier{*testVerifier(), {KeysFor: rotation{}.keys}} {
		if err := v.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestClientVerifier(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	v := client.Verifier()
	if len(v.Keys) != len(client.AntomKeys) || v.ClientID != client.ClientID || !v.MerchantKey.Equal(&merchantKey().PublicKey) {
		t.Errorf("got %+v", v)
	}
}

func TestClientAntomKeysFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys   KeyFunc
		reason Reason
	}{
		"the right key": {func(_ context.Context, id, _ string) ([]*rsa.PublicKey, error) {
			return []*rsa.PublicKey{&antomKey().PublicKey}, nil
		}, ""},
		"no key":    {func(context.Context, string, string) ([]*rsa.PublicKey, error) { return nil, nil }, ReasonUnknownKey},
		"a failure": {func(context.Context, string, string) ([]*rsa.PublicKey, error) { return nil, errors.New("away") }, ReasonKeyLookup},
		"the own key": {func(context.Context, string, string) ([]*rsa.PublicKey, error) {
			return []*rsa.PublicKey{&merchantKey().PublicKey}, nil
		}, ReasonOwnKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodySuccess}.write(t, w, r) })
			client.AntomKeys, client.AntomKeysFor = nil, c.keys
			response, err := client.Call(context.Background(), testPath, []byte(`{}`))
			if c.reason != "" {
				refused(t, err, c.reason)
			} else if err != nil || !response.Verified || response.KeyFingerprint == "" {
				t.Errorf("got %+v, %v", response, err)
			}
		})
	}
}
