package notification

import "github.com/antom-cli/antom/pkg/antom"

func subscriptionSamples() []Sample {
	subscription := func(name, status, summary string) Sample {
		return Sample{
			Name: "SUBSCRIPTION_" + name, Kind: antom.KindSubscription, Summary: summary,
			body: `{
				"periodRule": {"periodCount": "1", "periodType": "MONTH"},
				"subscriptionEndTime": "$later",
				"subscriptionId": "$antomId",
				"subscriptionNotificationType": "` + name + `",
				"subscriptionRequestId": "$requestId",
				"subscriptionStartTime": "$created",
				"subscriptionStatus": "` + status + `"}`,
		}
	}
	return []Sample{
		subscription("CREATE", "ACTIVE", "the buyer agreed to a subscription"),
		subscription("CHANGE", "ACTIVE", "a subscription was changed"),
		subscription("UPDATE", "ACTIVE", "a subscription was updated"),
		subscription("CANCEL", "ACTIVE", "a subscription ends with its present period"),
		subscription("TERMINATE", "TERMINATED", "a subscription has ended"),
		{
			Name: "SUBSCRIPTION_PAYMENT", Kind: antom.KindSubscriptionPayment, FailCode: "USER_BALANCE_NOT_ENOUGH",
			Summary:     "a period of a subscription was charged, or could not be charged",
			successOnly: []string{"paymentTime"},
			body: `{
				"paymentAmount": "$amount",
				"paymentCreateTime": "$created",
				"paymentId": "$paymentId",
				"paymentTime": "$done",
				"periodEndTime": "$later",
				"periodStartTime": "$created",
				"phaseNo": "1",
				"result": "$result",
				"subscriptionId": "$antomId",
				"subscriptionRequestId": "$requestId"}`,
		},
	}
}
