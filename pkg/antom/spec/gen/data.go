package main

// The authored data as it stands in the YAML files.

type operation struct {
	Name             string
	Group            string
	Path             string
	SandboxPath      string `yaml:"sandboxPath"`
	Core             bool
	Reads            bool
	Transport        string
	Summary          string
	IdempotencyField string `yaml:"idempotencyField"`
	Accepted         string
	Retry            string
	AnswerIDs        []string `yaml:"answerIds"`
	AnswerIDsWith    string   `yaml:"answerIdsWith"`
	Command          string
	About            string
	Creates          bool
	Moves            bool
	Alters           bool
	RequestID        string `yaml:"requestId"`
	AntomID          string `yaml:"antomId"`
	IDPrefix         string `yaml:"idPrefix"`
	Amount           string
	Status           string
	SuccessStatus    string `yaml:"successStatus"`
	Inquiry          string
	Transaction      string
	DefaultClose     string `yaml:"defaultClose"`
	AdvisedTimeout   int    `yaml:"advisedTimeout"` // seconds
	Simulated        bool
	Note             string
	Source           string
	Confidence       string
}

type field struct {
	// Fields are those of an object of which nothing else is made. Only plain messages
	// have such objects.
	Fields       []field
	Name         string
	Type         string
	Array        bool
	Required     string
	When         string
	ExceptIn     string `yaml:"exceptIn"`
	ExceptWith   string `yaml:"exceptWith"`
	ListedInSDK  bool   `yaml:"listedInSDK"`
	LeadsToPay   bool   `yaml:"leadsToPay"`
	MaxLength    int    `yaml:"maxLength"`
	AdviseLength int    `yaml:"adviseLength"`
	MaxItems     int    `yaml:"maxItems"`
	Enum         []string
	Format       string
	Range        string
	Default      string
	Note         string
	Source       string
	Confidence   string
}

type objectType struct {
	Name   string
	Note   string
	Open   bool
	Fields []field
}

type message struct {
	Name string
	// Plain messages are kept as text, see plain.go: they have no Go types.
	Plain        bool
	Source       string
	Request      []field
	Response     []field
	Notification []field
}

type code struct {
	Code       string
	Status     string
	Message    string
	Next       string
	Retryable  string
	Source     string
	Confidence string
}

type codeTable struct {
	Gateway    []code
	Operations []struct {
		Operation string
		SameAs    string `yaml:"sameAs"`
		Codes     []code
	}
}

type method struct {
	Code       string
	Name       string
	Kind       string
	Flow       string
	Regions    []string
	Currencies []string
	// CurrencyConfidence is that of Currencies; Confidence when it is empty.
	CurrencyConfidence string `yaml:"currencyConfidence"`
	ConvertsCurrency   bool   `yaml:"convertsCurrency"`
	OrderCode          bool   `yaml:"orderCode"`
	Refundable         string
	PartialRefund      string `yaml:"partialRefund"`
	Dispute            string
	Min                string
	Max                string
	RefundWindowDays   int    `yaml:"refundWindowDays"`
	DefaultClose       string `yaml:"defaultClose"`
	Cancel             string
	ExpressCheckout    bool `yaml:"expressCheckout"`
	AgreementOnly      bool `yaml:"agreementOnly"`
	Note               string
	Source             string
	Confidence         string
}

type currency struct {
	Code       string
	Numeric    string
	Name       string
	Decimals   int
	MultipleOf int      `yaml:"multipleOf"`
	OnlyFor    []string `yaml:"onlyFor"`
	Note       string
}

type currencyTable struct {
	Listed   []currency
	Unlisted []currency
}

type condition struct {
	Path  string
	In    []string
	NotIn []string `yaml:"notIn"`
	Is    string
}

type requirement struct {
	ID           string
	In           []string
	Of           string
	Require      []string
	RequireOneOf []string `yaml:"requireOneOf"`
	When         []condition
	Severity     string
	Message      string
	Source       string
}

// ruleTable is the file of rules.
type ruleTable struct {
	Requirements   []requirement
	MethodRules    []methodRule   `yaml:"methodRules"`
	TerminalRules  []terminalRule `yaml:"terminalRules"`
	FieldRules     []fieldRule    `yaml:"fieldRules"`
	RedirectResult redirectResult `yaml:"redirectResult"`
}

type methodRule struct {
	ID            string
	Code          string
	DisableReason string `yaml:"disableReason"`
}

type terminalRule struct {
	Terminal string
	Kind     string
}

type fieldRule struct {
	ID      string
	Field   string
	Kinds   []string
	Message string
	Source  string
}

type redirectResult struct {
	Names  []string
	Flags  []string
	Values []string
	Pages  []string
	Source string
}

type regionTable struct {
	Codes    string
	Mistaken map[string]string
}
