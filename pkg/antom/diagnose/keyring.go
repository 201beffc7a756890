package diagnose

import "crypto/rsa"

// keyring is the keys in the order in which they are tried.
type keyring struct {
	keys    []Key
	openers []*opener // one for each key
	// ownConfigured says that a configured key is the merchant's own.
	ownConfigured bool
}

func newKeyring(all []Key) keyring {
	var r keyring
	for _, role := range []Role{RoleConfigured, RoleOther, RoleOwn} {
		for _, k := range all {
			if k.Role == "" {
				k.Role = RoleConfigured
			}
			if k.Role != role || len(r.keys) == maxKeys {
				continue
			}
			if o := newOpener(k.Public); o != nil {
				r.keys, r.openers = append(r.keys, k), append(r.openers, o)
			}
		}
	}
	for _, own := range r.keys {
		for _, k := range r.keys {
			if own.Role == RoleOwn && k.Role == RoleConfigured && samePublic(own.Public, k.Public) {
				r.ownConfigured = true
			}
		}
	}
	return r
}

func samePublic(a, b *rsa.PublicKey) bool { return a.E == b.E && a.N.Cmp(b.N) == 0 }

// A match is a key that opens a reading of the signature.
type match struct {
	key     Key
	reading reading
	opened  opened
}

// open tries every reading of the signature with every key and returns the
// first that opens.
func (r keyring) open(all []reading) (match, bool) {
	for _, reading := range all {
		for i, k := range r.keys {
			if o, ok := r.openers[i].open(reading.value); ok {
				return match{key: k, reading: reading, opened: o}, true
			}
		}
	}
	return match{}, false
}
