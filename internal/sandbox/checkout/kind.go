package checkout

import (
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/language"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// kind is what a buyer knows a sort of methods by.
type kind struct {
	prefix string // of the kind in the tables of methods
	icon   string // the id of its icon in the template
	title  string // the keys of its texts
	hint   string
}

// kinds lists the kinds in the order of the hosted page. The first one whose prefix
// fits is that of a method; the last fits all.
func kinds() []kind {
	return []kind{
		{"card", "card", "kind.card", "cardHint"},
		{"wallet (card based)", "card", "kind.card", "confirmWith"},
		{"wallet", "wallet", "kind.wallet", "confirmWith"},
		{"mobile banking", "app", "kind.bankApp", "confirmWith"},
		{"online banking", "bank", "kind.onlineBanking", "confirmWith"},
		{"bank transfer", "transfer", "kind.transfer", "transferHint"},
		{"real-time payment", "instant", "kind.realTime", "confirmWith"},
		{"OTC", "cash", "kind.cash", "cashHint"},
		{"BNPL", "later", "kind.payLater", "confirmWith"},
		{"direct debit", "debit", "kind.directDebit", "confirmWith"},
		{"carrier billing", "phone", "kind.carrier", "confirmWith"},
		{"", "other", "kind.other", "confirmWith"},
	}
}

// kindOf is the kind of a method, also of one that is not known.
func kindOf(code string) kind {
	m, known := spec.FindMethod(code)
	all := kinds()
	for _, k := range all {
		if known && strings.HasPrefix(m.Kind, k.prefix) {
			return k
		}
	}
	return all[len(all)-1]
}

// hint tells the buyer what comes after the choice of a method.
func hint(l *language.Language, code string) string {
	return l.Text(kindOf(code).hint, "method", methodName(code))
}
