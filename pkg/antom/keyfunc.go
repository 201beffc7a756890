package antom

import (
	"context"
	"crypto/rsa"
	"math/big"
	"slices"

	"github.com/antom-cli/antom/pkg/keys"
)

// A KeyFunc returns Antom's public keys that may have signed a message for a
// client id. It is called for each message, so keys can change while the program
// runs. It may be called by several goroutines at once.
//
// keyVersion is what the signature header names, "" if it names none. Both texts
// come from a sender who is not verified yet: look them up among what is known,
// and never in a way that costs more than a genuine message does. No keys and no
// error mean that the client id or the version is not known.
type KeyFunc func(ctx context.Context, clientID, keyVersion string) ([]*rsa.PublicKey, error)

const ownKeyDetail = "the key given as Antom's public key is the merchant's own public key; the dashboard shows Antom's beside it"

// hasKey reports whether a key is among others.
func hasKey(keys []*rsa.PublicKey, key *rsa.PublicKey) bool {
	return key != nil && key.N != nil && slices.ContainsFunc(keys, func(k *rsa.PublicKey) bool { return k != nil && k.N != nil && key.Equal(k) })
}

// Check looks at the keys, without a notification, and returns the first mistake
// as a *NotificationError, nil if there is none. Call it when a program starts.
// Keys that KeysFor will return are looked at when they are used.
//
// Check also keeps the fingerprints of Keys, which else are made for each
// notification anew. It must not run at the same time as anything else that
// uses v.
func (v *Verifier) Check() error {
	if err := v.checkKeys(); err != nil {
		return err
	}
	for _, key := range v.Keys {
		if key == nil || key.N == nil {
			return &NotificationError{Reason: ReasonBadKey, Detail: "one of Antom's public keys is nil"}
		}
	}
	v.fingerprints = make([]keyFingerprint, len(v.Keys))
	for i, key := range v.Keys {
		v.fingerprints[i] = keyFingerprint{key, key.N, keys.Fingerprint(key)}
	}
	return v.checkOwnKey(v.Keys)
}

// keyFingerprint is the fingerprint of a key, as long as it has the same modulus.
type keyFingerprint struct {
	key     *rsa.PublicKey
	modulus *big.Int
	text    string
}

// fingerprint is that of a key, see keys.Fingerprint.
func (v *Verifier) fingerprint(key *rsa.PublicKey) string {
	for i := range v.fingerprints {
		if known := &v.fingerprints[i]; known.key == key && known.modulus == key.N {
			return known.text
		}
	}
	return keys.Fingerprint(key)
}

// keysFor returns the keys that may have signed a message.
func (v *Verifier) keysFor(ctx context.Context, clientID, keyVersion string) ([]*rsa.PublicKey, error) {
	if v.KeysFor == nil {
		return v.Keys, v.checkOwnKey(v.Keys)
	}
	keys, err := v.KeysFor(ctx, clientID, keyVersion)
	if err != nil {
		return nil, &NotificationError{Reason: ReasonKeyLookup, Detail: "Antom's public keys could not be obtained", Err: err}
	}
	if len(keys) == 0 {
		return nil, &NotificationError{
			Reason: ReasonUnknownKey, Header: HeaderSignature,
			Detail: "there is no key for client id " + quote(clientID) + " and key version " + quote(keyVersion),
		}
	}
	return keys, v.checkOwnKey(keys)
}

func (v *Verifier) checkOwnKey(keys []*rsa.PublicKey) error {
	if hasKey(keys, v.MerchantKey) {
		return &NotificationError{Reason: ReasonOwnKey, Detail: ownKeyDetail}
	}
	return nil
}

// Verifier returns a verifier of the notifications that Antom sends to the client:
// with its keys and client id, its clock, and the merchant's own key, so that a
// mix-up of the two is named.
func (c *Client) Verifier() Verifier {
	return Verifier{Keys: c.AntomKeys, KeysFor: c.AntomKeysFor, ClientID: c.ClientID, MerchantKey: c.ownKey(), Now: c.Now}
}

// answerKeys returns the keys that may have signed an answer to the client.
func (c *Client) answerKeys(ctx context.Context, keyVersion string) ([]*rsa.PublicKey, *ResponseError) {
	if c.AntomKeysFor == nil {
		return c.AntomKeys, nil
	}
	keys, err := c.AntomKeysFor(ctx, c.ClientID, keyVersion)
	switch {
	case err != nil:
		return nil, &ResponseError{Reason: ReasonKeyLookup, Detail: "Antom's public keys could not be obtained, so the response is not verified", Err: err}
	case len(keys) == 0:
		return nil, &ResponseError{Reason: ReasonUnknownKey, Detail: "there is no key for key version " + quote(keyVersion) + ", so the response is not verified"}
	case hasKey(keys, c.ownKey()):
		return nil, &ResponseError{Reason: ReasonOwnKey, Detail: ownKeyDetail}
	}
	return keys, nil
}
