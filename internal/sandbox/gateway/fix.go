package gateway

import (
	"slices"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// builtIn is the merchant that every simulator has.
	builtIn = "SANDBOX_LOCAL"
	// signExample shows a request that is signed correctly.
	signExample = "to see a correct signature, step by step: antom sign --help"
	// sameBytes is what nearly every program with a wrong body has to do.
	sameBytes = "serialize the body once, and sign and send the same bytes"
)

// addKey is the command that makes a merchant's key known.
func addKey(clientID string) string {
	return "antom sandbox merchant add " + apperr.ShellQuote(clientID) + " --public-key FILE"
}

// unknownClient is for a client id that the simulator does not know.
func unknownClient(clientID string) string {
	return "call as " + builtIn + ", or make the merchant known: " + addKey(clientID)
}

// ownKey is for a signature by a key that is not the merchant's.
func ownKey(clientID string) string {
	if clientID == builtIn {
		return "sign with the private key of " + builtIn + ", whose file is named by: antom profile show local"
	}
	return "sign with the private key of " + apperr.ShellQuote(clientID) + ", or make another key known: " + addKey(clientID)
}

// noOperation is for a path that is that of no operation of the simulator.
func noOperation(path string) string {
	if _, known := spec.FindOperation(path); known {
		return "the simulator cannot try this operation; test it in Antom's sandbox"
	}
	return "to see the paths of the operations: antom explain"
}

// fixChanges is for a text that was changed after signing.
func fixChanges(changes []diagnose.Change) string {
	has := func(causes ...diagnose.Cause) bool {
		return slices.ContainsFunc(changes, func(c diagnose.Change) bool { return slices.Contains(causes, c.Cause) })
	}
	switch {
	case has(diagnose.CausePath):
		return "sign the path and the query of the URL that is called, exactly as they are sent"
	case has(diagnose.CauseMethod, diagnose.CauseClientID, diagnose.CauseRequestTime, diagnose.CauseSeparator):
		return "sign METHOD, a space, the path, a line feed, client-id, a dot, request-time, a dot and the body: antom sign --help"
	}
	return sameBytes
}

// replaces reports whether a fault takes the place of the gateway's response.
func replaces(k fault.Kind) bool { return k == fault.Timeout || k == fault.Reset || k.HTTPStatus() > 0 }
