package mcpserver

import (
	"slices"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// tools lists the tools of the server, in the order in which an integration needs them.
func (s *server) tools() []tool {
	return slices.Concat(lookupTools(), s.requestTools(), s.paymentTools(), simulatorTools(), s.notificationTools(), s.recordTools())
}

// Names of accounts, as the argument account has them.
const (
	accountSimulator = "simulator"
	accountProfile   = "profile"
)

// account is the parameter that chooses the gateway. There is none without a profile.
func (s *server) account() []param {
	if s.o.Profile == nil {
		return nil
	}
	about := "whose payments: those of the simulator (default), or those of profile " + s.o.Profile.Name
	if !s.o.AllowPayments {
		about += ", where only reading is allowed"
	}
	return []param{{name: "account", kind: text, about: about, enum: []string{accountSimulator, accountProfile}}}
}

// operationNames are the operations of the specification.
func operationNames() []string {
	var names []string
	for _, o := range spec.Operations() {
		names = append(names, o.Name)
	}
	return names
}

// limit is the parameter of a list.
func limit(what string) param {
	return param{name: "limit", kind: integer, about: "how many " + what + " at most (default 20)", least: 1, most: mostListed}
}

const (
	usualListed = 20
	mostListed  = 200
)

// limited is how many items a list has.
func limited(n int) int {
	if n == 0 {
		return usualListed
	}
	return n
}
