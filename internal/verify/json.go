package verify

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the result as one JSON object on one line, without a line
// break at the end. Members without a value are null. Those of a result that
// is not verified are claims.
func (r *Result) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"source":`...)
	dst = appendString(dst, r.Source)
	dst = append(dst, `,"index":`...)
	dst = strconv.AppendInt(dst, int64(r.Index), 10)
	if r.rest != nil {
		return append(dst, r.rest...)
	}
	return r.appendRest(dst)
}

// appendRest appends all that a worker knows already.
func (r *Result) appendRest(dst []byte) []byte {
	dst = append(dst, `,"verified":`...)
	dst = strconv.AppendBool(dst, r.Verified)
	dst = appendMember(dst, `,"keyFingerprint":`, r.KeyFingerprint)
	dst = appendMember(dst, `,"notifyType":`, r.NotifyType)
	dst = appendMember(dst, `,"paymentRequestId":`, r.PaymentRequestID)
	dst = appendMember(dst, `,"paymentId":`, r.PaymentID)
	dst = appendMember(dst, `,"resultCode":`, string(r.Result.ResultCode))
	dst = appendMember(dst, `,"resultStatus":`, string(r.Result.ResultStatus))
	dst = append(dst, `,"amount":`...)
	if r.Amount == nil {
		dst = append(dst, "null"...)
	} else {
		dst = appendMember(dst, `{"currency":`, r.Amount.Currency)
		dst = appendMember(dst, `,"value":`, r.Amount.Value)
		dst = append(dst, '}')
	}
	dst = appendMember(dst, `,"requestTime":`, r.RequestTime)
	dst = append(dst, `,"notes":[`...)
	for i, note := range r.Notes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, note)
	}
	dst = append(dst, `],"diagnosis":`...)
	dst = r.appendDiagnosis(dst)
	if r.Content != nil {
		dst = append(dst, `,"content":`...)
		dst = appendString(dst, string(r.Content))
		dst = appendMember(dst, `,"contentSha256":`, r.ContentSHA256)
		dst = appendMember(dst, `,"digest":`, r.Digest)
	}
	if r.Err != nil {
		dst = appendMember(dst, `,"error":`, r.Err.Error())
	}
	return append(dst, '}')
}

func (r *Result) appendDiagnosis(dst []byte) []byte {
	if r.Diagnosis == nil {
		return append(dst, "null"...)
	}
	text, err := json.Marshal(r.Diagnosis)
	if err != nil {
		return append(dst, "null"...) // a struct of strings: it cannot fail
	}
	return append(dst, text...)
}

// appendMember appends a name with its punctuation and a value, null for none.
func appendMember(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	if value == "" {
		return append(dst, "null"...)
	}
	return appendString(dst, value)
}

// appendPlain does the same for text that needs no escaping.
func appendPlain(dst []byte, name string, value []byte) []byte {
	dst = append(dst, name...)
	if len(value) == 0 {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = append(dst, value...)
	return append(dst, '"')
}

// appendString appends a JSON string. Bytes that are not UTF-8, which no JSON
// string can hold, become replacement characters.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c < ' ' || c == 0x7F:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
			continue
		}
		i++
	}
	return append(dst, '"')
}
