package main

import "testing"

func TestConstantName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ORDER_NOT_EXIST": "OrderNotExist", "MERCHANT_KYB_NOT_QUALIFIED": "MerchantKYBNotQualified", "IOS": "IOS", "MINI_APP": "MiniApp", "INVALID_CPF": "InvalidCPF",
	} {
		if got := constantName(in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}
