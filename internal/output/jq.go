package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/antom-cli/antom/internal/printable"
)

// compileJQ compiles an expression. It sees no environment variables, reads no
// modules, and has no other input than the result.
func compileJQ(expr string) (*gojq.Code, error) {
	query, err := gojq.Parse(expr)
	if err != nil {
		e := &ExprError{Flag: "--jq", Expr: expr, Err: err}
		var parse *gojq.ParseError
		if errors.As(err, &parse) {
			// The offset is behind the token that was not expected.
			offset := parse.Offset
			if start := offset - len(parse.Token); start >= 0 && strings.HasPrefix(expr[min(start, len(expr)):], parse.Token) {
				offset = start
			}
			e.Line, e.Column = position(expr, offset)
		}
		return nil, e
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, &ExprError{Flag: "--jq", Expr: expr, Err: err}
	}
	return code, nil
}

// renderJQ prints each value that the expression yields on lines of its own:
// strings as they are, everything else as JSON, as "jq -r" does. The keys of
// objects come out sorted.
func (o Options) renderJQ(ctx context.Context, r Result) ([]byte, error) {
	code, err := compileJQ(o.JQ)
	if err != nil {
		return nil, err
	}
	input, err := decode(r.Value)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, maxExprTime)
	defer cancel()

	var out bytes.Buffer
	values := code.RunWithContext(limited, input)
	for {
		v, ok := values.Next()
		if !ok {
			return out.Bytes(), nil
		}
		if err, isErr := v.(error); isErr {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				return out.Bytes(), nil
			}
			return nil, o.jqFailure(ctx, err)
		}
		text, err := o.jqValue(v)
		if err != nil {
			return nil, err
		}
		if out.Len()+len(text) > maxExprOutput {
			return nil, o.jqFailure(ctx, errTooMuch)
		}
		out.Write(text)
	}
}

var errTooMuch = fmt.Errorf("it yields more than %d MiB", maxExprOutput>>20)

// jqFailure blames the expression, unless the caller's own context ended.
func (o Options) jqFailure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("it takes longer than %v", maxExprTime)
	}
	return &ExprError{Flag: "--jq", Expr: o.JQ, Err: err}
}

func (o Options) jqValue(v any) ([]byte, error) {
	if s, ok := v.(string); ok {
		return []byte(o.clean(s) + "\n"), nil
	}
	data, err := gojq.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("making JSON of a value of --jq: %w", err)
	}
	return layJSON(printable.JSON(data), o.Compact)
}

// decode is the result's JSON form as the plain values that jq works on.
// Numbers keep their digits.
func decode(v any) (any, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var out any
	if err := dec.Decode(&out); err != nil {
		return nil, fmt.Errorf("reading the result's JSON: %w", err)
	}
	return out, nil
}
