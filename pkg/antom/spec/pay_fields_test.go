package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestLeadsToPay(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ leads, known bool }{
		"normalUrl":           {true, true},
		"appLinkUrl":          {true, true},
		"challengeActionForm": {true, true},
		"paymentSessionData":  {true, true},
		"paymentId":           {false, true},
		"result":              {false, true},
		"walletUrl":           {false, false},
		"":                    {false, false},
	} {
		if leads, known := LeadsToPay(name); leads != want.leads || known != want.known {
			t.Errorf("%s: leads %t, known %t", name, leads, known)
		}
	}
}

// TestEveryFieldThatLeadsToPayIsMarked finds new fields by their form: an
// address, a form and data for an SDK must be marked, or named here with care.
func TestEveryFieldThatLeadsToPayIsMarked(t *testing.T) {
	t.Parallel()
	harmless := []string{
		"inquiryPayment.paymentRedirectUrl", // the merchant's own page
	}
	for _, m := range messages {
		if m.response == nil {
			continue
		}
		for _, f := range m.response.Fields {
			lower := strings.ToLower(f.Name)
			suspect := f.Format == "url" || strings.HasSuffix(lower, "url") || strings.HasSuffix(lower, "form") ||
				strings.HasSuffix(lower, "data") && lower != "metadata" || strings.HasSuffix(f.Type, "Form")
			if suspect && !f.LeadsToPay && !slices.Contains(harmless, m.name+"."+f.Name) {
				t.Errorf("%s.%s is not marked leadsToPay", m.name, f.Name)
			}
		}
	}
}

func TestAnswerIDsAreFieldsOfTheAnswer(t *testing.T) {
	t.Parallel()
	count := 0
	for _, o := range operations {
		answer := Response(o.Name)
		for _, name := range append(slices.Clone(o.AnswerIDs), o.AnswerIDsWith) {
			if name == "" {
				continue
			}
			count++
			if answer.Field(name) == nil {
				t.Errorf("%s: the answer has no field %s", o.Name, name)
			}
		}
		if o.AnswerIDsWith != "" && len(o.AnswerIDs) == 0 {
			t.Errorf("%s: answerIdsWith without answerIds", o.Name)
		}
	}
	if count == 0 {
		t.Error("no operation names the ids of its answer")
	}
}
