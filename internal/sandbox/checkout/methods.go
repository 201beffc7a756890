package checkout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// umbrella is an old name for many wallets at once, which no buyer would know.
const umbrella = "CONNECT_WALLET"

// group is a list of methods under one heading of the hosted page.
type group struct {
	Title   string
	Methods []choice
	Folded  bool // shown on demand
}

// choice is a method that the buyer can choose.
type choice struct {
	Code, Name string
	ID         string // of its elements in the page
	Logo, Asks string
	Chosen     bool
}

// groups are the methods of the hosted page: what the merchant allows when it
// says so; else its own first, then those of the buyer's region, those that work
// anywhere, those of the currency, and the rest on demand. Methods that surely
// do not take the payment are left out.
func groups(p engine.Payment) []group {
	g := grouping{payment: p, seen: map[string]bool{}}
	if p.Session != nil && len(p.Session.Methods) > 0 {
		g.add("Payment methods", false, p.Session.Methods)
		return g.groups
	}
	if p.Method != "" {
		g.add("Suggested by the merchant", false, []string{p.Method})
	}
	if p.Region != "" {
		g.add("In your region", false, codes(func(m spec.Method) bool { return slices.Contains(m.Regions, p.Region) }))
	}
	g.add("In every region", false, codes(func(m spec.Method) bool { return slices.Contains(m.Regions, "global") }))
	g.add("Paid in "+p.Amount.Currency, false, codes(func(m spec.Method) bool { return slices.Contains(m.Currencies, p.Amount.Currency) }))
	g.add("More methods", true, codes(func(spec.Method) bool { return true }))
	return g.groups
}

// grouping puts every method into the first group that wants it.
type grouping struct {
	payment engine.Payment
	seen    map[string]bool
	groups  []group
}

func (g *grouping) add(title string, folded bool, codes []string) {
	next := group{Title: title, Folded: folded}
	for _, code := range codes {
		if g.seen[code] || !engine.Takes(g.payment, code) {
			continue
		}
		g.seen[code] = true
		next.Methods = append(next.Methods, choice{
			Code: code, Name: methodName(code), ID: strconv.Itoa(len(g.seen)), Logo: logoOf(code), Asks: asks(code), Chosen: code == g.payment.Method,
		})
	}
	if len(next.Methods) > 0 {
		g.groups = append(g.groups, next)
	}
}

// codes are the methods that a hosted page may offer and that are wanted.
func codes(want func(spec.Method) bool) []string {
	var list []string
	for _, m := range spec.Methods() {
		if !m.AgreementOnly && m.Code != umbrella && want(m) {
			list = append(list, m.Code)
		}
	}
	return list
}

// logoOf is the path of the sign for a method, or for one whose code is none.
func logoOf(code string) string {
	if !methodCode().MatchString(code) {
		code = "OTHER"
	}
	return engine.LogoPath + code + ".svg"
}

func methodName(code string) string {
	if m, ok := spec.FindMethod(code); ok {
		return strings.TrimSuffix(m.Name, " (all brands)") // a buyer has one of a brand
	}
	return shorten(code, maxName)
}

// offered reports whether the hosted page of a payment offers a method.
func offered(p engine.Payment, code string) bool {
	for _, g := range groups(p) {
		if slices.ContainsFunc(g.Methods, func(c choice) bool { return c.Code == code }) {
			return true
		}
	}
	return false
}
