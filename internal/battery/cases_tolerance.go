package battery

import (
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// toleranceCases have what Antom may add at any time.
func toleranceCases() []Case {
	const fix = "ignore fields and values that the application does not know: Antom adds them without notice"
	return []Case{
		{
			Name: "unknown-fields", Summary: "undocumented fields are ignored", fix: fix,
			build: unknownFields,
		},
		{
			Name: "unknown-values", Summary: "new values of documented fields are accepted", fix: fix,
			build: func(k *kit) []*notification.Request {
				return one(k.signed(k.bytes(k.with(
					"paymentMethodType", "A_NEW_METHOD",
					"paymentResultInfo.userAuthorizationStatus", "A_NEW_STATUS",
					"promotionResult[0].promotionType", "A_NEW_PROMOTION",
				))))
			},
		},
		{
			Name: "unknown-code", Summary: "a failure with a new result code is acknowledged", fix: fix,
			build: func(k *kit) []*notification.Request {
				b := k.body("PAYMENT_RESULT", true)
				if k.err == nil {
					k.fail(b.Set("result.resultCode", "A_NEW_REASON"))
				}
				return one(k.signed(k.bytes(b)))
			},
		},
		{
			Name: "unknown-type", Summary: "a new notifyType is acknowledged",
			fix: "acknowledge unknown types, and do not act on them",
			build: func(k *kit) []*notification.Request {
				return one(k.signed(k.bytes(k.with("notifyType", "A_NEW_TYPE"))))
			},
		},
	}
}

func unknownFields(k *kit) []*notification.Request {
	b := k.body("PAYMENT_RESULT", false)
	if k.err != nil {
		return nil
	}
	more, err := spec.ParseJSON([]byte(`{"text":"x","number":1.50,"truth":true,"nothing":null,"list":[1,"2",{}],"object":{"inside":{}}}`))
	if err != nil {
		k.fail(err)
		return nil
	}
	b.Root.Set("aNewObject", more)
	for _, m := range more.Members {
		b.Root.Set("aNew_"+m.Name, m.Value)
	}
	b.Root.Get("result").Set("aNewField", spec.NewString("x"))
	b.Root.Get("paymentAmount").Set("aNewField", spec.NewString("x"))
	return one(k.signed(b.Bytes()))
}
