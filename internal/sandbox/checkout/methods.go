package checkout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// umbrella is an old name for many wallets at once, which no buyer would know.
	umbrella = "CONNECT_WALLET"
	// shortChoice is the number of methods that need neither a filter nor groups.
	shortChoice = 8
	// shownRegions of a method are named, more are counted.
	shownRegions = 3
)

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
	Icon, Hint string
	Regions    string // codes with spaces between them, for the script
	Where      string // the same for people
	Chosen     bool
}

// groups are the methods of the hosted page: what the merchant allows when it
// says so; else its own first, then those of the buyer's region, cards, those of the
// currency, and the rest by their kind on demand.
func groups(l *language.Language, p engine.Payment) []group {
	g := grouping{language: l, payment: p, seen: map[string]bool{}}
	if p.Session != nil && len(p.Session.Methods) > 0 {
		own := p.Session.Methods
		if len(own) <= shortChoice {
			g.add(l.Text("method"), false, own)
			return g.groups
		}
		g.addKinds(false, own)
		return g.groups
	}
	if p.Method != "" {
		g.add(l.Text("suggested"), false, []string{p.Method})
	}
	fit := codes(func(m spec.Method) bool { return fits(p, m) })
	only := func(want func(spec.Method) bool) []string {
		return slices.DeleteFunc(slices.Clone(fit), func(code string) bool {
			m, _ := spec.FindMethod(code)
			return !want(m)
		})
	}
	if p.Region != "" {
		g.add(l.Text("yourRegion"), false, only(func(m spec.Method) bool { return slices.Contains(m.Regions, p.Region) }))
	}
	g.add(l.Text("kind.card"), false, only(func(m spec.Method) bool { return kindOf(m.Code).icon == "card" }))
	g.add(l.Text("paidIn", "currency", p.Amount.Currency), false, only(func(m spec.Method) bool { return slices.Contains(m.Currencies, p.Amount.Currency) }))
	g.addKinds(true, fit)
	return g.groups
}

// fits reports whether the hosted page should offer a method by itself: its tables
// say nothing against the currency, not even what is not known for sure.
func fits(p engine.Payment, m spec.Method) bool {
	for _, misfit := range m.Misfits(spec.Charge{Currency: p.Amount.Currency}) {
		if misfit.Path == "paymentAmount.currency" {
			return false
		}
	}
	return true
}

// grouping puts every method into the first group that wants it.
type grouping struct {
	language *language.Language
	payment  engine.Payment
	seen     map[string]bool
	groups   []group
}

// addKinds adds a group for each kind of method.
func (g *grouping) addKinds(folded bool, codes []string) {
	for _, k := range kinds() {
		g.add(g.language.Text(k.title), folded, slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return kindOf(code).title != k.title }))
	}
}

// add adds a group of the methods that no earlier one has and that surely take the
// payment.
func (g *grouping) add(title string, folded bool, codes []string) {
	next := group{Title: title, Folded: folded}
	for _, code := range codes {
		if g.seen[code] || !engine.Takes(g.payment, code) {
			continue
		}
		g.seen[code] = true
		next.Methods = append(next.Methods, g.choice(code))
	}
	if len(next.Methods) > 0 {
		g.groups = append(g.groups, next)
	}
}

func (g *grouping) choice(code string) choice {
	c := choice{
		Code: code, Name: methodName(code), ID: strconv.Itoa(len(g.seen)),
		Icon: kindOf(code).icon, Hint: hint(g.language, code), Chosen: code == g.payment.Method,
	}
	m, _ := spec.FindMethod(code)
	if slices.Contains(m.Regions, "global") {
		return c
	}
	c.Regions = strings.Join(m.Regions, " ")
	c.Where = strings.Join(m.Regions[:min(len(m.Regions), shownRegions)], ", ")
	if more := len(m.Regions) - shownRegions; more > 0 {
		c.Where += " +" + strconv.Itoa(more)
	}
	return c
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

func methodName(code string) string {
	if m, ok := spec.FindMethod(code); ok {
		return strings.TrimSuffix(m.Name, " (all brands)") // a buyer has one of a brand
	}
	return shorten(code, maxName)
}

// offers reports whether the hosted page of a payment offers a method.
func (p *Pages) offers(payment engine.Payment, code string) bool {
	l, err := p.languages.Get(language.Default) // all have the same methods
	if err != nil {
		return false
	}
	for _, g := range groups(l, payment) {
		if slices.ContainsFunc(g.Methods, func(c choice) bool { return c.Code == code }) {
			return true
		}
	}
	return false
}
