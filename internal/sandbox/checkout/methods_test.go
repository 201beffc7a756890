package checkout

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func hosted(currency, region string, own ...string) engine.Payment {
	return engine.Payment{
		Amount: engine.Amount{Currency: currency, Value: "100000"}, Region: region, Terminal: "WEB",
		Session: &engine.Session{Scene: spec.SceneHosted, Methods: own},
	}
}

func TestEveryMethodHasAKind(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("templates/icons.html")
	if err != nil {
		t.Fatal(err)
	}
	l := english(t)
	for _, m := range append(spec.Methods(), spec.Method{Code: "SOME_NEW_METHOD"}) {
		k := kindOf(m.Code)
		if k.prefix == "" && m.Kind != "account balance" && m.Kind != "" {
			t.Errorf("%s: the kind %q has no group of its own", m.Code, m.Kind)
		}
		if !strings.Contains(string(data), `id="i-`+k.icon+`"`) {
			t.Errorf("%s: there is no icon %s", m.Code, k.icon)
		}
		if text := hint(l, m.Code); strings.Contains(text, "{") || !strings.HasSuffix(text, ".") || l.Text(k.title) == k.title {
			t.Errorf("%s: the hint is %q, the title %q", m.Code, text, l.Text(k.title))
		}
	}
}

// TestOnlyMethodsOfTheCurrencyAreOffered goes by the tables, also where those are
// not sure.
func TestOnlyMethodsOfTheCurrencyAreOffered(t *testing.T) {
	t.Parallel()
	for _, c := range spec.Currencies() {
		seen := map[string]bool{}
		for _, g := range groups(english(t), hosted(c.Code, "SG")) {
			for _, choice := range g.Methods {
				m, _ := spec.FindMethod(choice.Code)
				if len(m.Currencies) > 0 && !m.ConvertsCurrency && !slices.Contains(m.Currencies, c.Code) {
					t.Errorf("%s is offered for %s", choice.Code, c.Code)
				}
				if seen[choice.Code] {
					t.Errorf("%s is offered twice for %s", choice.Code, c.Code)
				}
				seen[choice.Code] = true
			}
		}
		if !seen["CARD"] {
			t.Errorf("no card for %s", c.Code)
		}
	}
}

func titles(list []group) string {
	var all []string
	for _, g := range list {
		title := g.Title
		if g.Folded {
			title += " (folded)"
		}
		all = append(all, title)
	}
	return strings.Join(all, ", ")
}

func TestGroups(t *testing.T) {
	t.Parallel()
	l := english(t)
	for want, p := range map[string]engine.Payment{
		"In your region, Cards, Wallets (folded), Pay later (folded), Other methods (folded)": hosted("SGD", "SG"),
		"Payment method":                  hosted("SGD", "", "PAYNOW", "CARD"),
		"Cards, Wallets, Instant payment": hosted("SGD", "", "GOOGLEPAY", "CARD", "PAYNOW", "GRABPAY_SG", "SHOPEEPAY_SG", "ALIPAY_CN", "KAKAOPAY", "TNG", "GCASH", "APPLEPAY"),
	} {
		if got := titles(groups(l, p)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	suggested := hosted("SGD", "")
	suggested.Method = "PAYNOW"
	first := groups(l, suggested)[0]
	if first.Title != "Suggested by the merchant" || !first.Methods[0].Chosen || first.Methods[0].Where != "SG" {
		t.Errorf("got %+v", first)
	}
	if got := titles(groups(in(t, "de_DE"), hosted("SGD", "SG"))); !strings.HasPrefix(got, "In Ihrer Region, Karten, Wallets") {
		t.Errorf("in German: %q", got)
	}
}

// TestEveryTextIsThereAndIsUsed compares the keys in the sources with the files of
// the languages.
func TestEveryTextIsThereAndIsUsed(t *testing.T) {
	t.Parallel()
	var sources strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				sources.Write(data)
			}
		}
	}
	l := english(t)
	for key := range l.Texts {
		if !strings.HasPrefix(key, "reason.") && !strings.Contains(sources.String(), `"`+key+`"`) {
			t.Errorf("no page uses %s", key)
		}
	}
	for _, match := range regexp.MustCompile(`(?:\.Text\(?|\.Count\(|l\.Text) ?"([^"]+)"`).FindAllStringSubmatch(sources.String(), -1) {
		if _, ok := l.Texts[match[1]]; !ok {
			t.Errorf("there is no text %s", match[1])
		}
	}
}
