package mcpserver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/docs"
	"github.com/antom-cli/antom/internal/practices"
	"github.com/antom-cli/antom/internal/reference"
)

// scheme begins the addresses of resources: antom://guide/webhooks.
const scheme = "antom://"

const (
	mimeMarkdown = "text/markdown"
	mimeJSON     = "application/json"
)

// lookup is a kind of resource that is looked up by name.
type lookup struct {
	kind, parameter, title, about string
	find                          func(name string) (any, error)
}

func lookups() []lookup {
	return []lookup{
		{"operation", "name", "Operation or notification", "the fields of a request or a notification, such as antom://operation/pay", func(name string) (any, error) {
			return reference.Explain(name, reference.Options{})
		}},
		{"response", "name", "Response of an operation", "the fields of the response of an operation", func(name string) (any, error) {
			return reference.Explain(name, reference.Options{Response: true})
		}},
		{"code", "code", "Result code", "what a result code means for each operation", func(code string) (any, error) {
			return reference.FindCode(code, reference.CodeFilter{})
		}},
		{"method", "code", "Payment method", "regions, currencies, limits and flow of a payment method", func(code string) (any, error) {
			return reference.FindMethod(code)
		}},
		{"currency", "code", "Currency", "the decimals of a currency", func(code string) (any, error) {
			return reference.FindCurrency(code)
		}},
		{"practices", "topic", "Rules for running payments", "the rules of a topic", findPractices},
	}
}

func findPractices(topic string) (any, error) {
	all, err := practices.All()
	if err != nil {
		return nil, err
	}
	found := practices.Search(all, strings.Fields(topic))
	if len(found) == 0 {
		return nil, &reference.NotFoundError{What: "topic", Name: topic, Near: practices.Topics(all)}
	}
	return found, nil
}

// addResources adds the guides, and the specification as templates.
func (s *server) addResources(to *mcp.Server) {
	for _, name := range docs.Names() {
		to.AddResource(&mcp.Resource{
			Name: name, Title: docs.Title(name), Description: "guide: " + docs.Title(name), MIMEType: mimeMarkdown,
			URI: scheme + "guide/" + name, Size: int64(len(docs.Text(name))),
		}, readGuideResource)
	}
	to.AddResource(&mcp.Resource{
		Name: "operations", Title: "Operations", Description: "all operations of Antom's interface", MIMEType: mimeJSON, URI: scheme + "operations",
	}, readOperations)
	for _, l := range lookups() {
		to.AddResourceTemplate(&mcp.ResourceTemplate{
			Name: l.kind, Title: l.title, Description: l.about, MIMEType: mimeJSON,
			URITemplate: fmt.Sprintf("%s%s/{%s}", scheme, l.kind, l.parameter),
		}, l.read)
	}
}

func readGuideResource(_ context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	text := docs.Text(strings.TrimPrefix(r.Params.URI, scheme+"guide/"))
	if text == "" {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	return contents(r.Params.URI, mimeMarkdown, text), nil
}

func readOperations(_ context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	list, err := listOperations("")
	if err != nil {
		return nil, err
	}
	return jsonContents(r.Params.URI, list.value)
}

// read looks one up.
func (l lookup) read(_ context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	name, err := url.PathUnescape(strings.TrimPrefix(r.Params.URI, scheme+l.kind+"/"))
	if err != nil || len(name) > maxText {
		return nil, mcp.ResourceNotFoundError(short(r.Params.URI))
	}
	found, err := l.find(name)
	if err != nil {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	return jsonContents(r.Params.URI, found)
}

func jsonContents(uri string, value any) (*mcp.ReadResourceResult, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return contents(uri, mimeJSON, string(data)), nil
}

func contents(uri, mime, text string) *mcp.ReadResourceResult {
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: mime, Text: text}}}
}
