// Package antom calls Antom's payment interface and checks what comes from it.
//
// # Calling
//
// A [Client] signs a request, sends it, verifies the answer, and sends the same
// request again when there was none, as often as Retries says:
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
// sends the bytes that it is given to any path of the gateway; [Client.Prepare]
// makes the same request without sending it.
//
// Amounts count the smallest unit of their currency: [NewAmount] and [Amount.Major]
// convert. Statuses, products, terminals and result codes have typed constants,
// such as [PaymentStatusSuccess] and [CodeOrderNotExist].
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
//     or an unknown result and lead no buyer on, and [Response.Trust] says so.
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
// reads signature headers in the spellings that it lists.
//
// A private key can live anywhere: signing takes a [crypto.Signer] with an RSA
// key, and ends with the context of the call, see [ContextSigner]. Antom's API
// keys are an [Authenticator] too, see [APIKey]. Antom's own keys may change
// while a program runs, see [KeyFunc].
//
// # Notifications
//
// A [NotificationHandler] is the endpoint for Antom's notifications: it
// verifies them, calls a function, and acknowledges what the function has
// processed. A [Verifier] does the first part alone, for a request or for bytes;
// [NotificationError.HTTPStatus] is what to answer when it refuses.
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
// The errors of a call, a signature and a notification have a [Reason], a stable
// word that a program can branch on. A [*ResultError] has Antom's code instead.
//
//   - [*ConfigError], [*SignError] and [*RequestError]: nothing was sent. So it is
//     with an error of an Authenticator that is not of this package.
//   - [*ResponseError]: there is no usable answer.
//   - [*ResultError]: the answer is F or U; errors.Is compares it with a
//     [ResultCode], and its Response says whether the answer was signed.
//   - [*WaitError]: a wait ended before the state was final.
//   - [*SignatureError] and [*VerifyError]: a signature cannot be read, or does
//     not verify.
//   - [*NotificationError]: a notification was refused or not acknowledged.
//
// No error of this package has a key, a token or a signature in its text; what an
// error of a signer, of an HTTP client or of the application that it wraps says
// is theirs. Text that came from the network is cut short and freed of control
// characters.
//
// Types that hold a secret ([APIKey], [AgentToken], [RSA], [Client], [Prepared])
// do not show it when they are printed, logged or written as JSON.
package antom
