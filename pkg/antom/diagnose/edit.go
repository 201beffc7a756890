package diagnose

// An edit is one thing that happens to a request on its way, seen from the
// receiving end: it says how the signed text differs from the given one.
type edit struct {
	cause Cause
	// common edits are the ones that are also tried in threes.
	common bool
	// alone is an edit that is not tried together with others: it is rare, and
	// every edit that combines makes the search longer.
	alone bool
	// says what happened, as a sentence with a full stop.
	says string
	// culprit says what usually does just this, as a sentence. If it is empty,
	// the usual culprits of the cause are named.
	culprit string
	// rewrites says that JSON was written anew, so that its writer is of interest.
	rewrites bool
	// expected and given are the signed and the verified text of a part of the
	// head, or of the value of a member of the body. Both are empty for other edits
	// of the body.
	expected, given string
	// member says where the value of the body is.
	member string
}
