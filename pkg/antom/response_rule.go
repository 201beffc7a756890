package antom

// The rule by which an answer is accepted. The gateway signs its answers, but
// there are refusals that it cannot sign: an unknown client id, say, or a
// request whose own signature is wrong. They must reach the caller, and must
// not become a way to fake a payment. So an answer that is not signed is
// believed only where a liar gains nothing by it.

// evidence is which of the two headers that belong to a signature are there.
type evidence uint8

const (
	signed     evidence = iota // signature and response-time
	unsigned                   // neither
	halfSigned                 // one without the other
)

// claim is what the body says.
type claim uint8

const (
	saysSuccess claim = iota // S
	saysFailed               // F
	saysUnknown              // U
	saysPayHere              // U, and accepted or somewhere for the buyer to go and pay
	saysOther                // any other status
)

// verdict is what becomes of an answer.
type verdict struct {
	trust  Trust  // how it is labelled
	reason Reason // why it is refused; empty if it is accepted
}

// responseRule is the table of all cases. A signed answer gets its label here
// and keeps it if its signature verifies; if not, it is refused altogether.
func responseRule(e evidence, c claim) verdict {
	table := [...][saysOther + 1]verdict{
		signed: {
			saysSuccess: {TrustVerified, ""},
			saysFailed:  {TrustVerified, ""},
			saysUnknown: {TrustVerified, ""},
			saysPayHere: {TrustVerified, ""},
			saysOther:   {TrustVerified, ""},
		},
		unsigned: {
			saysSuccess: {TrustUnsigned, ReasonUnsignedSuccess},
			saysFailed:  {TrustUnsigned, ""},
			saysUnknown: {TrustUnsigned, ""},
			saysPayHere: {TrustUnsigned, ReasonUnsignedSuccess},
			saysOther:   {TrustUnsigned, ReasonUnsignedSuccess},
		},
		halfSigned: {
			saysSuccess: {TrustHalfSigned, ReasonHalfSignedSuccess},
			saysFailed:  {TrustHalfSigned, ""},
			saysUnknown: {TrustHalfSigned, ""},
			saysPayHere: {TrustHalfSigned, ReasonHalfSignedSuccess},
			saysOther:   {TrustHalfSigned, ReasonHalfSignedSuccess},
		},
	}
	return table[e][c]
}

// evidenceOf looks at the two headers.
func evidenceOf(signature, time string) evidence {
	switch {
	case signature != "" && time != "":
		return signed
	case signature == "" && time == "":
		return unsigned
	default:
		return halfSigned
	}
}

// claimOf looks at the result and at whether the body leads a buyer on.
func claimOf(r Result, payHere func() bool) claim {
	switch {
	case r.ResultStatus == StatusSuccess:
		return saysSuccess
	case r.ResultStatus == StatusFailed:
		return saysFailed
	case r.Accepted(), r.ResultStatus == StatusUnknown && payHere():
		return saysPayHere
	case r.ResultStatus == StatusUnknown:
		return saysUnknown
	default:
		return saysOther
	}
}
