package spec

import "time"

// Operation is one call that Antom's gateway offers.
type Operation struct {
	Name             string // such as "pay"
	Group            string // such as "payments"
	Method           string // HTTP method, always POST so far
	Path             string // path on the gateway, such as "/ams/api/v1/payments/pay"
	SandboxPath      string // the path for client ids that begin with SANDBOX_
	Core             bool   // its fields are described
	Reads            bool   // only asks for something; false when it changes something or that is not known
	Transport        string // "" for a signed POST of JSON, else "multipart" or "unsigned"
	IdempotencyField string // field that makes a repeat safe, "" when there is none
	Accepted         string // resultCode of a U that means: accepted and still running, "" when there is none
	Retry            string // how a call without an answer may be repeated
	// AnswerIDs are the ids in the answer of what the call is about. An answer of
	// success has at least one of them.
	AnswerIDs []string
	// AnswerIDsWith limits that to answers that have this field, "" for all.
	AnswerIDsWith string

	Command string  // of the antom command line that makes the call, "" when there is none
	About   Subject // what the call is about, "" when that is not known
	Creates bool    // makes something that a buyer can pay: a payment or a session
	Moves   bool    // gives money of a payment back, collects it, or closes the payment
	Alters  bool    // makes or changes something other than a payment, such as a subscription
	// RequestIDField is the field with the merchant's own id of what the call is
	// about: of the request, and of an answer that repeats it.
	RequestIDField string
	AntomIDField   string // the field with Antom's id of the same
	IDPrefix       string // begins an id that is made for RequestIDField; "" when none is made
	// AmountField is the object with the amount that the call is about: of the
	// request, or of the answer to an inquiry, which asks by an id alone.
	AmountField   string
	StatusField   string // of an inquiry: the field of the answer with the state of what was asked for
	SuccessStatus string // the state that a success means for what the call is about; "" when the answer does not tell
	Inquiry       string // the operation that asks what became of it; "" when there is none
	Transaction   string // its transactionType in the answer to that inquiry; "" when it has a state of its own there
	// DefaultClose is when what the call made closes by itself, whatever the
	// method; 0 when that depends on the method.
	DefaultClose time.Duration
	// AdvisedTimeout is how long Antom advises to wait for the answer, because some
	// payment methods take their time; 0 when it advises nothing.
	AdvisedTimeout time.Duration
	Simulated      bool // the simulator has it

	Summary    string // what the call does
	Note       string
	Source     string
	Confidence string
}

// Changes reports whether anything is known to be different after the call.
func (o Operation) Changes() bool { return o.Creates || o.Moves || o.Alters }

// Described reports whether the fields of the call are described.
func (o Operation) Described() bool { return o.Core || isPlain(o.Name) || Request(o.Name) != nil }

// Asks reports whether the call is an inquiry: the answer has a state of its own.
func (o Operation) Asks() bool { return o.StatusField != "" }

// Subject is what an operation is about, in words for people.
type Subject string

// The subjects.
const (
	SubjectPayment Subject = "payment"
	SubjectSession Subject = "session"
	SubjectRefund  Subject = "refund"
	SubjectCapture Subject = "capture"
	SubjectDispute Subject = "dispute"
	SubjectMethods Subject = "payment methods"

	SubjectSubscription  Subject = "subscription"
	SubjectDeclaration   Subject = "customs declaration"
	SubjectExchangeRates Subject = "exchange rates"
	SubjectAuthorization Subject = "authorization"
	SubjectVaulting      Subject = "vaulting"
)

// Required says whether a field must be there.
type Required string

// The values of Required.
const (
	Yes         Required = "yes"
	No          Required = "no"
	Conditional Required = "conditional" // Field.When says when
)

// Type is an object with its fields in Antom's order.
type Type struct {
	Name   string
	Note   string
	Open   bool // members that are not described are fine
	Fields []Field
}

// Field is one member of an object.
type Field struct {
	Name         string
	Type         string // "string", "integer", "number", "boolean", "object", or the name of an object type
	Object       *Type  // the object's fields; nil for leaves and for objects without a fixed form
	Array        bool   // the value is a list of Type
	Required     Required
	When         string   // the condition of a conditional field
	ExceptIn     string   // not required below a field of this name
	ExceptWith   string   // not required when this sibling is there
	ListedInSDK  bool     // the official client libraries call it mandatory, the reference does not
	LeadsToPay   bool     // of a response: a buyer, or the SDK of a page, is sent by it to pay
	MaxLength    int      // in characters; 0 when there is no limit
	AdviseLength int      // in characters, where documents disagree; longer only warns
	MaxItems     int      // of a list; 0 when there is no limit
	Enum         []string // known values
	Format       string   // "iso8601-datetime", "iso4217", "url" …; "" when free
	Range        string   // as documented, such as "1 - unlimited"
	Default      string
	Note         string
	Source       string
	Confidence   string // "high", "medium" or "low"
}

// Code is a result code as it means something for one operation.
type Code struct {
	Code       string
	Operation  string // "" for the gateway's own codes
	Status     string // resultStatus: S, F or U
	Message    string // what it means
	Next       string // what to do next
	Retryable  string // "none", "same-request-id", "new-request-id", "after-fix" or "contact-support"
	Source     string
	Confidence string
}

// Method is a payment method that a buyer can choose.
type Method struct {
	Code       string
	Name       string
	Kind       string   // such as "wallet", "bank transfer"
	Flow       string   // how the buyer gets to it
	Regions    []string // ISO 3166-1 codes, "EU" or "global"
	Currencies []string // that a payment can be in; empty when they are not known
	// CurrencyConfidence is how sure Currencies are: "high", "medium" or "low".
	// Where no document lists them they are those of the method's country.
	CurrencyConfidence string
	ConvertsCurrency   bool          // payments in other currencies are fine too
	OrderCode          bool          // a QR code can be shown on the merchant's own page
	DefaultClose       time.Duration // when an unpaid payment closes by itself; 0 when not known
	Refundable         Fact
	PartialRefund      Fact
	Dispute            Fact
	RefundWindowDays   int    // 0 when not known
	Min                string // begins with the amount in major units and its currency: "5 BRL"
	Max                string // likewise: "300000 CNY per payment"
	Cancel             string // where it differs from the general rule
	ExpressCheckout    bool   // has a button of its own for express checkout
	AgreementOnly      bool   // for agreement payments, not for checkout
	Note               string
	Source             string
	Confidence         string
}

// Fact is a yes or no that may not be known.
type Fact string

// The values of Fact.
const (
	Unknown Fact = ""
	True    Fact = "yes"
	False   Fact = "no"
)

// Severity tells a mistake from advice.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // Antom states a "must" that is broken
	Warning Severity = "warning" // advice, or a rule that the documents disagree on
)

// Finding is one thing that validation found.
type Finding struct {
	Path     string // where, such as "order.goods[0].goodsName"; "" is the whole document
	Rule     string // stable id of the rule
	Severity Severity
	Message  string // what is wrong and what to do
	Nearest  string // the nearest valid name or value, an amount in the smallest unit; "" when there is none
	Source   string // where the rule comes from
}

// Options are the surroundings of a validation.
type Options struct {
	Now time.Time // the present, for times that must not be in the past; zero skips those checks
}
