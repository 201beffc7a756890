package antom

import (
	"errors"
	"strings"
	"testing"
)

// readBody reads a response body as a call does.
func readBody(body string) (Result, bool, error) {
	o, err := parseObject([]byte(body))
	if err != nil {
		return Result{}, false, err
	}
	r, err := o.result()
	return r, o.leadsToPay(), err
}

func TestReadBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		want    Result
		payHere bool
	}{
		"plain":            {bodySuccess, Result{"SUCCESS", "S", "success"}, false},
		"blanks and order": {"\n { \"metadata\" : [ {\"result\":1} ] , \"result\" : { \"resultStatus\" : \"F\" } } ", Result{ResultStatus: "F"}, false},
		"names in other case, as encoding/json reads them": {`{"Result":{"RESULTSTATUS":"S"}}`, Result{ResultStatus: "S"}, false},
		"escaped name":    {`{"\u0072esult":{"resultStatus":"U"},"normalUrl":"x"}`, Result{ResultStatus: "U"}, true},
		"nested URL":      {`{"result":{"resultStatus":"U"},"metadata":{"normalUrl":"x"}}`, Result{ResultStatus: "U"}, false},
		"challenge form":  {`{"result":{"resultStatus":"U"},"challengeActionForm":{"challengeUrl":"x"}}`, Result{ResultStatus: "U"}, true},
		"SDK data":        {`{"result":{"resultStatus":"U"},"paymentData":"x"}`, Result{ResultStatus: "U"}, true},
		"unknown member":  {`{"result":{"resultStatus":"U"},"walletUrl":"x"}`, Result{ResultStatus: "U"}, true},
		"unknown, empty":  {`{"result":{"resultStatus":"U"},"walletUrl":[]}`, Result{ResultStatus: "U"}, false},
		"Kelvin sign":     {"{\"result\":{\"resultStatus\":\"U\"},\"\u212aind\":\"\"}", Result{ResultStatus: "U"}, false},
		"redirect form":   {`{"result":{"resultStatus":"U"},"redirectActionForm":{"redirectUrl":"x"}}`, Result{ResultStatus: "U"}, true},
		"payment form":    {`{"result":{"resultStatus":"U"},"paymentActionForm":"{}"}`, Result{ResultStatus: "U"}, true},
		"code of no text": {`{"result":{"resultStatus":"F","resultCode":1}}`, Result{ResultStatus: "F"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, payHere, err := readBody(c.body)
			if err != nil || got != c.want || payHere != c.payHere {
				t.Errorf("%+v, %v, %v", got, payHere, err)
			}
		})
	}
}

func TestReadBodyRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body     string
		noResult bool
	}{
		"empty":                {"", false},
		"HTML":                 {"<html>", false},
		"two values":           {bodySuccess + bodySuccess, false},
		"cut off":              {bodySuccess[:len(bodySuccess)-1], false},
		"byte order mark":      {"\ufeff" + bodySuccess, false},
		"array":                {"[]", false},
		"null":                 {"null", false},
		"two results":          {`{"result":{"resultStatus":"F"},"result":{"resultStatus":"S"}}`, false},
		"two results by case":  {`{"result":{"resultStatus":"F"},"Result":{"resultStatus":"S"}}`, false},
		"two others by case":   {`{"result":{"resultStatus":"F"},"paymentId":"1","PaymentID":"2"}`, false},
		"two statuses":         {`{"result":{"resultStatus":"F","resultstatus":"S"}}`, false},
		"nested without end":   {strings.Repeat(`{"a":`, 100_000), false},
		"no result":            {"{}", true},
		"null result":          {`{"result":null}`, true},
		"text as result":       {`{"result":"S"}`, true},
		"array as result":      {`{"result":[]}`, true},
		"no status":            {`{"result":{"resultCode":"SUCCESS"}}`, true},
		"empty status":         {`{"result":{"resultStatus":""}}`, true},
		"status is not a text": {`{"result":{"resultStatus":{"S":1}}}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readBody(c.body)
			if err == nil || errors.Is(err, errNoResult) != c.noResult {
				t.Errorf("error %v", err)
			}
		})
	}
}
