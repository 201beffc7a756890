// Package antom calls Antom's payment interface and checks what comes from it.
//
// # Calling
//
// A [Client] signs a request, sends it, verifies the answer, and tries again
// where that is safe:
//
//	client := &antom.Client{
//		Gateway:   "https://open-sea-global.alipay.com",
//		ClientID:  "SANDBOX_5Y0000000000000",
//		Auth:      antom.RSA{Key: merchantPrivateKey},
//		AntomKeys: []*rsa.PublicKey{antomPublicKey},
//		Retries:   2,
//	}
//	answer, err := client.Pay(ctx, &antom.PayRequest{ … })
//
// There is a method for each call of a checkout payment's life. [Client.Call]
// sends any JSON to any path and keeps its bytes as they are; [Client.Prepare]
// makes the same request without sending it.
//
// # What an answer is worth
//
// Three questions are kept apart, as mixing them up costs money:
//
//   - Is there an answer that can be believed? If not, the error is a
//     [*ResponseError] and, if the request can have gone out (see [Sent]), the
//     outcome of the call is unknown: it may have taken effect. Send the same request again or inquire; a new id could pay
//     twice. Antom signs its answers; those that it cannot sign (an unknown
//     client id, a wrong signature) are believed only if they report a failure
//     or an unknown result, and [Response.Trust] says so.
//   - Did the call succeed? [Result] says so. Client.Call returns every result
//     without an error; the typed methods turn F and U into a [*ResultError]
//     and return the answer beside it. PAYMENT_IN_PROCESS, REFUND_IN_PROCESS
//     and CAPTURE_IN_PROCESS are no errors: accepted, and not final.
//   - Was it paid? Only an inquiry's PaymentStatus or a verified notification
//     can tell. That a buyer comes back to the merchant's page proves nothing.
//     [Client.WaitPayment] inquires until the state is final.
//
// # Signatures
//
// A [Message] holds the parts of what is signed; [Message.Content] is the text
// itself. [Sign] and [Verify] work on it for requests, answers and
// notifications alike. What is signed is what is sent, what is verified is
// what came: always pass the body's original bytes, never JSON that was
// decoded and encoded again, and the path with its query. [ParseSignature]
// reads signature headers in all the spellings in which they are met.
//
// A private key can live anywhere: signing takes a [crypto.Signer], and ends
// with the context of the call, see [ContextSigner]. Antom's
// API keys are an [Authenticator] too, see [APIKey].
//
// # Notifications
//
// A [NotificationHandler] is the endpoint for Antom's notifications: it
// verifies them, calls a function, and acknowledges what the function has
// processed. A [Verifier] does the first part alone, for a request or for bytes.
// [Notification.Meaning] says what was reported; a status of S alone does not.
//
// # Sandbox and live
//
// The client id decides: one that begins with "SANDBOX_" calls the paths of
// the sandbox, any other moves real money. [Path] and [Live] are the rule.
//
// # Tests
//
// Package antomtest has a gateway for the tests of code that uses this package.
//
// # Errors
//
// Every error type has a [Reason], a stable word that a program can branch on:
//
//   - [*ConfigError], [*SignError] and [*RequestError]: nothing was sent.
//   - [*ResponseError]: there is no usable answer.
//   - [*ResultError]: Antom answered F or U.
//   - [*WaitError]: a wait ended before the state was final.
//   - [*SignatureError] and [*VerifyError]: a signature cannot be read, or does
//     not verify.
//   - [*NotificationError]: a notification was refused or not acknowledged.
//
// No error has a key, a token or a signature in its text. Text that came from
// the network is cut short and freed of control characters.
package antom
