package reference

import (
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Method is the JSON form of a payment method.
type Method struct {
	Code             string   `json:"code"`
	Name             string   `json:"name"`
	Kind             string   `json:"kind,omitempty"`
	Flow             string   `json:"flow,omitempty"`
	Regions          []string `json:"regions"`
	Currencies       []string `json:"currencies"`
	CurrencyTrust    string   `json:"currencyConfidence"`
	Converts         bool     `json:"convertsCurrency"` // payments in other currencies are fine too
	OrderCode        bool     `json:"orderCode"`
	CloseSeconds     int      `json:"defaultCloseSeconds,omitempty"`
	Refundable       string   `json:"refundable,omitempty"` // yes or no; absent when not known
	PartialRefund    string   `json:"partialRefund,omitempty"`
	Dispute          string   `json:"dispute,omitempty"`
	RefundWindowDays int      `json:"refundWindowDays,omitempty"`
	Min              string   `json:"min,omitempty"`
	Max              string   `json:"max,omitempty"`
	Cancel           string   `json:"cancel,omitempty"`
	ExpressCheckout  bool     `json:"expressCheckout"`
	AgreementOnly    bool     `json:"agreementOnly"`
	// TestCards are the card numbers of Antom's sandbox; RiskTestValue is the
	// paymentAmount.value that its risk control refuses.
	TestCards     []TestCard `json:"testCards,omitempty"`
	RiskTestValue string     `json:"riskTestValue,omitempty"`
	Note          string     `json:"note,omitempty"`
	Source        string     `json:"source"`
	Confidence    string     `json:"confidence"`
}

// TestCard is a card number of Antom's sandbox.
type TestCard struct {
	Number string `json:"number"`
	Brand  string `json:"brand"`
	Region string `json:"region"`
	Result string `json:"result"` // SUCCESS or FAIL
}

func newMethod(m spec.Method) Method {
	method := describeMethod(m)
	if m.Code != "CARD" {
		return method
	}
	method.RiskTestValue = spec.RiskTestValue()
	for _, c := range spec.TestCards() {
		result := "SUCCESS"
		if c.Fails {
			result = "FAIL"
		}
		method.TestCards = append(method.TestCards, TestCard{Number: c.Number, Brand: c.Brand, Region: c.Region, Result: result})
	}
	return method
}

func describeMethod(m spec.Method) Method {
	return Method{
		Code: m.Code, Name: m.Name, Kind: m.Kind, Flow: m.Flow,
		Regions: orNone(m.Regions), Currencies: orNone(m.Currencies), OrderCode: m.OrderCode,
		CurrencyTrust: m.CurrencyConfidence, Converts: m.ConvertsCurrency,
		CloseSeconds: int(m.DefaultClose / time.Second),
		Refundable:   string(m.Refundable), PartialRefund: string(m.PartialRefund), Dispute: string(m.Dispute),
		RefundWindowDays: m.RefundWindowDays, Min: m.Min, Max: m.Max, Cancel: m.Cancel,
		ExpressCheckout: m.ExpressCheckout, AgreementOnly: m.AgreementOnly,
		Note: m.Note, Source: m.Source, Confidence: m.Confidence,
	}
}

// global is the region of methods that are offered everywhere.
const global = "global"

// MethodFilter chooses methods. A zero field chooses everything; case does not
// matter.
type MethodFilter struct {
	Region   string // ISO 3166-1; methods of the EU and global ones are in their countries
	Currency string // ISO 4217; methods whose currencies are not known are left out
	Kind     string // a part of it is enough: "bank", "wallet"
	Flow     string // a part of it is enough: "redirect", "code"
}

// Methods returns the methods that a filter chooses, in the order of the
// tables. A value that no method has is a *NotFoundError, unless it is a region
// or a currency that exists.
func Methods(f MethodFilter) ([]Method, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	found := []Method{}
	for _, m := range spec.Methods() {
		if f.match(m) {
			found = append(found, newMethod(m))
		}
	}
	return found, nil
}

// FindMethod returns a method by its code, in either case. The error is a
// *NotFoundError.
func FindMethod(code string) (Method, error) {
	if m, ok := spec.FindMethod(strings.ToUpper(code)); ok {
		return newMethod(m), nil
	}
	var codes, names []string
	for _, m := range spec.Methods() {
		codes = append(codes, m.Code)
		names = append(names, m.Name)
	}
	found := near(code, codes)
	for i, name := range names { // "Alipay HK" is ALIPAY_HK
		if fold(name) == fold(code) && !slices.Contains(found, codes[i]) {
			found = append(found, codes[i])
		}
	}
	return Method{}, &NotFoundError{What: "payment method", Name: code, Near: found}
}

func (f MethodFilter) match(m spec.Method) bool {
	return (f.Region == "" || inRegion(m.Regions, f.Region)) &&
		(f.Currency == "" || slices.Contains(m.Currencies, strings.ToUpper(f.Currency))) &&
		has(m.Kind, f.Kind) && has(m.Flow, f.Flow)
}

// has reports whether text has part in it.
func has(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// inRegion reports whether a method of these regions is offered in region.
func inRegion(regions []string, region string) bool {
	region = strings.ToUpper(region)
	for _, r := range regions {
		if r == global || r == region || r == "EU" && slices.Contains(europeanUnion(), region) {
			return true
		}
	}
	return strings.EqualFold(region, global) && slices.Contains(regions, global)
}

// europeanUnion are the members of the European Union.
func europeanUnion() []string {
	return strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
}

// check refuses values that are misspelt.
func (f MethodFilter) check() error {
	if f.Region != "" && !strings.EqualFold(f.Region, global) && !strings.EqualFold(f.Region, "EU") && !spec.IsRegion(strings.ToUpper(f.Region)) {
		return &NotFoundError{What: "region", Name: f.Region, Near: nearRegions(f.Region)}
	}
	if f.Currency != "" {
		if _, err := FindCurrency(f.Currency); err != nil {
			return err
		}
	}
	if err := checkPart("kind of payment method", f.Kind, MethodKinds()); err != nil {
		return err
	}
	return checkPart("flow", f.Flow, MethodFlows())
}

func nearRegions(region string) []string {
	if right := spec.RightRegion(strings.ToUpper(region)); right != "" {
		return []string{right}
	}
	return nil
}

func checkPart(what, part string, all []string) error {
	if part == "" || slices.ContainsFunc(all, func(s string) bool { return has(s, part) }) {
		return nil
	}
	found := near(part, all)
	if len(found) == 0 {
		found = all
	}
	return &NotFoundError{What: what, Name: part, Near: found}
}

// MethodKinds lists the kinds of payment methods, each once, sorted.
func MethodKinds() []string {
	return distinct(func(m spec.Method) []string { return []string{m.Kind} })
}

// MethodFlows lists the ways to the methods, each once, sorted.
func MethodFlows() []string {
	return distinct(func(m spec.Method) []string { return []string{m.Flow} })
}

// MethodRegions lists the regions that methods are known for, each once, sorted.
func MethodRegions() []string { return distinct(func(m spec.Method) []string { return m.Regions }) }

func distinct(of func(spec.Method) []string) []string {
	var all []string
	for _, m := range spec.Methods() {
		for _, s := range of(m) {
			if s != "" {
				all = append(all, s)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
