package verify

// fields are the members of a notification that a result tells, as they stand
// in its body. nil means that there is none.
type fields struct {
	notifyType, paymentRequestID, paymentID, resultCode, resultStatus, currency, value []byte
}

// fieldReader takes the fields out of a compact JSON body in one pass, from
// quote to quote. It gives up, which is no error, on what antom.ParseNotification
// might read in another way: members that it needs to know more about, unusual
// types of values, names that occur twice or in another case, blanks.
type fieldReader struct {
	body   []byte
	quotes []int32
	next   int // the quote that comes next
	seen   uint32
	f      fields
	sums   [3]amount
}

// amount is the text of an amount, nil if there is none.
type amount struct{ currency, value []byte }

// Places in fieldReader.sums.
const (
	sumPayment = iota
	sumCapture
	sumRefund
)

// maxDepth is the deepest nesting on the fast way.
const maxDepth = 16

// read takes the fields out of a body.
func (r *fieldReader) read(t *bodyText) (fields, bool) {
	if !t.plain || len(t.quotes)%2 != 0 || len(t.text) == 0 || t.text[0] != '{' {
		return fields{}, false
	}
	*r = fieldReader{body: t.text, quotes: t.quotes}
	end, ok := r.members(0, (*fieldReader).topMember)
	if !ok || end != len(r.body) {
		return fields{}, false
	}
	sum := amount{}
	switch string(r.f.notifyType) {
	case "PAYMENT_RESULT", "PAYMENT_PENDING", "UPDATE_AMOUNT_RESULT":
		sum = r.sums[sumPayment]
	case "CAPTURE_RESULT":
		sum = r.sums[sumCapture]
	case "REFUND_RESULT":
		sum = r.sums[sumRefund]
	default:
		return fields{}, false
	}
	r.f.currency, r.f.value = sum.currency, sum.value
	return r.f, true
}

// members goes through the object at i. visit reads the value at an offset.
func (r *fieldReader) members(i int, visit func(r *fieldReader, name []byte, i int) (int, bool)) (end int, ok bool) {
	b := r.body
	if i++; i < len(b) && b[i] == '}' {
		return i + 1, true
	}
	for {
		name, end, ok := r.text(i)
		if !ok || end+1 >= len(b) || b[end] != ':' {
			return i, false
		}
		if i, ok = visit(r, name, end+1); !ok || i >= len(b) {
			return i, false
		}
		if b[i] != ',' {
			return i + 1, b[i] == '}'
		}
		i++
	}
}

// text returns the string at i and its end.
func (r *fieldReader) text(i int) (text []byte, end int, ok bool) {
	if r.next+1 >= len(r.quotes) || int(r.quotes[r.next]) != i {
		return nil, i, false
	}
	end = int(r.quotes[r.next+1])
	r.next += 2
	return r.body[i+1 : end], end + 1, true
}

// topMember reads a member of the notification itself.
func (r *fieldReader) topMember(name []byte, i int) (end int, ok bool) {
	known := knownMember(name)
	if known == memberUnsure || r.seen&known != 0 {
		return i, false
	}
	r.seen |= known
	to := (*[]byte)(nil)
	switch known {
	case memberNotifyType:
		to = &r.f.notifyType
	case memberPaymentRequestID:
		to = &r.f.paymentRequestID
	case memberPaymentID:
		to = &r.f.paymentID
	case memberResult:
		return r.object(i, (*fieldReader).resultMember)
	case memberPaymentAmount:
		return r.sum(i, sumPayment)
	case memberCaptureAmount:
		return r.sum(i, sumCapture)
	case memberRefundAmount:
		return r.sum(i, sumRefund)
	default:
		return r.skip(i, 1)
	}
	*to, end, ok = r.text(i)
	return end, ok
}

// object goes through the object at i, which nothing else may stand for.
func (r *fieldReader) object(i int, visit func(r *fieldReader, name []byte, i int) (int, bool)) (end int, ok bool) {
	if r.body[i] != '{' {
		return i, false
	}
	return r.members(i, visit)
}

func (r *fieldReader) resultMember(name []byte, i int) (end int, ok bool) {
	switch string(name) {
	case "resultCode":
		return r.once(&r.f.resultCode, i)
	case "resultStatus":
		return r.once(&r.f.resultStatus, i)
	case "resultMessage":
		if r.seen&memberMessage != 0 {
			return i, false
		}
		r.seen |= memberMessage
		return r.skip(i, 2)
	}
	return i, false
}

// once reads a string that was not there before.
func (r *fieldReader) once(to *[]byte, i int) (end int, ok bool) {
	if *to != nil {
		return i, false
	}
	*to, end, ok = r.text(i)
	return end, ok
}

// sum reads an amount of exactly a currency and a value.
func (r *fieldReader) sum(i, place int) (end int, ok bool) {
	if r.body[i] != '{' {
		return i, false
	}
	a := &r.sums[place]
	for i++; ; i++ {
		name, end, ok := r.text(i)
		if !ok || end+1 >= len(r.body) || r.body[end] != ':' {
			return i, false
		}
		to := &a.value
		switch string(name) {
		case "currency":
			to = &a.currency
		case "value":
		default:
			return i, false
		}
		if i, ok = r.once(to, end+1); !ok || i >= len(r.body) {
			return i, false
		}
		if r.body[i] != ',' {
			return i + 1, r.body[i] == '}' && a.currency != nil && a.value != nil
		}
	}
}

// skip returns the end of the value at i.
func (r *fieldReader) skip(i, depth int) (end int, ok bool) {
	b := r.body
	switch {
	case i >= len(b) || depth > maxDepth:
		return i, false
	case b[i] == '"':
		_, end, ok = r.text(i)
		return end, ok
	case b[i] == '{':
		if i++; i < len(b) && b[i] == '}' {
			return i + 1, true
		}
		for {
			_, end, ok := r.text(i)
			if !ok || end >= len(b) || b[end] != ':' {
				return i, false
			}
			if i, ok = r.skip(end+1, depth+1); !ok || i >= len(b) {
				return i, false
			}
			if b[i] != ',' {
				return i + 1, b[i] == '}'
			}
			i++
		}
	case b[i] == '[':
		if i++; i < len(b) && b[i] == ']' {
			return i + 1, true
		}
		for {
			if i, ok = r.skip(i, depth+1); !ok || i >= len(b) {
				return i, false
			}
			if b[i] != ',' {
				return i + 1, b[i] == ']'
			}
			i++
		}
	default:
		return literal(b, i)
	}
}

// Members of a notification that decide what it means, as bits.
const (
	memberNotifyType uint32 = 1 << iota
	memberResult
	memberPaymentRequestID
	memberPaymentID
	memberPaymentAmount
	memberCaptureAmount
	memberRefundAmount
	memberDisputeAmount
	memberAuthorizationType
	memberDisputeType
	memberVaultingID
	memberCaptureID
	memberRefundID
	memberRefundStatus
	memberExpiry
	memberMessage // resultMessage inside of the result
	memberUnsure  // written in another case
)

// knownMember tells which member a name is, 0 for all that do not matter.
func knownMember(name []byte) uint32 {
	switch string(name) {
	case "notifyType":
		return memberNotifyType
	case "result":
		return memberResult
	case "paymentRequestId":
		return memberPaymentRequestID
	case "paymentId":
		return memberPaymentID
	case "paymentAmount":
		return memberPaymentAmount
	case "captureAmount":
		return memberCaptureAmount
	case "refundAmount":
		return memberRefundAmount
	case "disputeAmount":
		return memberDisputeAmount
	case "authorizationNotifyType":
		return memberAuthorizationType
	case "disputeNotificationType":
		return memberDisputeType
	case "vaultingRequestId":
		return memberVaultingID
	case "captureRequestId":
		return memberCaptureID
	case "refundRequestId":
		return memberRefundID
	case "refundStatus":
		return memberRefundStatus
	case "authExpiryTime":
		return memberExpiry
	}
	return otherCase(name)
}

// otherCase is memberUnsure for a name that could be one of those above in
// another case. Their first letters are few and their lengths differ from those
// of the other documented members that begin alike.
func otherCase(name []byte) uint32 {
	for _, c := range name {
		if c >= 0x80 {
			return memberUnsure
		}
	}
	switch len(name) {
	case 6, 9, 10, 12, 13, 14, 15, 16, 17, 23:
	default:
		return 0
	}
	for _, known := range knownNames() {
		if len(known) == len(name) && foldEqual(name, known) {
			return memberUnsure
		}
	}
	return 0
}

// knownNames are the names above in lower case.
func knownNames() [15]string {
	return [15]string{
		"notifytype", "result", "paymentrequestid", "paymentid", "paymentamount", "captureamount", "refundamount", "disputeamount",
		"authorizationnotifytype", "disputenotificationtype", "vaultingrequestid", "capturerequestid", "refundrequestid", "refundstatus", "authexpirytime",
	}
}
