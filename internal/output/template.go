package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	template "github.com/DataDog/datadog-agent/pkg/template/text"
)

// compileTemplate compiles a template. Beside those of text/template there are
// these functions:
//
//	json V             V as JSON on one line
//	join SEP LIST      the items of LIST, with SEP between them
//	split SEP S        the list of S's parts between SEPs
//	pluck KEY LIST     the values of KEY in a LIST of objects
//	default D V        V, or D when V is missing, null or ""
//	upper S, lower S   S in capitals, in small letters
//	trim S             S without white space around it
//	replace OLD NEW S  S with every OLD replaced by NEW
func compileTemplate(text string) (*template.Template, error) {
	t, err := template.New("t").Funcs(templateFuncs()).Parse(text)
	if err != nil {
		return nil, templateError(text, err)
	}
	return t, nil
}

func templateFuncs() template.FuncMap {
	return template.FuncMap{
		"json":    templateJSON,
		"join":    templateJoin,
		"split":   func(sep, s string) []string { return strings.Split(s, sep) },
		"pluck":   templatePluck,
		"default": templateDefault,
		"upper":   strings.ToUpper,
		"lower":   strings.ToLower,
		"trim":    strings.TrimSpace,
		"replace": func(old, with, s string) string { return strings.ReplaceAll(s, old, with) },
	}
}

// renderTemplate runs the template over the JSON form and makes sure that its
// output ends with a line feed.
func (o Options) renderTemplate(ctx context.Context, r Result) ([]byte, error) {
	t, err := compileTemplate(o.Template)
	if err != nil {
		return nil, err
	}
	input, err := decode(r.Value)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, maxExprTime)
	defer cancel()
	out := &boundedBuffer{ctx: limited}
	if err := t.Execute(out, comparableNumbers(input)); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, templateError(o.Template, err)
	}
	return o.line(out.String()), nil
}

// boundedBuffer ends a template that prints without end.
type boundedBuffer struct {
	bytes.Buffer
	ctx context.Context
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if b.ctx.Err() != nil {
		return 0, fmt.Errorf("it takes longer than %v", maxExprTime)
	}
	if b.Len()+len(p) > maxExprOutput {
		return 0, errTooMuch
	}
	return b.Buffer.Write(p)
}

// templateError takes place and mistake out of an error of text/template,
// which has the form "template: t:LINE:COLUMN: executing …: mistake", some
// parts missing at times.
func templateError(text string, err error) error {
	e := &ExprError{Flag: "--template", Expr: text, Err: err}
	m := templatePlace().FindStringSubmatch(err.Error())
	if m == nil {
		return e
	}
	e.Line, _ = strconv.Atoi(m[1])
	if column, err := strconv.Atoi(m[2]); err == nil {
		e.Column = column + 1
	}
	e.Err = errors.New(m[3])
	return e
}

func templatePlace() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^template: t:(\d+):(?:(\d+):)? (?:executing "t" )?(.*)$`)
}

// comparableNumbers turns numbers into the ones that a template can compare. A number
// that would lose digits stays as it is written.
func comparableNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = comparableNumbers(v[k])
		}
	case []any:
		for i := range v {
			v[i] = comparableNumbers(v[i])
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil && strconv.FormatFloat(f, 'g', -1, 64) == v.String() {
			return f
		}
	}
	return v
}

func templateJSON(v any) (string, error) {
	if v == nil {
		return "null", nil
	}
	data, err := marshal(v)
	return string(data), err
}

func templateJoin(sep string, list any) (string, error) {
	var parts []string
	switch l := list.(type) {
	case nil:
	case []string:
		parts = l
	case []any:
		for _, v := range l {
			parts = append(parts, templateText(v))
		}
	default:
		return "", fmt.Errorf("not a list: %T", list)
	}
	return strings.Join(parts, sep), nil
}

// templateText is a value as a template prints it, but objects and lists as
// JSON, and null as nothing.
func templateText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any, []any:
		s, err := templateJSON(v)
		if err != nil {
			return ""
		}
		return s
	default:
		return fmt.Sprint(v)
	}
}

func templatePluck(key string, list any) ([]any, error) {
	items, ok := list.([]any)
	if !ok && list != nil {
		return nil, errors.New("not a list")
	}
	var out []any
	for _, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, errors.New("not a list of objects")
		}
		if v, ok := object[key]; ok {
			out = append(out, v)
		}
	}
	return out, nil
}

func templateDefault(fallback, v any) any {
	if v == nil || v == "" {
		return fallback
	}
	return v
}
