package mcpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
)

// requestTools make and check requests and send none.
func (s *server) requestTools() []tool {
	return []tool{{
		name: "check_request", title: "Check a request", effect: reads,
		about: "Check the body of a request against the specification without sending it, and see how it is signed: URL, headers, body and the exact string " +
			"to sign. Use it before code sends a request, and to compare the string to sign with what code signs.",
		params: append([]param{
			{name: "operation", kind: text, about: "the operation, such as pay", required: true, enum: operationNames()},
			{name: "body", kind: object, about: "the body of the request", required: true},
			{name: "strict", kind: boolean, about: "warnings are problems too"},
		}, s.account()...),
		result: requestChecked{}, run: checkRequest,
	}}
}

// requestChecked is a request that was not sent.
type requestChecked struct {
	Valid        bool              `json:"valid"`
	Problems     []problem         `json:"problems,omitempty"`
	Method       string            `json:"method,omitempty"`
	URL          string            `json:"url,omitempty"`
	Headers      map[string]string `json:"headers,omitempty"`
	Body         string            `json:"body,omitempty"` // byte for byte
	StringToSign string            `json:"stringToSign,omitempty"`
}

func checkRequest(ctx context.Context, c *call) (result, error) {
	var a struct {
		Operation, Account string
		Body               json.RawMessage
		Strict             bool
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	g, err := c.gateway(ctx, a.Account)
	if err != nil {
		return result{}, err
	}
	prepared, err := prepareCall(ctx, g, flow.APIOptions{Name: a.Operation, Strict: a.Strict}, a.Body, c.events())
	if problems := problemsOf(err); problems != nil {
		return result{summary: explain(err).Error(), value: requestChecked{Problems: problems}}, nil
	}
	if err != nil {
		return result{}, err
	}
	return result{summary: "the request has no mistakes; nothing was sent", value: newRequestChecked(g, prepared)}, nil
}

// prepareCall signs the call of an operation and sends nothing.
func prepareCall(ctx context.Context, g *flow.Gateway, o flow.APIOptions, body json.RawMessage, events flow.Events) (*antom.Prepared, error) {
	x, err := flow.NewAPICall(o, events)
	if err != nil {
		return nil, err
	}
	d, err := document("body", body)
	if err != nil {
		return nil, err
	}
	if err := g.FillDocument(x, d, o); err != nil {
		return nil, err
	}
	return g.Prepare(ctx, x)
}

// document reads an argument that is a request. Without one it is empty.
func document(argument string, body json.RawMessage) (*request.Document, error) {
	if len(body) == 0 {
		return request.New(), nil
	}
	docs, err := flow.ReadFile("the argument "+argument, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return flow.OneDocument(docs, "the argument "+argument, "this tool")
}

// newRequestChecked shows a signed request. The signature of a real account is left
// out: with it anybody could send the request.
func newRequestChecked(g *flow.Gateway, p *antom.Prepared) requestChecked {
	return requestChecked{
		Valid: true, Method: p.Method, URL: p.URL, Headers: headers(p.PublicHeader(), !g.Local),
		Body: string(p.Message.Body), StringToSign: string(p.Message.Content()),
	}
}

// headers are the headers of a request by name.
func headers(h http.Header, withoutSignature bool) map[string]string {
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if len(h[name]) == 0 {
			continue
		}
		out[name] = h[name][0]
		if withoutSignature && http.CanonicalHeaderKey(name) == "Signature" {
			out[name] = "(left out)"
		}
	}
	return out
}
