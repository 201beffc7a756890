package diagnose

import (
	"slices"
	"testing"
)

// TestOddPaths finds the path that was signed without a notify URL to compare with.
func TestOddPaths(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, signed, given string }{
		{"slashes merged", "/antom//notify", "/antom/notify"},
		{"slashes merged at the start", "//antom/notify?shop=7", "/antom/notify?shop=7"},
		{"slashes merged at the end", "/antom/notify//", "/antom/notify/"},
		{"all slashes merged", "//a//b//c", "/a/b/c"},
		{"a dot resolved", "/antom/./notify", "/antom/notify"},
		{"a dot at the end", "/antom/notify/.", "/antom/notify"},
		{"two dots resolved", "/antom/antom/../notify", "/antom/notify"},
		{"dots added", "/antom/notify", "/x/../antom/./notify"},
		{"jsessionid added", "/antom/notify?shop=7", "/antom/notify;jsessionid=1A2B3C?shop=7"},
		{"matrix parameters added", "/shop/antom/notify", "/shop;region=my/antom/notify;v=1"},
		{"query reordered", "/n?c=3&a=1&b=2", "/n?a=1&b=2&c=3"},
		{"query of four reordered", "/n?d=4&b=2&a=1&c=3", "/n?a=1&b=2&c=3&d=4"},
		{"query reversed", "/n?f=1&e=2&d=3&c=4&b=5&a=6", "/n?a=6&b=5&c=4&d=3&e=2&f=1"},
		{"query encoded", "/n?u=https://x.my/a", "/n?u=https%3A%2F%2Fx.my%2Fa"},
		{"query decoded", "/n?u=https%3A%2F%2Fx.my%2Fa", "/n?u=https://x.my/a"},
		{"small escapes", "/n?u=a%3ab", "/n?u=a:b"},
		{"space as plus", "/n?q=a+b", "/n?q=a%20b"},
		{"plus as space", "/n?q=a%20b", "/n?q=a+b"},
		{"encoded plus", "/n?q=a%2Bb", "/n?q=a+b"},
		{"brackets encoded", "/n?a[b]=1", "/n?a%5Bb%5D=1"},
		{"brackets decoded", "/n?a%5Bb%5D=1", "/n?a[b]=1"},
		{"Base64 padding encoded", "/n?t=YQ==", "/n?t=YQ%3D%3D"},
		{"Base64 padding decoded", "/n?t=YQ%3D%3D", "/n?t=YQ=="},
		{"comma encoded", "/n?l=1,2", "/n?l=1%2C2"},
		{"tilde decoded", "/n?u=%7Ea", "/n?u=~a"},
		{"tilde encoded", "/~shop/n", "/%7Eshop/n"},
		{"a flag got =", "/n?test", "/n?test="},
		{"a flag lost =", "/n?test=", "/n?test"},
		{"one flag of two", "/n?test&shop=7", "/n?test=&shop=7"},
		{"question mark dropped", "/n?", "/n"},
		{"question mark added", "/n", "/n?"},
		{"ampersand at the end dropped", "/n?a=1&", "/n?a=1"},
		{"a parameter added", "/n?shop=7", "/n?shop=7&utm_source=x"},
		{"a parameter added first", "/n?shop=7&b=1", "/n?_=1&shop=7&b=1"},
		{"parameters added", "/n?shop=7", "/n?shop=7&x=1&y=2&z=3"},
		{".json added", "/antom/notify", "/antom/notify.json"},
		{".json dropped", "/antom/notify.json?shop=7", "/antom/notify?shop=7"},
		{".php dropped", "/antom/notify.php", "/antom/notify"},
		{".do dropped", "/antom/notify.do", "/antom/notify"},
		{"index.php added", "/antom/notify", "/antom/notify/index.php"},
		{"index.php dropped", "/antom/index.php?a=1", "/antom?a=1"},
		{"escapes of other case", "/caf%c3%a9/n", "/caf%C3%A9/n"},
		{"escaped twice", "/a%20b/n", "/a%2520b/n"},
		{"a language stripped", "/zh-CN/antom/notify", "/antom/notify"},
		{"a language added", "/antom/notify", "/de/antom/notify"},
		{"a version stripped", "/api/v2/antom/notify", "/antom/notify"},
		{"routed through a parameter", "/antom/notify?shop=7", "/index.php?_url=/antom/notify&shop=7"},
		{"routed through q", "/antom/notify", "/index.php?q=antom/notify"},
		{"lower case", "/antom/payNotify", "/antom/paynotify"},
		{"semicolons", "/n?a=1;b=2", "/n?a=1&b=2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := signed()
			m.Path = test.signed
			in := inputFor(t, m)
			in.Message.Path = test.given
			d := Diagnose(in)
			check(t, d, []Cause{CausePath}, nil)
			if d.Expected != test.signed || d.Given != test.given {
				t.Errorf("signed %q, given %q", d.Expected, d.Given)
			}
			in.Message.Body = append(indented(t, m.Body), '\n')
			if d := Diagnose(in); !slices.Equal(d.Causes, []Cause{CausePath, CauseBodyWhitespace, CauseBodyNewline}) {
				t.Errorf("with a body that was written anew: %v", d.Causes)
			}
		})
	}
}
