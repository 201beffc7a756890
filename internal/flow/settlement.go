package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// settlementPath is the field with the currency that Antom settles in.
const settlementPath = "settlementStrategy.settlementCurrency"

// settlementProblems holds a request against the settlement currencies of the contract,
// where the profile names them: Antom refuses any other one, and wants one of them where
// there are several.
func (g *Gateway) settlementProblems(op spec.Operation, d *request.Document) []request.Problem {
	if len(g.Settlement) == 0 || spec.Request(op.Name).At(settlementPath) == nil {
		return nil
	}
	p := request.Problem{Origin: d.OriginOf(settlementPath)}
	p.Path, p.Rule, p.Source = settlementPath, "settlement-contract", "the profile"
	contracted := strings.Join(g.Settlement, ", ")
	switch currency := d.Get(settlementPath); {
	case slices.Contains(g.Settlement, currency):
		return nil
	case currency != "":
		p.Severity = spec.Error
		p.Message = fmt.Sprintf("is %s, but the settlement-currencies of the profile are %s", currency, contracted)
		p.Nearest = spec.Nearest(currency, g.Settlement)
	case len(g.Settlement) > 1 && (op.Creates || op.Alters):
		p.Severity = spec.Warning
		p.Message = "is missing; with several settlement currencies in the contract Antom wants one of " + contracted
	default:
		return nil
	}
	return []request.Problem{p}
}
