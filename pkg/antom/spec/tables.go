package spec

// message is the description of one operation or notification.
type message struct {
	name         string
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
