// Package diagnose finds out why a signature does not verify.
//
// RSA PKCS #1 v1.5 lets the public key open a signature to the SHA-256 digest
// that was signed. One RSA operation per key so answers the question "was this
// signed with that key at all?", and from then on a guess at the original
// content costs no more than one hash. [Diagnose] opens the signature with
// every key at hand and then tries what proxies, frameworks and people do to a
// request, one change first, then two, then some combinations of three, until a
// digest matches. The first match is the simplest explanation.
//
// A match explains a failure; it never turns it into a success. Nothing here
// says that a message is genuine.
//
// The package prints nothing and reads no clock but the one it is given.
package diagnose
