package notification

import "github.com/antom-cli/antom/pkg/antom"

func paymentSamples() []Sample {
	return []Sample{
		{
			Name: "PAYMENT_RESULT", Kind: antom.KindPayment, FailCode: "USER_BALANCE_NOT_ENOUGH",
			Summary:     "a payment succeeded or failed",
			successOnly: []string{"actualPaymentAmount", "paymentTime"},
			body: `{
				"actualPaymentAmount": "$amount",
				"notifyType": "PAYMENT_RESULT",
				"paymentAmount": "$amount",
				"paymentCreateTime": "$created",
				"paymentId": "$paymentId",
				"paymentMethodType": "ALIPAY_HK",
				"paymentRequestId": "$paymentRequestId",
				"paymentResultInfo": {},
				"paymentTime": "$done",
				"pspCustomerInfo": {"displayCustomerId": "852-****1234", "pspCustomerId": "2188000000012345", "pspName": "AlipayHK"},
				"result": "$result"}`,
		},
		{
			Name: "PAYMENT_PENDING", Kind: antom.KindPayment,
			Summary: "the buyer has done their part; it is not paid yet, and the result follows",
			body: `{
				"notifyType": "PAYMENT_PENDING",
				"paymentAmount": "$amount",
				"paymentCreateTime": "$created",
				"paymentId": "$paymentId",
				"paymentRequestId": "$paymentRequestId",
				"result": "$result"}`,
		},
		{
			Name: "UPDATE_AMOUNT_RESULT", Kind: antom.KindPayment, FailCode: "PROCESS_FAIL",
			Summary: "the amount of an authorized payment was changed, or could not be changed",
			body: `{
				"notifyType": "UPDATE_AMOUNT_RESULT",
				"paymentAmount": "$amount",
				"paymentCreateTime": "$created",
				"paymentId": "$paymentId",
				"paymentRequestId": "$paymentRequestId",
				"result": "$result",
				"updateRequestId": "$requestId"}`,
		},
	}
}

func moneySamples() []Sample {
	return []Sample{
		{
			Name: "CAPTURE_RESULT", Kind: antom.KindCapture, FailCode: "AUTH_EXPIRED",
			Summary:     "a capture succeeded or failed",
			successOnly: []string{"captureTime"},
			body: `{
				"captureAmount": "$amount",
				"captureId": "$antomId",
				"captureRequestId": "$requestId",
				"captureTime": "$done",
				"notifyType": "CAPTURE_RESULT",
				"paymentId": "$paymentId",
				"result": "$result"}`,
		},
		{
			Name: "REFUND_RESULT", Kind: antom.KindRefund, FailCode: "REFUND_WINDOW_EXCEED",
			Summary:     "a refund succeeded or failed",
			successOnly: []string{"refundTime"},
			body: `{
				"notifyType": "REFUND_RESULT",
				"refundAmount": "$amount",
				"refundId": "$antomId",
				"refundRequestId": "$requestId",
				"refundStatus": "$refundStatus",
				"refundTime": "$done",
				"result": "$result"}`,
		},
	}
}

func authorizationSamples() []Sample {
	return []Sample{
		{
			Name: "AUTHCODE_CREATED", Kind: antom.KindAuthorization,
			Summary: "the buyer agreed: the code can be exchanged for an access token",
			body: `{
				"authCode": "$token",
				"authState": "$requestId",
				"authorizationNotifyType": "AUTHCODE_CREATED",
				"result": "$result",
				"userLoginId": "852-****1234"}`,
		},
		{
			Name: "TOKEN_CREATED", Kind: antom.KindAuthorization,
			Summary: "an access token was created",
			body: `{
				"accessToken": "$token",
				"authState": "$requestId",
				"authorizationNotifyType": "TOKEN_CREATED",
				"result": "$result",
				"userLoginId": "852-****1234"}`,
		},
		{
			Name: "TOKEN_CANCELED", Kind: antom.KindAuthorization,
			Summary: "an access token must no longer be used",
			body: `{
				"accessToken": "$token",
				"authorizationNotifyType": "TOKEN_CANCELED",
				"reason": "The buyer cancelled the authorization.",
				"result": "$result"}`,
		},
	}
}

func vaultingSamples() []Sample {
	return []Sample{{
		Name: "VAULTING", Kind: antom.KindVaulting, FailCode: "PROCESS_FAIL",
		Summary:     "a payment method was stored, or could not be stored",
		successOnly: []string{"paymentMethodDetail"},
		body: `{
			"paymentMethodDetail": {"card": {"brand": "VISA", "cardToken": "$token", "maskedCardNo": "****1111"}, "paymentMethodType": "CARD"},
			"result": "$result",
			"vaultingCreateTime": "$created",
			"vaultingRequestId": "$requestId"}`,
	}}
}
