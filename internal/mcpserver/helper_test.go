package mcpserver

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
)

// keysOfTests are the keys of all simulators here: making them takes long.
var keysOfTests = sync.OnceValues(func() (sandbox.Identity, error) { return sandbox.LoadIdentity("", rand.Reader) })

// newSimulator opens a simulator in memory, with a gateway that journals in a
// directory of the test.
func newSimulator(t testing.TB, journals string) (*sandbox.Sandbox, *flow.Gateway) {
	t.Helper()
	identity, err := keysOfTests()
	if err != nil {
		t.Fatal(err)
	}
	own, err := sandbox.Open(sandbox.Options{Identity: identity, AllowRemoteNotify: false})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = own.Close() })
	return own, &flow.Gateway{
		Local: true, Profile: "local", Journal: journal.Open(journals, time.Now),
		Client: &antom.Client{
			Gateway: "http://127.0.0.1:8964", ClientID: identity.ClientID, Auth: antom.RSA{Key: identity.MerchantKey, KeyVersion: "1"},
			AntomKeys: []*rsa.PublicKey{&identity.AntomKey.PublicKey}, HTTPClient: &http.Client{Transport: own.Transport()}, Timeout: patience.Limit,
		},
	}
}

// directory opens a store on this machine.
func directory(dir string) func() (inbox.Reader, error) {
	return func() (inbox.Reader, error) { return inbox.Dir(dir), nil }
}

// newOptions are those of a server without a profile.
func newOptions(t testing.TB) Options {
	t.Helper()
	journals := t.TempDir()
	own, g := newSimulator(t, journals)
	return Options{
		Version: "test", UserAgent: "antom-cli/test", Journal: journal.Open(journals, time.Now), Inbox: directory(t.TempDir()), Dir: t.TempDir(),
		Simulator: func(context.Context) (*Simulator, error) {
			return &Simulator{Gateway: g, Control: own.Control(), Identity: own.Identity()}, nil
		},
		Suspects:   func(context.Context) verify.Suspects { return verify.Suspects{} },
		Deliveries: notification.NewHTTPClient(httpclient.Options{}),
		Now:        time.Now, Sleep: poll.Sleep, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

// profileOf is an account whose gateway is another simulator, live or not.
func profileOf(t testing.TB, live bool) *Profile {
	t.Helper()
	own, g := newSimulator(t, t.TempDir())
	g.Local, g.Live, g.LiveAllowed, g.Profile = false, live, true, "shop"
	return &Profile{Name: "shop", Live: live, Gateway: g, Keys: []verify.Key{{Public: &own.Identity().AntomKey.PublicKey, Name: "profile shop"}}}
}

// session is a client that is connected to a server.
type session struct {
	*mcp.ClientSession
	t       testing.TB
	schemas map[string]*jsonschema.Resolved
}

// connect starts a server and a client over a pipe. answer is what the user says when
// asked; nil: the client cannot ask.
func connect(t testing.TB, o Options, answer func(*mcp.ElicitRequest) (*mcp.ElicitResult, error)) *session {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	requests, toServer := io.Pipe()
	fromServer, responses := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, o, requests, responses)
		_ = responses.Close()
	}()
	options := &mcp.ClientOptions{}
	if answer != nil {
		options.ElicitationHandler = func(_ context.Context, r *mcp.ElicitRequest) (*mcp.ElicitResult, error) { return answer(r) }
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, options)
	cs, err := client.Connect(ctx, &mcp.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cs.Close()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
		cancel()
	})
	s := &session{ClientSession: cs, t: t, schemas: map[string]*jsonschema.Resolved{}}
	s.readSchemas()
	return s
}

// readSchemas keeps the schema of the results of each tool.
func (s *session) readSchemas() {
	s.t.Helper()
	for tool, err := range s.Tools(s.t.Context(), nil) {
		if err != nil {
			s.t.Fatal(err)
		}
		data, err := json.Marshal(tool.OutputSchema)
		if err != nil {
			s.t.Fatal(err)
		}
		var schema jsonschema.Schema
		if err := json.Unmarshal(data, &schema); err != nil {
			s.t.Fatalf("%s: %v", tool.Name, err)
		}
		if s.schemas[tool.Name], err = schema.Resolve(nil); err != nil {
			s.t.Fatalf("%s: %v", tool.Name, err)
		}
	}
}

// called is the result of a call.
type called struct {
	t     testing.TB
	text  string
	facts map[string]any
	fault bool
}

// call calls a tool. Every result must fit its schema and be bounded.
func (s *session) call(name string, arguments map[string]any) called {
	s.t.Helper()
	r, err := s.CallTool(s.t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		s.t.Fatalf("%s %v: %v", name, arguments, err)
	}
	var texts []string
	for _, c := range r.Content {
		texts = append(texts, c.(*mcp.TextContent).Text)
	}
	facts, ok := r.StructuredContent.(map[string]any)
	if !ok {
		s.t.Fatalf("%s: the structured content is %T", name, r.StructuredContent)
	}
	if err := s.schemas[name].Validate(facts); err != nil {
		s.t.Errorf("%s %v: the result does not fit its schema: %v\n%v", name, arguments, err, facts)
	}
	if size := len(strings.Join(texts, "")); size > 2*maxOutput {
		s.t.Errorf("%s %v: %d bytes of text", name, arguments, size)
	}
	return called{t: s.t, text: strings.Join(texts, "\n"), facts: facts, fault: r.IsError}
}

// ok calls a tool that must succeed.
func (s *session) ok(name string, arguments map[string]any) called {
	s.t.Helper()
	c := s.call(name, arguments)
	if c.fault {
		s.t.Fatalf("%s %v failed: %s", name, arguments, c.text)
	}
	return c
}

// refused calls a tool that must fail with a kind and words in its message or hints.
func (s *session) refused(name string, arguments map[string]any, kind apperr.Kind, words ...string) called {
	s.t.Helper()
	c := s.call(name, arguments)
	if !c.fault {
		s.t.Errorf("%s %v did not fail: %s", name, arguments, c.text)
		return c
	}
	if got := c.at("error", "kind"); got != string(kind) {
		s.t.Errorf("%s %v: kind %v, want %s: %s", name, arguments, got, kind, c.text)
	}
	if hints, _ := c.at("error", "hints").([]any); len(hints) == 0 {
		s.t.Errorf("%s %v: no hint says what to do: %s", name, arguments, c.text)
	}
	for _, w := range words {
		if !strings.Contains(c.text, w) {
			s.t.Errorf("%s %v: %q is not in %s", name, arguments, w, c.text)
		}
	}
	return c
}

// at is a fact of a result, by the names of the members that lead to it; a number is
// the place in a list.
func (c called) at(path ...any) any {
	var value any = c.facts
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := value.(map[string]any)
			value = m[s]
		case int:
			list, _ := value.([]any)
			if s >= len(list) {
				return nil
			}
			value = list[s]
		}
	}
	return value
}

// want holds a fact of a result.
func (c called) want(value any, path ...any) {
	c.t.Helper()
	if got := c.at(path...); got != value {
		c.t.Errorf("%v is %v, want %v: %s", path, got, value, c.text)
	}
}

// args are arguments: name and value in turn.
func args(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}
