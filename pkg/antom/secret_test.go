package antom

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

const hidden = "hidden-secret"

// secretHolders are values of all exported types that hold secrets, by the name of
// the type.
func secretHolders() map[string]any {
	client := Client{
		Gateway: "https://gateway.example", ClientID: "SANDBOX_5Y1", Auth: NewAPIKey(hidden), AgentToken: NewAgentToken(hidden),
		Header: http.Header{"Cookie": {hidden}},
	}
	prepared := Prepared{
		URL:    "https://gateway.example/x",
		Header: http.Header{"Authorization": {"Bearer " + hidden}, http.CanonicalHeaderKey(HeaderAgentToken): {hidden}, "Cookie": {hidden}, "X-Shop": {"1"}},
	}
	return map[string]any{
		"APIKey":     NewAPIKey(hidden),
		"AgentToken": NewAgentToken(hidden),
		"RSA":        RSA{Key: merchantKey(), KeyVersion: "1"},
		"Client":     client,
		"Prepared":   prepared,
		"Attempt":    Attempt{Number: 1, Request: &prepared},
	}
}

// shown is everything that prints, logs or encodes a value, in every way in which
// it may stand somewhere.
func shown(value any) []string {
	var texts []string
	for _, v := range []any{value, &value, []any{value}, map[string]any{"v": value}, struct{ V any }{value}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts = append(texts, fmt.Sprintf(verb, v))
		}
		asJSON, _ := json.Marshal(v) // a Client has functions, and so no JSON
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		texts = append(texts, string(asJSON), log.String())
	}
	return texts
}

func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	key := merchantKey()
	secrets := []string{
		hidden, fmt.Sprintf("%x", hidden), fmt.Sprintf("%d", []byte(hidden)[:4]),
		key.D.String(), key.D.Text(16), key.Primes[0].String(), key.Primes[0].Text(16),
	}
	holders := secretHolders()
	// fmt calls no methods on unexported fields. The types that are secrets through
	// and through hold out there; a header is a map, and nothing can hide it.
	holders["unexported fields"] = struct {
		apiKey APIKey
		token  AgentToken
		signer RSA
	}{NewAPIKey(hidden), NewAgentToken(hidden), RSA{Key: key}}
	for name, value := range holders {
		for _, text := range shown(value) {
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("a secret of %s shows in %.300s", name, text)
				}
			}
		}
	}
}

// What is no secret stays visible, or nobody could find a mistake.
func TestRedactionKeepsTheRest(t *testing.T) {
	t.Parallel()
	holders := secretHolders()
	asJSON, err := json.Marshal(holders["Prepared"])
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		fmt.Sprintf("%+v", holders["Client"]):     "ClientID:SANDBOX_5Y1",
		fmt.Sprintf("%+v", holders["Prepared"]):   "X-Shop:[1]",
		fmt.Sprint(holders["RSA"]):                "sha256:",
		fmt.Sprintf("%#v", holders["AgentToken"]): "antom.AgentToken([redacted])",
		string(asJSON): `"Authorization":["[redacted]"]`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

// TestSecretHoldersAreComplete finds the exported types that can hold a secret, by
// the types of their fields.
func TestSecretHoldersAreComplete(t *testing.T) {
	t.Parallel()
	secretTypes := []string{"secret", "crypto.Signer", "Authenticator", "AgentToken", "http.Header", "*Prepared"}
	open := []string{"Response"} // what came over the network; its headers are Antom's
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	holders, found := secretHolders(), 0
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() || !holdsOne(spec, secretTypes) || slices.Contains(open, spec.Name.Name) {
				return true
			}
			found++
			if _, tested := holders[spec.Name.Name]; !tested {
				t.Errorf("%s can hold a secret: hide it, and add it to secretHolders", spec.Name.Name)
			}
			return true
		})
	}
	if found != len(holders) {
		t.Errorf("%d types found, %d tested", found, len(holders))
	}
}

// holdsOne reports whether a struct has a field of one of the types.
func holdsOne(spec *ast.TypeSpec, names []string) bool {
	s, ok := spec.Type.(*ast.StructType)
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool { return slices.Contains(names, types.ExprString(f.Type)) })
}
