package debuglog

import (
	"regexp"
	"slices"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// sensitive are names of members that have data of cards, bank accounts, identity, tax
// or access in them.
var sensitive = regexp.MustCompile(`(?i)^(cardno|cvv|expir(y|ed)(month|year)|.*(card|account)holder(name|tin|certno)|.*bankaccountno|iban|routingnumber` +
	`|certificateno|cpf|vatno|dateofbirth|disputeevidence|.*password.*|otpvalue|.*(access|refresh|card|grant)token|authcode|.*email|.*phoneno)$`)

// TestSensitiveMembersAreMasked looks at all members of all described messages.
func TestSensitiveMembersAreMasked(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var look func(fields []spec.Field, above []*spec.Type)
	look = func(fields []spec.Field, above []*spec.Type) {
		for _, f := range fields {
			if f.Object != nil {
				if !slices.Contains(above, f.Object) {
					look(f.Object.Fields, append(slices.Clone(above), f.Object))
				}
				continue
			}
			if sensitive.MatchString(f.Name) {
				seen[f.Name] = true
				if !Personal(f.Name) {
					t.Errorf("%s is shown", f.Name)
				}
			}
		}
	}
	for _, o := range spec.Operations() {
		for _, message := range []*spec.Type{spec.Request(o.Name), spec.Response(o.Name)} {
			if message != nil {
				look(message.Fields, nil)
			}
		}
	}
	for _, name := range []string{"cardNo", "accessToken", "expiredYear", "bankAccountNo", "accountHolderTIN", "certificateNo", "disputeEvidence"} {
		if !seen[name] && !Personal(name) {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range []string{"paymentId", "disputeEvidenceType", "cvvResult", "accountType", "certificateType", "paymentSessionData"} {
		if Personal(name) {
			t.Errorf("%s is masked", name)
		}
	}
}
