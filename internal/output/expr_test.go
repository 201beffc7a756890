package output

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestJQ(t *testing.T) {
	t.Parallel()
	cases := []struct{ expr, want string }{
		{".paymentStatus", "SUCCESS\n"},
		{".paymentAmount", `{"currency":"HKD","value":"0100"}` + "\n"},
		{".list[].id", "b\na\n"},
		{".attempts", "2\n"},
		{".note", "null\n"},
		{".missing", "null\n"},
		{"empty", ""},
		{".list | length, .[0].id", "2\nb\n"},
		{"1, halt, 2", "1\n"},
		{"$ENV | length", "0\n"},
		{`"a\nb"`, "a\nb\n"},
	}
	for _, tc := range cases {
		if got := mustPrint(t, Options{JQ: tc.expr, Compact: true}, raw(payment)); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.expr, got, tc.want)
		}
	}
	if got, want := mustPrint(t, Options{JQ: ".list[0]"}, raw(payment)), "{\n  \"id\": \"b\"\n}\n"; got != want {
		t.Errorf("indented: got %q", got)
	}
	if got := mustPrint(t, Options{JQ: "."}, raw("123456789012345678901234567890.10")); got != "123456789012345678901234567890.10\n" {
		t.Errorf("digits were lost: %q", got)
	}
}

func TestJQIsDeterministic(t *testing.T) {
	t.Parallel()
	o := Options{JQ: "to_entries[] | .key, ., keys?", Compact: true}
	first := mustPrint(t, o, raw(payment))
	for range 20 {
		if got := mustPrint(t, o, raw(payment)); got != first {
			t.Fatalf("got %q, then %q", first, got)
		}
	}
}

func TestJQFailures(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		".paymentStatus.x":      "--jq '.paymentStatus.x': ",
		`error("no")`:           "no",
		`"x" | halt_error`:      "x",
		`"a" * 33554432 | ., .`: "more than 64 MiB",
	} {
		got, err := print(t, Options{JQ: expr}, raw(payment))
		var e *ExprError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%.40s: printed %d bytes, error %v", expr, len(got), err)
		}
	}
}

func TestExpressionsEndWithContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	for _, o := range []Options{
		{JQ: "def f: f; f"},
		{JQ: "range(infinite) | empty"},
		{Template: `{{range 1000000000000}}x{{end}}`},
	} {
		var out strings.Builder
		if err := Print(ctx, &out, o, raw(payment)); !errors.Is(err, context.DeadlineExceeded) || out.Len() > 0 {
			t.Errorf("%s%s: %v", o.JQ, o.Template, err)
		}
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	cases := []struct{ tpl, want string }{
		{"{{.paymentStatus}}", "SUCCESS\n"},
		{"{{.paymentStatus}}\n", "SUCCESS\n"},
		{"", ""},
		{"{{range .list}}{{.id}};{{end}}", "b;a;\n"},
		{`{{pluck "id" .list | join ", "}}`, "b, a\n"},
		{`{{join "-" .list}}`, `{"id":"b"}-{"id":"a"}` + "\n"},
		{`{{join "-" (split "." "a.b")}}`, "a-b\n"},
		{`{{json .paymentAmount}}`, `{"currency":"HKD","value":"0100"}` + "\n"},
		{`{{json .note}}{{json .missing}}`, "nullnull\n"},
		{`{{.missing | default "none"}} {{default "x" .paymentAmount.value}}`, "none 0100\n"},
		{`{{default "x" .attempts}}{{default "y" .note}}`, "2y\n"},
		{`{{upper "a"}}{{lower "B"}}{{trim " c "}}{{replace "x" "y" "xx"}}`, "Abcyy\n"},
		{`{{if gt .attempts 1}}again{{end}}`, "again\n"},
		{`{{with .missing}}no{{end}}`, ""},
		{`{{printf "%s=%v" "n" .attempts}}`, "n=2\n"},
	}
	for _, tc := range cases {
		if tc.tpl == "" {
			continue // no template at all
		}
		if got := mustPrint(t, Options{Template: tc.tpl}, raw(payment)); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.tpl, got, tc.want)
		}
	}
	if got := mustPrint(t, Options{Template: "{{.a}} {{.b}} {{.c}}"}, raw(`{"a":1.5,"b":12345678901234567890,"c":1e2}`)); got != "1.5 12345678901234567890 1e2\n" {
		t.Errorf("numbers: %q", got)
	}
}

func TestTemplateFailures(t *testing.T) {
	t.Parallel()
	for tpl, want := range map[string]string{
		`{{.paymentStatus.x}}`:          "--template '{{.paymentStatus.x}}': column 17: at <.paymentStatus.x>: can't evaluate field x",
		`{{join "," "text"}}`:           "not a list",
		`{{pluck "a" .result}}`:         "not a list",
		`{{pluck "a" (split "," "x")}}`: "not a list",
		`{{upper .attempts}}`:           "wrong type",
	} {
		got, err := print(t, Options{Template: tpl}, raw(payment))
		var e *ExprError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%s: printed %q, error %v", tpl, got, err)
		}
	}
}

func TestExprErrorShortensLongExpressions(t *testing.T) {
	t.Parallel()
	err := &ExprError{Flag: "--jq", Expr: strings.Repeat(".a |\n ", 50) + "x", Line: 51, Column: 2, Err: errors.New("no")}
	if got := err.Error(); len(got) > 120 || !strings.Contains(got, "…': line 51, column 2: no") {
		t.Errorf("got %q", got)
	}
}
