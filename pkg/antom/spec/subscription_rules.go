package spec

import (
	"fmt"
	"math/big"
	"time"
)

// The ids of the rules about the plan of a subscription and about declarations.
const (
	rulePlanTimes = "subscription-times"
	ruleConsent   = "subscription-expiry"
	ruleTrials    = "trials"
	rulePlanMoney = "subscription-currency"
	ruleDeclared  = "declaration-currency"
)

const (
	subscriptionReference = "docs.antom.com/ac/ams/create_sub"
	declareReference      = "docs.antom.com/ac/ams/declare"
)

// ConsentLimit is the longest time that a buyer can be given to agree to a subscription.
const ConsentLimit = 48 * time.Hour

// customsCurrency is the only currency that customs take.
const customsCurrency = "CNY"

// subscriptionPlan checks the times, the amounts and the trials of a subscription.
func (c *checker) subscriptionPlan() {
	switch c.operation {
	case OpSubscriptionsCreate, OpSubscriptionsChange, OpSubscriptionsUpdate:
	default:
		return
	}
	c.planTimes()
	c.planCurrencies()
	c.trials()
}

// planTimes checks that the plan ends after it begins and that the buyer has time to
// agree, but not more than Antom allows.
func (c *checker) planTimes() {
	start, okStart := parseTime(c.root.Get("subscriptionStartTime").String())
	end, okEnd := parseTime(c.root.Get("subscriptionEndTime").String())
	if okStart && okEnd && !end.After(start) {
		c.reportAt("subscriptionEndTime", rulePlanTimes, Error,
			fmt.Sprintf("is not after subscriptionStartTime, %s", start.Format(time.RFC3339)), "", subscriptionReference)
	}
	if c.opt.Now.IsZero() {
		return
	}
	c.notPast("subscriptionEndTime")
	c.notPast("nextSubscriptionDate")
	if left, ok := c.notPast("subscriptionExpiryTime"); ok && c.operation == OpSubscriptionsCreate && left > ConsentLimit {
		c.reportAt("subscriptionExpiryTime", ruleConsent, Error,
			"is more than 48 hours ahead; a buyer has at most 48 hours to agree", "", subscriptionReference)
	}
}

// planCurrencies wants all amounts of a plan in the currency of paymentAmount.
func (c *checker) planCurrencies() {
	currency := c.root.At("paymentAmount.currency").String()
	if currency == "" {
		return
	}
	same := func(path string, severity Severity) {
		if other := c.root.At(path + ".currency").String(); other != "" && other != currency {
			c.reportAt(path+".currency", rulePlanMoney, severity,
				fmt.Sprintf("is %s, but paymentAmount is in %s", other, currency), currency, subscriptionReference)
		}
	}
	same("orderInfo.orderAmount", Warning)
	for _, path := range []string{"paymentAmountDifference", "prorationSettings.customAmount", "maxAmountFloor", "maxAccumulateAmount"} {
		same(path, Error)
	}
	list := c.root.Get("trials")
	if list == nil {
		return
	}
	for i := range list.Items {
		same(itemPath("trials", i)+".trialAmount", Error)
	}
}

// trials checks that every trial ends after it begins, and that none begins in another.
func (c *checker) trials() {
	list := c.root.Get("trials")
	if list == nil {
		return
	}
	last := new(big.Int)
	for i, item := range list.Items {
		first, ok := new(big.Int).SetString(item.Get("trialStartPeriod").String(), 10)
		if !ok {
			continue
		}
		end, ok := new(big.Int).SetString(item.Get("trialEndPeriod").String(), 10)
		if !ok {
			end = first
		}
		if end.Cmp(first) < 0 {
			c.reportAt(itemPath("trials", i)+".trialEndPeriod", ruleTrials, Error,
				fmt.Sprintf("is %s, before trialStartPeriod %s", end, first), first.String(), subscriptionReference)
		}
		if i > 0 && first.Cmp(last) <= 0 {
			c.reportAt(itemPath("trials", i)+".trialStartPeriod", ruleTrials, Warning,
				fmt.Sprintf("is %s, but the trial before it lasts until period %s", first, last), "", subscriptionReference)
		}
		last = end
	}
}

// declaration warns about an amount that customs do not take.
func (c *checker) declaration() {
	if c.operation != OpCustomsDeclare {
		return
	}
	if currency := c.root.At("declarationAmount.currency").String(); currency != "" && currency != customsCurrency {
		c.reportAt("declarationAmount.currency", ruleDeclared, Warning,
			fmt.Sprintf("is %s; only declarations in China are supported, in CNY", currency), customsCurrency, declareReference)
	}
}
