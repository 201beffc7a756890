package verify

import (
	"strconv"

	"github.com/antom-cli/antom/internal/printable"
)

// AppendJSON appends the result as one JSON object on one line, without a line
// break at the end. Members without a value are null. Those of a result that
// is not verified are claims.
func (r *Result) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"source":`...)
	dst = printable.AppendJSON(dst, r.Source)
	dst = append(dst, `,"index":`...)
	dst = strconv.AppendInt(dst, int64(r.Index), 10)
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
	dst = appendMember(dst, `,"requestTime":`, r.Message.Time)
	dst = append(dst, `,"notes":[`...)
	for i, note := range r.Notes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = printable.AppendJSON(dst, note)
	}
	dst = append(dst, `],"diagnosis":`...)
	dst = r.appendDiagnosis(dst)
	if r.Content != nil {
		dst = append(dst, `,"content":`...)
		dst = printable.AppendJSON(dst, r.Content)
		dst = appendMember(dst, `,"contentSha256":`, r.ContentSHA256)
		dst = appendMember(dst, `,"digest":`, r.Digest)
		if d := r.Diagnosis; d != nil && d.Signed != nil {
			dst = append(dst, `,"signedContent":`...)
			dst = printable.AppendJSON(dst, d.Signed)
		}
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
	text, err := printable.MarshalJSON(r.Diagnosis)
	if err != nil {
		return append(dst, "null"...) // a struct of strings: it cannot fail
	}
	return append(dst, text...)
}

// appendMember appends a name with its punctuation and a value, null for none.
func appendMember[T string | []byte](dst []byte, name string, value T) []byte {
	dst = append(dst, name...)
	if len(value) == 0 {
		return append(dst, "null"...)
	}
	return printable.AppendJSON(dst, value)
}
