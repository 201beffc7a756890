package antom

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// Bodies for the cases of the rule.
const (
	bodyFailed       = `{"result":{"resultCode":"INVALID_SIGNATURE","resultStatus":"F","resultMessage":"no"}}`
	bodyUnknown      = `{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}}`
	bodyInProcess    = `{"paymentId":"1","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"}}`
	bodyNormalURL    = `{"paymentId":"1","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"normalUrl":"https://x.example"}`
	bodySchemeURL    = `{"paymentId":"1","schemeUrl":"x://y","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"}}`
	bodyApplinkURL   = `{"paymentId":"1","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"appLinkUrl":"https://x.example"}`
	bodyOrderCode    = `{"paymentId":"1","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"orderCodeForm":{"codeDetails":[]}}`
	bodyChallenge    = `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"challengeActionForm":{"challengeUrl":"https://x.example"}}`
	bodyNewField     = `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"walletUrl":"https://x.example"}`
	bodyEmptyURLs    = `{"paymentId":"1","result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"normalUrl":"","schemeUrl":null,"orderCodeForm":{}}`
	bodyUnknownURL   = `{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"},"normalUrl":"https://x.example"}`
	bodyFailedURL    = `{"result":{"resultCode":"X","resultStatus":"F"},"normalUrl":"https://x.example"}`
	bodyOtherStatus  = `{"result":{"resultCode":"X","resultStatus":"A"}}`
	bodySmallSuccess = `{"result":{"resultCode":"SUCCESS","resultStatus":"s"}}`
)

func TestResponseRule(t *testing.T) {
	t.Parallel()
	none := without(HeaderSignature, HeaderResponseTime)
	noTime, noSignature := without(HeaderResponseTime), without(HeaderSignature)
	empty := func(h http.Header) { h.Set(HeaderSignature, ""); h.Set(HeaderResponseTime, "") }
	spoilt := func(h http.Header) {
		h.Set(HeaderSignature, strings.Replace(h.Get(HeaderSignature), "signature=", "signature=A", 1))
	}
	moved := func(h http.Header) { h.Set(HeaderResponseTime, "2024-01-01T08:00:01+08:00") }

	for name, c := range map[string]struct {
		reply  reply
		trust  Trust
		reason Reason // empty: accepted
	}{
		"signed S":                   {reply{body: bodySuccess}, TrustVerified, ""},
		"signed F":                   {reply{body: bodyFailed}, TrustVerified, ""},
		"signed U":                   {reply{body: bodyUnknown}, TrustVerified, ""},
		"signed in process, URL":     {reply{body: bodyNormalURL}, TrustVerified, ""},
		"signed, other status":       {reply{body: bodyOtherStatus}, TrustVerified, ""},
		"unsigned S":                 {reply{body: bodySuccess, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned s":                 {reply{body: bodySmallSuccess, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned F":                 {reply{body: bodyFailed, change: none}, TrustUnsigned, ""},
		"unsigned F, URL":            {reply{body: bodyFailedURL, change: none}, TrustUnsigned, ""},
		"unsigned U":                 {reply{body: bodyUnknown, change: none}, TrustUnsigned, ""},
		"unsigned U, URL":            {reply{body: bodyUnknownURL, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned in process":        {reply{body: bodyInProcess, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, empty URLs":       {reply{body: bodyEmptyURLs, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, normalUrl":        {reply{body: bodyNormalURL, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, schemeUrl":        {reply{body: bodySchemeURL, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, appLinkUrl":       {reply{body: bodyApplinkURL, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, challenge form":   {reply{body: bodyChallenge, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, an unknown field": {reply{body: bodyNewField, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, order code":       {reply{body: bodyOrderCode, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"unsigned, other status":     {reply{body: bodyOtherStatus, change: none}, TrustUnsigned, ReasonUnsignedSuccess},
		"empty headers count as no":  {reply{body: bodySuccess, change: empty}, TrustUnsigned, ReasonUnsignedSuccess},
		"no time, S":                 {reply{body: bodySuccess, change: noTime}, TrustHalfSigned, ReasonHalfSignedSuccess},
		"no time, F":                 {reply{body: bodyFailed, change: noTime}, TrustHalfSigned, ""},
		"no time, U":                 {reply{body: bodyUnknown, change: noTime}, TrustHalfSigned, ""},
		"no time, in process":        {reply{body: bodyInProcess, change: noTime}, TrustHalfSigned, ReasonHalfSignedSuccess},
		"no time, URL":               {reply{body: bodyNormalURL, change: noTime}, TrustHalfSigned, ReasonHalfSignedSuccess},
		"no time, other status":      {reply{body: bodyOtherStatus, change: noTime}, TrustHalfSigned, ReasonHalfSignedSuccess},
		"no signature, S":            {reply{body: bodySuccess, change: noSignature}, TrustHalfSigned, ReasonHalfSignedSuccess},
		"no signature, F":            {reply{body: bodyFailed, change: noSignature}, TrustHalfSigned, ""},
		"spoilt signature, S":        {reply{body: bodySuccess, change: spoilt}, TrustBadSignature, ReasonMalformedSignature},
		"spoilt signature, F":        {reply{body: bodyFailed, change: spoilt}, TrustBadSignature, ReasonMalformedSignature},
		"other time, S":              {reply{body: bodySuccess, change: moved}, TrustBadSignature, ReasonBadSignature},
		"other time, F":              {reply{body: bodyFailed, change: moved}, TrustBadSignature, ReasonBadSignature},
		"merchant's own key":         {reply{body: bodySuccess, key: merchantKey()}, TrustBadSignature, ReasonOwnKey},
		"merchant's own key, F":      {reply{body: bodyFailed, key: merchantKey()}, TrustBadSignature, ReasonOwnKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, func(w http.ResponseWriter, r *http.Request) { c.reply.write(t, w, r) })
			response, err := client.Call(context.Background(), testPath, []byte("{}"))
			if c.reason != "" {
				failed := refused(t, err, c.reason)
				if response != nil {
					t.Error("a refused answer was returned")
				}
				response = failed.Response
			} else if err != nil {
				t.Fatal(err)
			}
			if response.Trust != c.trust || response.Verified != (c.trust == TrustVerified) {
				t.Errorf("trust %q, verified %v", response.Trust, response.Verified)
			}
			if (response.KeyFingerprint != "") != response.Verified {
				t.Errorf("fingerprint %q", response.KeyFingerprint)
			}
			if response.Result.ResultCode == "" || string(response.Body) != c.reply.body {
				t.Errorf("the answer is not kept: %+v", response)
			}
		})
	}
}

func TestResponseRuleHasEveryCase(t *testing.T) {
	t.Parallel()
	for e := signed; e <= halfSigned; e++ {
		for c := saysSuccess; c <= saysOther; c++ {
			v := responseRule(e, c)
			if v.trust == "" {
				t.Errorf("no verdict for %d, %d", e, c)
			}
			accepted := e == signed || c == saysFailed || c == saysUnknown
			if (v.reason == "") != accepted {
				t.Errorf("verdict %+v for %d, %d", v, e, c)
			}
		}
	}
}
