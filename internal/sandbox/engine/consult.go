package engine

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// LogoPath begins the paths of the methods' pictures: + code + ".svg".
const LogoPath = "/checkout/logo/"

// maxLogoName is the longest logoName, in characters.
const maxLogoName = 12

// regionGlobal is how requests and answers name a method that works anywhere;
// the tables of methods write it small.
const regionGlobal = "GLOBAL"

// consult lists the methods for an amount, a terminal and a region.
func (e *Engine) consult(r Request) (Reply, error) {
	d, message := consultDirective(r.Body)
	if message != "" {
		return Refusal(OpConsult, codeParam, message), nil
	}
	var reply Reply
	if d.Result != "" && d.Result != codeSuccess {
		reply = Refusal(OpConsult, d.Result, "")
	} else {
		reply = e.answerConsult(readConsult(r.Body))
	}
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, nil
}

// consultation is what a request asks for.
type consultation struct {
	amount    Amount
	terminal  string
	region    string   // the buyer's
	regions   []string // only methods of these; empty for all
	allowed   []string // only these methods; empty for all
	blocked   []string
	agreement bool
}

func readConsult(b *spec.Node) consultation {
	c := consultation{
		amount:    amountOf(b.Get("paymentAmount")),
		terminal:  terminalOf(b),
		region:    b.Get("userRegion").String(),
		regions:   append(texts(b.Get("allowedPaymentMethodRegions")), texts(b.Get("allowedPspRegions"))...),
		allowed:   texts(b.Get("allowedPaymentMethods")),
		blocked:   texts(b.Get("blockedPaymentMethods")),
		agreement: b.Get("productCode").String() == "AGREEMENT_PAYMENT",
	}
	if c.region == "" {
		c.region = b.Get("region").String()
	}
	return c
}

func texts(list *spec.Node) []string {
	if list == nil || list.Kind != spec.Array {
		return nil
	}
	var all []string
	for _, item := range list.Items {
		if s := item.String(); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// wants reports whether a method is listed at all.
func (c consultation) wants(m spec.Method) bool {
	switch {
	case slices.Contains(c.blocked, m.Code), m.AgreementOnly && !c.agreement:
		return false
	case len(c.allowed) > 0 && !slices.Contains(c.allowed, m.Code):
		return false
	case len(m.Regions) == 0:
		return len(c.allowed) > 0 // an old or unclear method, for those who name it
	case len(c.regions) == 0:
		return true
	}
	return slices.ContainsFunc(regionsOf(m), func(r string) bool { return slices.Contains(c.regions, r) })
}

// disabled says why a method cannot be used for the amount and the terminal, in
// the words of the reference of consult; "" when it can. pay refuses by the same
// rule.
func (c consultation) disabled(m spec.Method) string {
	if misfit, ok := certainMisfit(m, c.amount, c.terminal); ok {
		return misfit.DisableReason
	}
	return ""
}

// rank sorts the methods of the buyer's region before those that work anywhere,
// and both before the others.
func (c consultation) rank(m spec.Method) int {
	switch regions := regionsOf(m); {
	case c.region == "":
		return 0
	case slices.Contains(regions, c.region):
		return 0
	case slices.Contains(regions, regionGlobal):
		return 1
	}
	return 2
}

func (e *Engine) answerConsult(c consultation) Reply {
	var methods []spec.Method
	for _, m := range spec.Methods() {
		if c.wants(m) {
			methods = append(methods, m)
		}
	}
	ordered.Sort(methods, func(a, b spec.Method) int { return c.rank(a) - c.rank(b) })
	options := spec.NewArray()
	for _, m := range methods {
		options.Items = append(options.Items, e.option(m, c.disabled(m)))
	}
	n := withResult(OpConsult, codeSuccess, "")
	n.Set("paymentOptions", options)
	return Reply{Body: n}
}

// option is one method of the answer.
func (e *Engine) option(m spec.Method, disabled string) *spec.Node {
	enabled := &spec.Node{Kind: spec.Bool, Text: "true"}
	if disabled != "" {
		enabled.Text = "false"
	}
	return object(
		"paymentMethodType", spec.NewString(m.Code),
		"paymentMethodCategory", text(categoryOf(m)),
		"paymentMethodRegion", listOf(regionsOf(m)),
		"enabled", enabled,
		"disableReason", text(disabled),
		"supportedCurrencies", listOf(m.Currencies),
		"paymentOptionDetail", e.optionDetail(m),
		"logo", e.logo(m.Code, m.Name),
	)
}

// logo is a picture that the simulator itself serves.
func (e *Engine) logo(code, name string) *spec.Node {
	if len([]rune(name)) > maxLogoName {
		name = cut(code, maxLogoName)
	}
	return object("logoName", spec.NewString(name), "logoUrl", spec.NewString(e.base()+LogoPath+code+".svg"))
}

// optionDetail is what cards, and the methods with a choice of banks, have more.
func (e *Engine) optionDetail(m spec.Method) *spec.Node {
	switch m.Code {
	case methodCard:
		brands := spec.NewArray()
		for _, brand := range []string{"VISA", "MASTERCARD", "AMEX"} {
			brands.Items = append(brands.Items, object("cardBrand", spec.NewString(brand), "logo", e.logo(brand, brand)))
		}
		return object("supportCardBrands", brands)
	case "P24", "ONLINEBANKING_FPX":
		return object("supportBanks", spec.NewArray(object(
			"bankIdentifierCode", spec.NewString("SIMBANK"),
			"bankShortName", spec.NewString("Simulated"),
			"bankLogo", e.logo(m.Code, m.Name),
		)))
	}
	return nil
}

// categoryOf is the group of a method in the words of consult; "" when none fits.
func categoryOf(m spec.Method) string {
	for _, c := range []struct{ kind, category string }{
		{"wallet", "WALLET"}, {"card", "CARD"}, {"mobile banking", "MOBILE_BANKING_APP"},
		{"bank transfer", "BANK_TRANSFER"}, {"online banking", "ONLINE_BANKING"}, {"OTC", "OTC"},
	} {
		if strings.HasPrefix(m.Kind, c.kind) {
			return c.category
		}
	}
	return ""
}

// regionsOf are the regions of a method in the words of consult.
func regionsOf(m spec.Method) []string {
	regions := slices.Clone(m.Regions)
	for i, r := range regions {
		if strings.EqualFold(r, regionGlobal) {
			regions[i] = regionGlobal
		}
	}
	return regions
}

func listOf(items []string) *spec.Node {
	if len(items) == 0 {
		return nil
	}
	list := spec.NewArray()
	for _, item := range items {
		list.Items = append(list.Items, spec.NewString(item))
	}
	return list
}
