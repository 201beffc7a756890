package spec

import (
	"fmt"
	"time"
)

// The ids of the rules about times.
const (
	ruleExpired = "expiry-past"
	ruleExpiry  = "expiry-limit"
)

// Limits of paymentExpiryTime. The pay reference allows less than 10 minutes,
// 48 hours for bank transfers, although it closes an unpaid payment after 14
// minutes by default.
const (
	customLimit   = 10 * time.Minute
	defaultClose  = 14 * time.Minute
	transferLimit = 48 * time.Hour
	bankTransfer  = "bank transfer"
)

// DefaultExpiry is when an unpaid payment closes by itself when the request does
// not say, counted from the call of an operation with a payment method: after
// the time that the operation or else the method is documented with, else after
// 48 hours for a bank transfer and 14 minutes for everything else.
func DefaultExpiry(operation, method string) time.Duration {
	o, _ := FindOperation(operation)
	m, known := FindMethod(method)
	switch {
	case o.DefaultClose > 0:
		return o.DefaultClose
	case known && m.DefaultClose > 0:
		return m.DefaultClose
	case known && m.Kind == bankTransfer:
		return transferLimit
	}
	return defaultClose
}

// expiryRules checks when the payment and the session end.
func (c *checker) expiryRules() {
	if c.opt.Now.IsZero() {
		return
	}
	c.notPast("paymentSessionExpiryTime")
	if left, ok := c.notPast("paymentExpiryTime"); ok && c.operation == OpPay {
		c.expiryLimit(left)
	}
}

// notPast reports a time that is over, and returns the time left.
func (c *checker) notPast(name string) (left time.Duration, ok bool) {
	end, ok := parseTime(c.root.Get(name).String())
	if !ok {
		return 0, false
	}
	left = end.Sub(c.opt.Now)
	if left > 0 {
		return left, true
	}
	c.reportAt(name, ruleExpired, Error,
		fmt.Sprintf("is over: it is %s now", c.opt.Now.In(end.Location()).Format(time.RFC3339)), "", payReference)
	return 0, false
}

// expiryLimit warns about a time beyond what the reference allows. It is no
// error, because the documents disagree.
func (c *checker) expiryLimit(left time.Duration) {
	method, known := FindMethod(c.method)
	switch {
	case known && method.Kind == bankTransfer:
		if left > transferLimit {
			c.reportAt("paymentExpiryTime", ruleExpiry, Warning,
				"is more than 48 hours ahead; the reference allows less for bank transfers, other documents name no limit", "", payReference)
		}
	case known && method.DefaultClose > defaultClose:
		if left > method.DefaultClose {
			c.reportAt("paymentExpiryTime", ruleExpiry, Warning,
				fmt.Sprintf("is more than %s ahead, when a payment with %s closes by itself; the documents disagree on the limit",
					hours(method.DefaultClose), method.Code), "", payReference)
		}
	case left > customLimit:
		c.reportAt("paymentExpiryTime", ruleExpiry, Warning,
			"is more than 10 minutes ahead; the documents disagree: the reference wants less than 10 minutes, "+
				"but the default is 14 minutes and the guides name no limit", "", payReference)
	}
}

func hours(d time.Duration) string {
	return fmt.Sprintf("%d hours", int(d.Hours()))
}
