package flow

import "github.com/antom-cli/antom/internal/apperr"

// Commands writes the commands in hints.
type Commands struct {
	// Flags lead to the gateway and the configuration of this command, such
	// as " --local". They begin with a blank, or are empty.
	Flags string
	// ProfileFlags are those of Flags that lead to the profile alone, for commands
	// that change it.
	ProfileFlags string
	Local        bool // the command talks to the simulator
}

// Line is a whole command made of its words, such as "inquire P1".
func (c Commands) Line(words string) string { return "antom " + words + c.Flags }

// payAgain is the command that pays the order of a payment again, after a colon;
// "" without an id. Only the simulator can do without the file of the order.
func (c Commands) payAgain(id string) string {
	switch {
	case id == "":
		return ""
	case c.Local:
		return ": " + c.Line("pay --retry-of "+apperr.ShellQuote(id))
	default:
		return ": " + c.Line("pay FILE --retry-of "+apperr.ShellQuote(id))
	}
}
