package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestPlainMessage(t *testing.T) {
	t.Parallel()
	register := Request("merchants.register")
	for path, want := range map[string]Field{
		"registrationRequestId": {Type: "string", Required: Yes, MaxLength: 64, Confidence: "medium"},
		"settlementInfos":       {Type: "SettlementInfo", Array: true, Required: Yes, MaxItems: 10, Confidence: "medium"},
		"settlementInfos.settlementBankAccount.accountType": {
			Type: "string", Required: Conditional, MaxLength: 13, Enum: []string{"CHECKING", "FIXED_DEPOSIT"}, Confidence: "medium",
		},
		"merchantInfo.company.registeredAddress.region": {Type: "string", Required: Yes, MaxLength: 2, Format: "iso3166-1-alpha2", Confidence: "medium"},
	} {
		f := register.At(path)
		if f == nil {
			t.Errorf("there is no %s", path)
			continue
		}
		if f.Type != want.Type || f.Array != want.Array || f.Required != want.Required || f.MaxLength != want.MaxLength ||
			f.MaxItems != want.MaxItems || !slices.Equal(f.Enum, want.Enum) || f.Format != want.Format || f.Confidence != want.Confidence {
			t.Errorf("%s is %+v", path, *f)
		}
	}
	if f := Response("acceptDispute").Field("result"); f == nil || f.Object != &typeResult || f.Confidence != "high" {
		t.Errorf("result is %+v", f)
	}
	if f := Request("payments.settle").At("settlementDetails.settlementAmount"); f == nil || f.Object != &typeAmount {
		t.Errorf("settlementAmount is %+v", f)
	}
	for _, name := range []string{"", "settle", "nothing", "payments", "payments.acceptDispute\tdocs.antom.com/ac/ams/accept"} {
		if m := plainMessage(name); m.name != "" {
			t.Errorf("%q is %+v", name, m)
		}
	}
}

// TestPlainMessagesOnlyWarn: facts that nobody has tried refuse nothing; those of
// Antom's reference do.
func TestPlainMessagesOnlyWarn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		operation, body string
		want            []string // severity and path
	}{
		{"payments.settle", `{"settlementRequestId":"S1","settlementDetails":[{"settleTo":"NOBODY","settlementAmount":{"currency":"USD","value":"1.5"}}],"colour":"red"}`,
			[]string{"warning settlementDetails[0].settleTo", "warning settlementDetails[0].settlementAmount.value", "warning colour", "warning paymentId"}},
		{"payments.settle", `{"settlementRequestId":"S1","paymentId":["P1"],"settlementDetails":[]}`,
			[]string{"warning paymentId", "warning settlementDetails"}},
		{"payments.acceptDispute", `{"disputeId":"` + strings.Repeat("1", 65) + `"}`, []string{"error disputeId"}},
		{"payments.acceptDispute", `{}`, []string{"error disputeId"}},
		{"payments.downloadDisputeEvidence", `{"disputeId":"D1","disputeEvidenceType":"DISPUTE_EVIDENCE_FILE"}`, nil},
	} {
		var got []string
		for _, f := range Validate(test.operation, parse(t, test.body), Options{}) {
			got = append(got, string(f.Severity)+" "+f.Path)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %.80s:\n got %q\nwant %q", test.operation, test.body, got, test.want)
		}
	}
}

// TestPlainTypesOfOneNameAgree: in a schema, a name stands for one type.
func TestPlainTypesOfOneNameAgree(t *testing.T) {
	t.Parallel()
	for _, name := range plainNames() {
		m := plainMessage(name)
		seen := map[string]string{}
		var walk func(typ *Type)
		walk = func(typ *Type) {
			for i := range typ.Fields {
				f := &typ.Fields[i]
				if f.Object == nil {
					continue
				}
				var names []string
				for _, inner := range f.Object.Fields {
					names = append(names, inner.Name)
				}
				text := strings.Join(names, " ")
				if other, ok := seen[f.Type]; ok && other != text {
					t.Errorf("%s: %s is both %q and %q", name, f.Type, other, text)
				}
				seen[f.Type] = text
				walk(f.Object)
			}
		}
		walk(m.request)
		walk(m.response)
	}
}

func BenchmarkPlainMessage(b *testing.B) {
	for b.Loop() {
		if Request("merchants.register") == nil {
			b.Fatal("not found")
		}
	}
}
