package practices

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func all(t *testing.T) []Practice {
	t.Helper()
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPracticesAreComplete(t *testing.T) {
	word := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, p := range all(t) {
		if !word.MatchString(p.ID) || !word.MatchString(p.Topic) || seen[p.ID] {
			t.Errorf("%q: the id is wrong or used twice, or the topic %q is wrong", p.ID, p.Topic)
		}
		seen[p.ID] = true
		if p.Title == "" || !strings.HasSuffix(strings.TrimSpace(p.Text), ".") || !strings.Contains(p.Source, "docs.antom.com") {
			t.Errorf("%s: no title, text or source", p.ID)
		}
		if p.Confidence != "high" && p.Confidence != "medium" {
			t.Errorf("%s: confidence %q", p.ID, p.Confidence)
		}
		for _, terminal := range p.Terminals {
			if !slices.Contains([]string{"WEB", "WAP", "APP"}, terminal) {
				t.Errorf("%s: terminal %s", p.ID, terminal)
			}
		}
		for _, l := range p.Links {
			if !slices.Contains([]string{"normalUrl", "applinkUrl", "schemeUrl"}, l.Link) || l.How == "" {
				t.Errorf("%s: link %+v", p.ID, l)
			}
		}
		for _, command := range p.See {
			if !strings.HasPrefix(command, "antom ") {
				t.Errorf("%s: %q is not a command", p.ID, command)
			}
		}
	}
	for _, topic := range Topics(all(t)) {
		if seen[topic] {
			t.Errorf("%s is a topic and an id", topic)
		}
	}
}

// The fields that the texts name are fields of the API.
func TestFieldsExist(t *testing.T) {
	field := regexp.MustCompile(`\b(payment|reference|order)[A-Z]\w+|\b\w+Url\b`)
	known := map[string]bool{"orderCodeForm": true}
	for _, op := range []string{spec.OpPay, spec.OpInquiryPayment} {
		for _, f := range slices.Concat(spec.Request(op).Fields, spec.Response(op).Fields) {
			known[f.Name] = true
		}
	}
	known["referenceOrderId"] = true // in order
	for _, p := range all(t) {
		for _, name := range field.FindAllString(p.Text, -1) {
			if !known[name] {
				t.Errorf("%s: there is no field %s", p.ID, name)
			}
		}
	}
}

func TestSearch(t *testing.T) {
	tests := []struct {
		words string
		first string
		least int
		most  int
	}{
		{"", "link-web", 30, 100},
		{"webview", "webview", 1, 1},
		{"LINKS", "link-web", 8, 20},
		{"default browser", "return-browser", 1, 2},
		{"disambiguation", "android-disambiguation", 1, 1},
		{"startActivity", "link-app-only", 2, 9},
		{"polyfills", "sdk-browsers", 1, 1},
		{"zebra", "", 0, 0},
	}
	for _, test := range tests {
		found := Search(all(t), strings.Fields(test.words))
		if len(found) < test.least || len(found) > test.most {
			t.Errorf("%q: %d practices", test.words, len(found))
			continue
		}
		if test.first != "" && found[0].ID != test.first {
			t.Errorf("%q: the first is %s, want %s", test.words, found[0].ID, test.first)
		}
	}
}

func TestAdvice(t *testing.T) {
	tests := []struct{ terminal, os, links, want string }{
		{"APP", "IOS", "normalUrl applinkUrl schemeUrl", "open applinkUrl with openURL"},
		{"APP", "ANDROID", "applinkUrl", "open applinkUrl with startActivity"},
		{"app", "", "applinkUrl", "with openURL or startActivity"},
		{"APP", "ANDROID", "schemeUrl normalUrl", "open schemeUrl with startActivity if the app"},
		{"APP", "IOS", "schemeUrl", "needs the app"},
		{"APP", "IOS", "normalUrl", "load normalUrl in a WebView"},
		{"WAP", "IOS", "normalUrl applinkUrl", "redirect to applinkUrl after"},
		{"WAP", "IOS", "normalUrl schemeUrl", "redirect to normalUrl"},
	}
	for _, test := range tests {
		if got := Advice(test.terminal, test.os, strings.Fields(test.links)); !strings.Contains(got, test.want) {
			t.Errorf("%s %s %s: %q, want %q in it", test.terminal, test.os, test.links, got, test.want)
		}
	}
	for _, none := range []struct{ terminal, links string }{{"WEB", "normalUrl"}, {"WAP", "normalUrl"}, {"APP", ""}, {"", "normalUrl"}} {
		if got := Advice(none.terminal, "", strings.Fields(none.links)); got != "" {
			t.Errorf("%+v: %q, want nothing, since there is no choice", none, got)
		}
	}
}
