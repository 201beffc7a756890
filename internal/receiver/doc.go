// Package receiver is the notification endpoint: it reads a request, has its
// signature verified, stores it, forwards it where that is asked for, and
// acknowledges it.
//
// The answers to the sender:
//
//	200  acknowledged, with exactly antom.Acknowledgement as the body
//	401  the signature does not verify; stored as rejected, never forwarded
//	404  another path than Options.Path
//	405  another method than POST
//	408  the body did not arrive in time or not whole
//	413  the body is larger than Options.MaxBody
//	431  too many header fields
//	500  it could not be stored
//	502  no route's application acknowledged it
//	503  too many at once, with Retry-After
//
// Whatever is not acknowledged Antom sends again. Nothing is acknowledged, and
// nothing forwarded, before it is durable. Of rejected notifications 1,000 an
// hour are stored whole, further ones without body and headers.
//
// # Forwarding
//
// The first route whose pattern fits the notification's type gets it. Method,
// path, query, headers and body go on as they came, so that the application can
// verify the signature for itself, with these exceptions:
//
//   - A route's URL with a path of its own is called with that path, and with
//     its own query if it has one. The signature still covers the path that
//     Antom called.
//   - Fields that concern one connection are left out: Connection and what it
//     names, Keep-Alive, Proxy-*, TE, Trailer, Transfer-Encoding, Upgrade, Expect.
//   - Host is that of the target, because many applications refuse a name that
//     they do not know; the original is in X-Forwarded-Host.
//   - Go keeps neither the order nor the case of header names.
//
// The application's answer decides, by the rule of antom.CheckAcknowledgement.
// Redirects are not followed.
//
// A repeated delivery is stored and marked, and acknowledged without being
// forwarded if an earlier delivery was forwarded and acknowledged. Two
// deliveries at the same time are handled one after the other.
package receiver
