// Package diagnose finds out why a signature of Antom's does not verify.
//
// A bad signature says only that something differs. It does not say what: the
// wrong public key, a proxy that strips a prefix from the path, or a JSON parser
// that wrote the body anew. [Diagnose] takes the message as it was received, the
// signature header and the public keys that are known, and returns the causes,
// with a sentence that explains them and one that says how to fix them. Use it
// where verification has failed:
//
//	handler := &antom.NotificationHandler{
//		Verifier: antom.Verifier{Keys: []*rsa.PublicKey{antomKey}},
//		Handle:   handle,
//		OnError: func(r *http.Request, err *antom.NotificationError) {
//			if err.Reason == antom.ReasonBadSignature {
//				body, _ := io.ReadAll(r.Body) // the handler put it back
//				in := diagnose.FromRequest(r, body)
//				in.Keys = []diagnose.Key{{Public: antomKey}}
//				d := diagnose.Diagnose(in)
//				log.Println(d.Cause, d.Explanation, d.Fix)
//			}
//		},
//	}
//
// A diagnosis explains a failure and never turns it into a success. Nothing here
// says that a message is genuine.
//
// # How it works
//
// RSA PKCS #1 v1.5 lets the public key open a signature to the SHA-256 digest
// that was signed. So one RSA operation per key answers the question "was this
// signed with that key at all?", and from then on a guess at the original
// content costs one hash. Diagnose opens the signature with every known key. Then
// it tries what proxies, frameworks and people do to a request, one change first,
// then two, then some combinations of three, until a digest matches. The first
// match is the simplest explanation.
//
// Where no such change matches, the search goes deeper. It brings the body into the
// forms that Antom may have written: compact JSON, in a documented order, with one of
// the usual escapes, taken out of what a language prints or of other JSON. In each of
// them it guesses at single values and members: a time in another zone, a string that
// was trimmed, a number that was a string, a member that was dropped or moved, a
// character that was lost. A cause is named only if the digest matches, so a wrong
// guess explains nothing. What matches nothing is [CauseContentChanged], and the
// explanation then notes what is plain to see in the body.
//
// # Cost and limits
//
// A signature that no key opens costs well under a millisecond for each key. A
// content that was changed in a known way costs some milliseconds; one that was
// changed in an unknown way is the most expensive: some 10 ms for a usual notification,
// and tens of milliseconds for 2 KiB.
// Many messages with the same keys are best diagnosed with one [Diagnoser], and with
// a lesser [Effort] once several searches in a row have found nothing.
// [Input.Limit] bounds the time (one second unless it says otherwise), and the
// number and the size of the guesses are bounded as well. Anybody who can reach an
// endpoint can send bad signatures, so a server that diagnoses all of them should
// set a Limit of some 100 ms and limit how many run at once.
//
// Bodies that are not JSON, or that are nested more than 64 levels deep, are tried
// as plain text only. At most 256 keys, 32 URLs and 32 client ids count.
//
// All functions may be called by several goroutines at once. The package prints
// nothing, and reads no clock but the one that it is given.
package diagnose
