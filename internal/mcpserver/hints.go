package mcpserver

import "strings"

// command is a command of the command line that has a tool of its own.
type command struct {
	name, tool string
	operand    string // the argument that its operand is; "" if it has none
}

func commands() []command {
	return []command{
		{"explain", "explain_operation", "target"}, {"codes", "explain_code", "code"},
		{"inquire", "inquire_payment", "payment_request_id"}, {"inquire-refund", "inquire_payment", "refund_request_id"},
		{"refund", "refund_payment", "payment_request_id"}, {"history", "read_journal", ""},
	}
}

// inTools puts the tool in the place of a command at the end of a hint: not every agent
// has a command line. What no tool does, and what is not plain, stays as it is.
func inTools(hint string) string {
	const program = "antom "
	i := strings.Index(hint, program)
	if i < 0 || i > 0 && hint[i-1] != ' ' || strings.ContainsAny(hint[i:], "'\"\\;,()") {
		return hint
	}
	words := strings.Fields(hint[i+len(program):])
	for _, c := range commands() {
		if len(words) > 0 && words[0] == c.name {
			if given, ok := c.arguments(words[1:]); ok {
				return hint[:i] + c.tool + given
			}
		}
	}
	return hint
}

// arguments are the operand and the flags of a command as arguments of its tool.
func (c command) arguments(words []string) (given string, ok bool) {
	var out []string
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--local":
		case word == "--wait":
			out = append(out, "wait_seconds 50")
		case !strings.HasPrefix(word, "-"):
			if c.operand == "" {
				return "", false
			}
			out = append(out, c.operand+" "+word)
		default:
			name := argumentOf(word)
			if name == "" || len(words) == 0 {
				return "", false
			}
			if name != argumentAccount {
				name += " " + words[0]
			}
			out = append(out, name)
			words = words[1:]
		}
	}
	if len(out) == 0 {
		return "", true
	}
	return " with " + strings.Join(out, ", "), true
}

// argumentAccount is the argument that a profile is chosen with.
const argumentAccount = "account " + accountProfile

// argumentOf is the argument that a flag with a value is, "" for none.
func argumentOf(flag string) string {
	switch flag {
	case "--payment-id":
		return "payment_id"
	case "--id", "--operation", "--limit":
		return strings.TrimPrefix(flag, "--")
	case "--profile":
		return argumentAccount
	}
	return ""
}
