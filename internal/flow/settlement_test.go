package flow

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestSettlementCurrencyIsHeldAgainstTheContract(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contract  string
		operation string
		currency  string
		severity  spec.Severity // "" for nothing wrong
		message   string
		nearest   string
	}{
		"a contracted one":             {"USD EUR", spec.OpPay, "EUR", "", "", ""},
		"another one":                  {"USD EUR", spec.OpPay, "JPY", spec.Error, "is JPY, but the settlement-currencies of the profile are USD, EUR", ""},
		"a misspelled one":             {"USD EUR", spec.OpCreatePaymentSession, "USB", spec.Error, "is USB", "USD"},
		"another one in a consult":     {"USD", spec.OpConsult, "JPY", spec.Error, "is JPY", ""},
		"none of several":              {"USD EUR", spec.OpPay, "", spec.Warning, "is missing", ""},
		"none of several, subscribing": {"USD EUR", spec.OpSubscriptionsCreate, "", spec.Warning, "is missing", ""},
		"none of several in a consult": {"USD EUR", spec.OpConsult, "", "", "", ""},
		"none of one":                  {"USD", spec.OpPay, "", "", "", ""},
		"no contract":                  {"", spec.OpPay, "JPY", "", "", ""},
		"an operation without it":      {"USD EUR", spec.OpRefund, "", "", "", ""},
		"an operation without fields":  {"USD EUR", "createDeviceCertificate", "", "", "", ""},
	} {
		d := request.New()
		if tt.currency != "" {
			if err := d.Set(settlementPath, tt.currency, request.Origin{Flag: "--settlement-currency"}); err != nil {
				t.Fatal(err)
			}
		}
		g := &Gateway{Settlement: strings.Fields(tt.contract)}
		found := g.settlementProblems(spec.OperationNamed(tt.operation), d)
		if tt.severity == "" {
			if len(found) > 0 {
				t.Errorf("%s: %+v", name, found)
			}
			continue
		}
		if len(found) != 1 || found[0].Severity != tt.severity || !strings.Contains(found[0].Message, tt.message) || found[0].Nearest != tt.nearest {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
