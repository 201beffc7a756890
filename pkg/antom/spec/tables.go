package spec

// message is the description of one operation or notification.
type message struct {
	name         string
	plain        bool // without tables; only facts of high confidence refuse anything
	request      *Type
	response     *Type
	notification *Type
}

// requirement is a rule that asks for fields because of other ones.
type requirement struct {
	id           string
	in           []string // operations
	response     bool     // the rule is about the response
	require      []string // each must be there
	requireOneOf []string // at least one must be there
	when         []condition
	severity     Severity
	message      string
	source       string
}

// condition looks at the value at one path.
type condition struct {
	path    string
	in      []string
	notIn   []string
	present bool
	absent  bool
}

// methodRule says how Antom answers a payment that breaks a limit of its method.
type methodRule struct {
	id            string
	code          string // of the answer to pay
	disableReason string // of the answer to consult
}

// terminalRule names a terminal that only methods of one kind work on.
type terminalRule struct{ terminal, kind string }

// fieldRule names a field that is for methods of some kinds.
type fieldRule struct {
	id      string
	field   string
	kinds   []string
	message string
	source  string
}

// redirectResultWords are what a redirect URL with a result in it is known by.
type redirectResultWords struct {
	names  []string // parameters, whatever their value
	flags  []string // parameters with one of values, or without a value
	values []string
	pages  []string // last parts of a path
	source string
}
