package mcpserver

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/keys"
)

// effect is what a tool does to the world, from which its annotations are made.
type effect int

const (
	reads     effect = iota // looks something up on this machine
	asks                    // asks a gateway for something
	simulates               // changes the state of the simulator
	moves                   // moves money: at the simulator, or at the profile's gateway
	delivers                // sends notifications to an application of this machine

)

// tool is one tool of the server.
type tool struct {
	name, title string
	about       string // for an agent: when to use it, and what it returns
	effect      effect
	params      []param
	result      any // a value of the type of its results
	run         func(context.Context, *call) (result, error)
}

// result is what a tool found: a summary of one or a few lines, and the facts.
type result struct {
	summary string
	value   any
	failed  bool // the facts are those of a failure
}

// call is one call of a tool.
type call struct {
	*server
	request   *mcp.CallToolRequest
	arguments json.RawMessage

	mu    sync.Mutex
	notes []string
}

// decode reads the arguments, which were checked, into a struct.
func (c *call) decode(into any) error {
	if len(c.arguments) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.arguments, into); err != nil {
		return apperr.New(apperr.Usage, "the arguments cannot be read", err)
	}
	return nil
}

// events collects what the user of a command would be told. The announcement of the
// gateway is left out: the result names it.
func (c *call) events() flow.Events {
	return func(e flow.Event) {
		if _, ok := e.(flow.Announcement); !ok {
			c.note(e.Text())
		}
	}
}

// note adds a note to the result, as long as there are few.
func (c *call) note(text string) {
	const most = 20
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.notes) < most {
		c.notes = append(c.notes, shortText(printable.Clean(inArguments(keys.Redact(text))), maxNote))
	}
}

// toolAnnotations tell a client what to ask the user about.
func (t *tool) annotations() *mcp.ToolAnnotations {
	no, yes := false, true
	a := &mcp.ToolAnnotations{Title: t.title, DestructiveHint: &no, OpenWorldHint: &no}
	switch t.effect {
	case reads:
		a.ReadOnlyHint, a.IdempotentHint = true, true
	case asks:
		a.ReadOnlyHint, a.OpenWorldHint = true, &yes
	case simulates, delivers:
	case moves:
		a.DestructiveHint, a.OpenWorldHint = &yes, &yes
	}
	return a
}

// definition is the tool as clients see it.
func (s *server) definition(t *tool) *mcp.Tool {
	return &mcp.Tool{
		Name: t.name, Title: t.title, Description: t.about, Annotations: t.annotations(),
		InputSchema: schema(t.params), OutputSchema: outputSchema(t.result),
	}
}

// handler is what happens when a tool is called.
func (s *server) handler(t *tool) mcp.ToolHandler {
	return func(ctx context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		ctx, done := s.begin(ctx)
		defer done()
		c := &call{server: s, request: r, arguments: r.Params.Arguments}
		began := time.Now()
		out := s.answer(ctx, t, c)
		s.o.Log.Debug("tool", "name", t.name, "failed", out.IsError, "duration", time.Since(began).Round(time.Millisecond))
		return out, nil
	}
}

// answer runs a tool. A failure is a result too, so that the agent can read it.
func (s *server) answer(ctx context.Context, t *tool, c *call) (out *mcp.CallToolResult) {
	defer func() {
		if fault := recover(); fault != nil { // one call must not end the session
			s.o.Log.Error("a tool failed", "name", t.name, "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			out = c.failed(apperr.New(apperr.Internal, "the tool "+t.name+" failed because of a fault in antom", nil, "what a report needs: antom doctor --bundle bundle.json"))
		}
	}()
	if err := checkArguments(t.params, c.arguments); err != nil {
		return c.failed(err)
	}
	r, err := t.run(ctx, c)
	if question := (*questionError)(nil); asQuestion(err, &question) {
		return question.result()
	}
	if err != nil {
		return c.failed(err)
	}
	return c.shown(r.summary, r.value, r.failed)
}

// failed is the result of a tool that could not do its work.
func (c *call) failed(err error) *mcp.CallToolResult {
	f := newFailure(explain(err))
	return c.shown(f.Text(), map[string]any{memberError: f}, true)
}

// shown makes a result: text for the agent, and the same facts for programs.
func (c *call) shown(summary string, value any, failed bool) *mcp.CallToolResult {
	data, cut, err := bounded(value)
	if err != nil {
		data, summary, failed = json.RawMessage("{}"), fmt.Sprintf("the result cannot be written: %v", err), true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	more := map[string]any{}
	if cut != "" {
		more[memberTruncated] = cut
	}
	if len(c.notes) > 0 {
		more[memberNotes] = c.notes
	}
	data = withMembers(data, more)
	var b strings.Builder
	b.WriteString(shortText(summary, maxSummary))
	for _, n := range c.notes {
		b.WriteString("\nnote: " + n)
	}
	if cut != "" {
		b.WriteString("\n" + cut)
	}
	content := []mcp.Content{&mcp.TextContent{Text: b.String()}}
	if !failed {
		content = append(content, &mcp.TextContent{Text: string(data)})
	}
	return &mcp.CallToolResult{Content: content, StructuredContent: data, IsError: failed}
}

// withMembers adds members to an object.
func withMembers(object json.RawMessage, more map[string]any) json.RawMessage {
	if len(more) == 0 {
		return object
	}
	added, err := marshal(more)
	if err != nil {
		return object // it is made of texts
	}
	if string(object) == "{}" {
		return added
	}
	out := append([]byte{}, object[:len(object)-1]...)
	out = append(out, ',')
	return append(out, added[1:]...)
}
