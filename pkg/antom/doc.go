// Package antom calls Antom's payment API, and verifies what Antom sends.
//
// # Start here
//
//   - [Client] calls the API: [Client.Pay], [Client.CreatePaymentSession],
//     [Client.InquiryPayment], [Client.Refund] and so on; [Client.WaitPayment]
//     inquires until a payment is final.
//   - [NotificationHandler] is the HTTP handler for Antom's notifications, and
//     [Verifier] the part of it that verifies. Both give a [Notification].
//   - [Message], [Sign] and [Verify] are Antom's signature by itself, for requests,
//     answers and notifications alike.
//   - [Result], [ResultError], [ResponseError] and [Response] say how a call ended.
//
// Nearly all other structs are messages: a request and a response for each call
// ([PayRequest], [PayResponse]), a type for each kind of notification
// ([PaymentNotification]), and the objects inside them ([Order], [PaymentMethod]).
// Their fields are in the order of Antom's reference; each has a comment with its
// meaning, its limits and the source of both. Fields that a type does not describe
// are kept in Extra, in both directions.
//
// Related packages: [github.com/antom-cli/antom/pkg/keys] reads RSA keys in any
// form, [github.com/antom-cli/antom/pkg/antom/diagnose] finds out why a signature
// does not verify, [github.com/antom-cli/antom/pkg/antom/antomtest] has a gateway
// for tests, and [github.com/antom-cli/antom/pkg/antom/spec] is the API as data.
//
// # Calls
//
// A [Client] signs a request, sends it and verifies the answer. If there is no
// answer it sends the same request again, as often as Retries says:
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
// There is a method for each call in the life of a checkout payment. [Client.Call]
// sends any bytes to any path of the gateway. [Client.Prepare] makes the same
// request without sending it.
//
// Amounts are whole numbers of the smallest unit of their currency; [NewAmount] and
// [Amount.Major] convert. Statuses, products, terminals and result codes have typed
// constants, such as [PaymentStatusSuccess] and [CodeOrderNotExist].
//
// # What an answer means
//
// Keep three questions apart, because mixing them up costs money:
//
//   - Is there an answer that can be believed? If not, the error is a
//     [*ResponseError]. If the request may have gone out (see [Sent]), the outcome
//     of the call is unknown: it may have taken effect. Send the same request again
//     or inquire; a request with a new id could pay twice. Antom signs its answers.
//     Those that it cannot sign (an unknown client id, a wrong signature) are
//     believed only if they report a failure or an unknown result and do not lead a
//     buyer to pay; [Response.Trust] tells them apart.
//   - Did the call succeed? [Result] says so. Client.Call returns every result
//     without an error. The typed methods turn the results F and U into a
//     [*ResultError] and return the answer beside it. PAYMENT_IN_PROCESS,
//     REFUND_IN_PROCESS and CAPTURE_IN_PROCESS are not errors: the request is
//     accepted, and the outcome is not final.
//   - Was the payment made? Only the PaymentStatus of an inquiry or a verified
//     notification can tell. A buyer who comes back to the merchant's page proves
//     nothing. [Client.WaitPayment] inquires until the state is final.
//
// # Signatures
//
// A [Message] holds the parts of what is signed; [Message.Content] is the signed
// text. What is signed is what is sent, and what is verified is what was received.
// So always pass the original bytes of the body, never JSON that was decoded and
// encoded again, and the path with its query. [ParseSignature] reads the signature
// header in every spelling that is in use.
//
// A private key can live anywhere: signing takes a [crypto.Signer] with an RSA key
// and ends with the context of the call, see [ContextSigner]. Antom's API keys are
// an [Authenticator] too, see [APIKey]. For keys of Antom's that change while a
// program runs, see [KeyFunc].
//
// # Notifications
//
// A [NotificationHandler] is the endpoint for Antom's notifications. It verifies a
// notification, calls a function, and acknowledges what the function has processed.
// A [Verifier] does the first part, for a request or for bytes;
// [NotificationError.HTTPStatus] is the status to answer with when it refuses.
// [Notification.Meaning] says what was reported. Do not rely on the result status
// S for that: a payment that is pending has it too.
//
// # Sandbox and live
//
// The client id decides. A client id that begins with "SANDBOX_" calls the paths of
// the sandbox; any other moves real money. [Path] and [Live] are the rule.
//
// # Errors
//
// The errors of a call, a signature and a notification have a [Reason], a stable
// word that a program can branch on. A [*ResultError] has Antom's code instead.
//
//   - [*ConfigError], [*SignError] and [*RequestError]: nothing was sent. The same
//     holds for an error of an Authenticator from outside this package.
//   - [*ResponseError]: there is no usable answer.
//   - [*ResultError]: the answer is F or U. errors.Is compares it with a
//     [ResultCode], and its Response says whether the answer was signed.
//   - [*WaitError]: a wait ended before the state was final.
//   - [*SignatureError] and [*VerifyError]: a signature cannot be read, or does not
//     verify.
//   - [*NotificationError]: a notification was refused or not acknowledged.
//
// No error of this package has a key, a token or a signature in its text. The texts
// of errors that it wraps, such as those of a signer, an HTTP client or the
// application, are their own. Text from the network is cut short and has its control
// characters removed.
//
// Types that hold a secret ([APIKey], [AgentToken], [RSA], [Client], [Prepared])
// do not show it when they are printed, logged or written as JSON.
package antom
