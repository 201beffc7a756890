package doctor

// Severity says how bad a finding is.
type Severity string

// The severities, from the best to the worst. Skipped is what was not checked.
const (
	OK      Severity = "ok"
	Skipped Severity = "skipped"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Kind says what an error is about. It decides the exit code.
type Kind string

// The kinds, in the order in which one rules out the next: without a key
// nothing can be signed, and without an answer nothing can be refused.
const (
	KindConfig    Kind = "config"    // a setting, a file or a key
	KindSignature Kind = "signature" // a signature that one of the two sides does not accept
	KindNoAnswer  Kind = "no-answer" // the gateway cannot be reached, or its answer cannot be used
	KindRefused   Kind = "refused"   // Antom answered, and refused for another reason
)

// Finding is the result of one check.
type Finding struct {
	Group    string   `json:"group"`           // one of Groups
	Check    string   `json:"check"`           // stable name, such as "private-key"
	Severity Severity `json:"severity"`        //
	Kind     Kind     `json:"kind,omitempty"`  // of an Error
	Code     string   `json:"code,omitempty"`  // a reason of the library's or a result code of Antom's
	What     string   `json:"what"`            // one sentence, without its full stop
	Where    string   `json:"where,omitempty"` // the file, variable or address that it is about
	Fix      string   `json:"fix,omitempty"`   // what to do: an exact command or an exact place
}

// The groups of findings.
const (
	GroupConfig  = "Configuration"
	GroupKeys    = "Keys"
	GroupNetwork = "Network"
	GroupGateway = "Gateway"
	GroupMachine = "This machine"
)

// Groups are the groups in the order in which they are shown.
func Groups() []string {
	return []string{GroupConfig, GroupKeys, GroupNetwork, GroupGateway, GroupMachine, GroupGoLive}
}

func ok(group, check, what, where string) Finding {
	return Finding{Group: group, Check: check, Severity: OK, What: what, Where: where}
}

func skipped(group, check, what string) Finding {
	return Finding{Group: group, Check: check, Severity: Skipped, What: what}
}

func warning(group, check, what, where, fix string) Finding {
	return Finding{Group: group, Check: check, Severity: Warning, What: what, Where: where, Fix: fix}
}

func failure(group, check string, kind Kind, code, what, where, fix string) Finding {
	return Finding{Group: group, Check: check, Severity: Error, Kind: kind, Code: code, What: what, Where: where, Fix: fix}
}

// Worst is the most severe of some findings; OK when there are none or only
// skipped ones.
func Worst(findings []Finding) Severity {
	worst := OK
	for _, f := range findings {
		if f.Severity == Error || f.Severity == Warning && worst == OK {
			worst = f.Severity
		}
	}
	return worst
}

// Cause is the error to mend first: that of the first kind, and of these the
// first one. It is nil when there is no error.
func Cause(findings []Finding) *Finding {
	for _, kind := range []Kind{KindConfig, KindSignature, KindNoAnswer, KindRefused} {
		for i, f := range findings {
			if f.Severity == Error && f.Kind == kind {
				return &findings[i]
			}
		}
	}
	return nil
}

// Count is the number of findings of a severity.
func Count(findings []Finding, s Severity) int {
	n := 0
	for _, f := range findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}
