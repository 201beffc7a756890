package flow

import (
	"context"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// authorizationDefaults are the fields of authorizations.consult that nobody has to
// give: the merchant's own id, what is asked for, and where the buyer is.
func authorizationDefaults(d *request.Document, id string) []Default {
	fields := []Default{{"authState", id}}
	if !d.Has("scopes") {
		fields = append(fields, Default{"scopes[0]", "AGREEMENT_PAY"})
	}
	if !d.Has("terminalType") {
		fields = append(fields, Default{"env.terminalType", "WEB"})
	}
	return fields
}

// CallFields guards and sends a call of an operation whose fields are given one by
// one: path and text in turn. flag names where the texts come from, for messages. The
// answer is one of success, or there is an error.
func (g *Gateway) CallFields(ctx context.Context, operation, flag string, fields ...string) (*Answer, error) {
	c, err := NewAPICall(APIOptions{Name: operation}, g.Events)
	if err != nil {
		return nil, err
	}
	d := request.New()
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i+1] == "" {
			continue
		}
		if err := d.Set(fields[i], fields[i+1], request.Origin{What: flag}); err != nil {
			return nil, apperr.New(apperr.Usage, fields[i], err)
		}
	}
	if err := g.FillDocument(c, d, APIOptions{}); err != nil {
		return nil, err
	}
	x, err := g.CallAPI(ctx, c, false)
	if err != nil {
		return nil, err
	}
	return x, x.Err()
}

// codeDetails are the forms of the code to scan: of a payment or of an authorization.
func (x *Answer) codeDetails() *spec.Node {
	if form := x.Body.At("authCodeForm.codeDetails"); form != nil {
		return form
	}
	return x.Body.At("orderCodeForm.codeDetails")
}
