package antom

import (
	"context"
	"crypto/rsa"
	"slices"
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

const ownKeyDetail = "the key given as Antom's public key is the merchant's own: Antom's is shown beside it in the dashboard"

// hasKey reports whether a key is among others.
func hasKey(keys []*rsa.PublicKey, key *rsa.PublicKey) bool {
	return key != nil && key.N != nil && slices.ContainsFunc(keys, func(k *rsa.PublicKey) bool { return k != nil && k.N != nil && key.Equal(k) })
}

// Check looks at the keys, without a notification, and returns the first mistake
// as a *NotificationError, nil if there is none. Call it when a program starts.
// Keys that KeysFor will return are looked at when they are used.
func (v *Verifier) Check() error {
	if err := v.checkKeys(); err != nil {
		return err
	}
	for _, key := range v.Keys {
		if key == nil || key.N == nil {
			return &NotificationError{Reason: ReasonBadKey, Detail: "one of Antom's public keys is nil"}
		}
	}
	return v.checkOwnKey(v.Keys)
}

// keysFor returns the keys that may have signed a message.
func (v *Verifier) keysFor(ctx context.Context, clientID, keyVersion string) ([]*rsa.PublicKey, error) {
	if v.KeysFor == nil {
		return v.Keys, v.checkOwnKey(v.Keys)
	}
	keys, err := v.KeysFor(ctx, clientID, keyVersion)
	if err != nil {
		return nil, &NotificationError{Reason: ReasonKeyLookup, Detail: "Antom's public keys could not be had", Err: err}
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
		return nil, &ResponseError{Reason: ReasonKeyLookup, Detail: "Antom's public keys could not be had, so the answer is not verified", Err: err}
	case len(keys) == 0:
		return nil, &ResponseError{Reason: ReasonUnknownKey, Detail: "there is no key for key version " + quote(keyVersion) + ", so the answer is not verified"}
	case hasKey(keys, c.ownKey()):
		return nil, &ResponseError{Reason: ReasonOwnKey, Detail: ownKeyDetail}
	}
	return keys, nil
}
