package alias

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expansion string
		args      []string
		want      string // separated by |
	}{
		{"pay --local", nil, "pay|--local"},
		{"pay --amount $1 --currency HKD", []string{"12.34"}, "pay|--amount|12.34|--currency|HKD"},
		{"pay --amount $1", []string{"1", "--wait", "-q"}, "pay|--amount|1|--wait|-q"},
		{"x $2", []string{"a", "b", "c"}, "x|b|a|c"},
		{"x $1-$1", []string{"a b"}, "x|a b-a b"},
		{"x '$1' \"$2\"", []string{"$2", "'"}, "x|$2|'"},
		{`--set 'order.orderDescription=One bag' pay`, nil, "--set|order.orderDescription=One bag|pay"},
		{`a\ b "c\"d\e" 'f\' ""`, nil, `a b|c"d\e|f\|`},
		{"x $0 $ $a $10", []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "ten"}, "x|$0|$|$a|ten|1|2|3|4|5|6|7|8|9"},
		{"  x\ty  ", nil, "x|y"},
	} {
		got, err := Alias{"a", c.expansion}.Expand(c.args)
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%q with %q: %q, %v; want %s", c.expansion, c.args, got, err, c.want)
		}
	}
	_, err := Alias{"co", "pay $3"}.Expand([]string{"1"})
	if missing := new(MissingError); !errors.As(err, &missing) || missing.Want != 3 || missing.Got != 1 {
		t.Errorf("too few arguments: %v", err)
	}
	if _, err := (Alias{"co", "pay $99999999999999999999"}).Expand([]string{"1"}); err == nil {
		t.Error("a placeholder with a huge number was replaced")
	}
	if words, err := (Alias{"co", "!echo $1 'x"}).Words(); err != nil || words != nil {
		t.Errorf("of a line for the shell: %q, %v", words, err)
	}
}

func TestExpandOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expansion string
		args      []string
		want      string
		ok        bool
	}{
		{"pay --local", nil, "pay|--local", true},
		{"pay --method $1 --amount $2", nil, "pay|--method", true},
		{"pay --method $1 --amount $2", []string{"CARD"}, "pay|--method|CARD|--amount", true},
		{"pay --method $1 --amount $2", []string{"CARD", "1"}, "pay|--method|CARD|--amount|1", true},
		{"pay --set a=$1", nil, "", false},
		{"pay '", nil, "", false},
		{"pay $2 $1", nil, "", false},
		{"pay 'a b' \"it's\" $1", nil, "pay|a b|it's", true},
	} {
		got, ok := Alias{"a", c.expansion}.ExpandOpen(c.args)
		if ok != c.ok || strings.Join(got, "|") != c.want {
			t.Errorf("%q after %q: %q, %v; want %s, %v", c.expansion, c.args, got, ok, c.want, c.ok)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"co", "9a", "pay-hk", "x_y", strings.Repeat("x", maxName)} {
		if err := CheckName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "-x", "_x", "a b", "a/b", "a.b", "ä", "x$", strings.Repeat("x", maxName+1)} {
		if CheckName(name) == nil {
			t.Errorf("the name %q was accepted", name)
		}
	}
	for _, text := range []string{"pay", "!echo hi", "pay $1 '--alive'", "pay --livestock", "!antom history | grep live"} {
		if err := CheckExpansion(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		"", "  ", "!", "! ", "pay 'x", `pay \`, "pay\nx", "pay \x00", "pay \xff", strings.Repeat("x", maxExpansion+1),
	} {
		if CheckExpansion(text) == nil {
			t.Errorf("the expansion %q was accepted", text)
		}
	}
	for _, text := range []string{
		"pay --live", "pay --live=true", "--live pay", "pay '--live'", `pay "--li"ve`, `pay --li\ve x`, "!antom pay --live", "!antom pay --live; true",
		"!ANTOM_LIVE=allow antom pay", "!(antom pay --live)",
	} {
		if !errors.Is(CheckExpansion(text), ErrLive) {
			t.Errorf("%q allows real money", text)
		}
	}
}

// FuzzExpand checks that an expansion that is accepted never loses an argument, that an
// argument never becomes several words, and that --live only comes from the arguments.
func FuzzExpand(f *testing.F) {
	f.Add("pay --amount $1", "12", "--wait")
	f.Add(`x "$2" '$1'`, "a b", "$1")
	f.Add("!echo $1", "", "")
	f.Fuzz(func(t *testing.T, expansion, first, second string) {
		a := Alias{"a", expansion}
		if CheckExpansion(expansion) != nil {
			return
		}
		words, err := a.Words()
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(words, "--live") {
			t.Fatalf("%q has --live", expansion)
		}
		again, err := split(quoteAll(words))
		if err != nil || !slices.Equal(again, words) {
			t.Fatalf("%q became %q", words, again)
		}
		got, err := a.Expand([]string{first, second})
		if err != nil {
			return
		}
		if len(got) < len(words) || len(got) > len(words)+2 {
			t.Fatalf("%q became %q", words, got)
		}
		joined := strings.Join(got, "\x00")
		if _, shell := a.Shell(); !shell && (!strings.Contains(joined, first) || !strings.Contains(joined, second)) {
			t.Fatalf("%q lost %q or %q", got, first, second)
		}
		a.ExpandOpen([]string{first})
	})
}
