package checkout

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// asks tells the developer what the buyer would do next if the page were real.
func asks(code string) string {
	m, known := spec.FindMethod(code)
	if !known {
		return "A real checkout would now open the page of this method."
	}
	return "A real checkout would " + wouldAsk(m) + "."
}

// wouldAsk goes by the kind of a method, as methods of one kind work alike.
func wouldAsk(m spec.Method) string {
	kind, _, _ := strings.Cut(m.Kind, " (")
	switch kind {
	case "card":
		return "ask for the number of the card, its expiry date and security code, and perhaps let the buyer's bank confirm it is them (3-D Secure)"
	case "wallet":
		if m.OrderCode {
			return "open the " + m.Name + " app, or show a code to scan with it, and ask to confirm the payment there"
		}
		return "open " + m.Name + " and ask to sign in and confirm the payment there"
	case "mobile banking":
		return "open the bank's app and ask to confirm the payment there"
	case "online banking":
		return "lead to the buyer's bank and ask to sign in and confirm the payment there"
	case "bank transfer":
		return "show an account number to transfer the amount to, and wait for the money"
	case "real-time payment":
		if m.OrderCode {
			return "show a code to scan with the app of the buyer's bank, and wait for the money"
		}
		return "ask for what the app of the buyer's bank shows, and wait for a confirmation there"
	case "OTC/cash":
		return "show a number to pay with in a shop, and wait until that is done"
	case "BNPL":
		return "lead to " + m.Name + ", which asks to sign in and to agree to the instalments"
	case "direct debit":
		return "ask for the buyer's bank account and for the agreement to debit it"
	case "carrier billing":
		return "ask to confirm with the buyer's mobile carrier, which puts the amount on the bill"
	}
	return "lead to " + m.Name + " and ask to confirm the payment there"
}
