package spec

import (
	"strings"
	"testing"
	"time"
)

// validPlan is a request that creates a subscription and has no fault.
const validPlan = `{"subscriptionRequestId":"S1","subscriptionDescription":"Plan","subscriptionRedirectUrl":"https://shop.example/back",
"subscriptionNotificationUrl":"https://shop.example/sub","paymentNotificationUrl":"https://shop.example/pay",
"subscriptionStartTime":"2026-12-01T00:00:00Z","periodRule":{"periodType":"MONTH","periodCount":"1"},
"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},"orderInfo":{"orderAmount":{"currency":"HKD","value":"1000"}},
"paymentAmount":{"currency":"HKD","value":"1000"},"env":{"terminalType":"WEB"}`

func TestSubscriptionRules(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, operation, request string
		want                     string // path, rule and severity of every finding
	}{
		{"valid", OpSubscriptionsCreate, validPlan + `}`, ""},
		{"ends before it begins", OpSubscriptionsCreate, validPlan + `,"subscriptionEndTime":"2026-11-30T00:00:00Z"}`, "subscriptionEndTime subscription-times error"},
		{"end is over", OpSubscriptionsUpdate, `{"subscriptionUpdateRequestId":"U","subscriptionId":"1","subscriptionEndTime":"2020-01-01T00:00:00Z"}`, "subscriptionEndTime expiry-past error"},
		{"next period is over", OpSubscriptionsUpdate, `{"subscriptionUpdateRequestId":"U","subscriptionId":"1","nextSubscriptionDate":"2020-01-01T00:00:00Z"}`, "nextSubscriptionDate expiry-past error"},
		{"too late to agree", OpSubscriptionsCreate, validPlan + `,"subscriptionExpiryTime":"2026-12-02T00:00:00Z"}`, "subscriptionExpiryTime subscription-expiry error"},
		{"48 hours to agree", OpSubscriptionsCreate, validPlan + `,"subscriptionExpiryTime":"2026-12-01T12:00:00Z"}`, ""},
		{"expiry is over", OpSubscriptionsCreate, validPlan + `,"subscriptionExpiryTime":"2026-11-29T11:59:59Z"}`, "subscriptionExpiryTime expiry-past error"},
		{"no period", OpSubscriptionsCreate, strings.Replace(validPlan, `"periodCount":"1"`, `"periodCount":"0"`, 1) + `}`, "periodRule.periodCount range error"},
		{"unknown unit only warns", OpSubscriptionsCreate, strings.Replace(validPlan, "MONTH", "MOON", 1) + `}`, "periodRule.periodType enum warning"},
		{"trial in another currency", OpSubscriptionsCreate, validPlan + `,"trials":[{"trialStartPeriod":"1","trialAmount":{"currency":"USD","value":"1"}}]}`, "trials[0].trialAmount.currency subscription-currency error"},
		{"trial that ends before it begins", OpSubscriptionsCreate, validPlan + `,"trials":[{"trialStartPeriod":"3","trialEndPeriod":"2","trialAmount":{"currency":"HKD","value":"1"}}]}`, "trials[0].trialEndPeriod trials error"},
		{"trials that overlap", OpSubscriptionsCreate, validPlan + `,"trials":[{"trialStartPeriod":"1","trialEndPeriod":"3","trialAmount":{"currency":"HKD","value":"1"}},{"trialStartPeriod":"2","trialAmount":{"currency":"HKD","value":"2"}}]}`, "trials[1].trialStartPeriod trials warning"},
		{"order in another currency", OpSubscriptionsCreate, strings.Replace(validPlan, `"orderAmount":{"currency":"HKD"`, `"orderAmount":{"currency":"USD"`, 1) + `}`, "orderInfo.orderAmount.currency subscription-currency warning"},
		{"neither id", OpSubscriptionsCancel, `{"cancellationType":"CANCEL"}`, "subscriptionRequestId subscription-id error"},
		{"other way to cancel", OpSubscriptionsCancel, `{"subscriptionId":"1","cancellationType":"STOP"}`, "cancellationType enum error"},
		{"half a proration", OpSubscriptionsUpdate, `{"subscriptionUpdateRequestId":"U","subscriptionId":"1","prorationSettings":{"prorationMode":"IMMEDIATE_PAY_CUSTOM_AMOUNT"}}`, "prorationSettings.customAmount proration warning"},
		{"a part without its id", OpCustomsDeclare, declared(`"splitOrder":"true"`, "CNY"), "subOrderId sub-order error"},
		{"not in CNY", OpCustomsDeclare, declared(`"splitOrder":"false"`, "HKD"), "declarationAmount.currency declaration-currency warning"},
		{"eleven declarations", OpCustomsInquiryDeclarationRequests, `{"declarationRequestIds":["1","2","3","4","5","6","7","8","9","10","11"]}`, "declarationRequestIds too-many error"},
		{"unknown rate type only warns", OpInquireExchangeRate, `{"rateType":"BEST"}`, "rateType enum warning"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			root, err := ParseJSON([]byte(test.request))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range Validate(test.operation, root, Options{Now: now}) {
				got = append(got, f.Path+" "+f.Rule+" "+string(f.Severity))
			}
			if text := strings.Join(got, "; "); text != test.want {
				t.Errorf("got %q, want %q", text, test.want)
			}
		})
	}
}

// declared is a declaration with a way to split the order and a currency.
func declared(split, currency string) string {
	return `{"declarationRequestId":"D1","paymentId":"1","declarationAmount":{"currency":"` + currency + `","value":"100"},
"customs":{"customsCode":"ZONGSHU","region":"CN"},"merchantCustomsInfo":{"merchantCustomsCode":"M","merchantCustomsName":"Shop"},` + split + `}`
}
