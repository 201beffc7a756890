package antom

import (
	"errors"
	"strings"
	"testing"
)

func TestPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, clientID, path, want string }{
		{"sandbox", "SANDBOX_1", "/ams/api/v1/payments/pay", "/ams/sandbox/api/v1/payments/pay"},
		{"live", "5X0", "/ams/api/v1/payments/pay", "/ams/api/v1/payments/pay"},
		{"sandbox already", "SANDBOX_1", "/ams/sandbox/api/v1/payments/pay", "/ams/sandbox/api/v1/payments/pay"},
		{"only the first", "SANDBOX_1", "/ams/api/v1/ams/api", "/ams/sandbox/api/v1/ams/api"},
		{"query stays", "SANDBOX_1", "/ams/api/v1/x?next=/ams/api/y", "/ams/sandbox/api/v1/x?next=/ams/api/y"},
		{"query alone", "SANDBOX_1", "/x?next=/ams/api/y", "/x?next=/ams/api/y"},
		{"already, with query", "SANDBOX_1", "/ams/sandbox/api/x?next=/ams/api/y", "/ams/sandbox/api/x?next=/ams/api/y"},
		{"empty query", "SANDBOX_1", "/ams/api/x?", "/ams/sandbox/api/x?"},
		{"prefix counts in upper case only", "sandbox_1", "/ams/api/x", "/ams/api/x"},
		{"nothing to rewrite", "SANDBOX_1", "/other", "/other"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := Path(c.clientID, c.path)
			if got != c.want {
				t.Errorf("path %s, want %s", got, c.want)
			}
			if again := Path(c.clientID, got); again != got {
				t.Errorf("rewritten twice: %s", again)
			}
		})
	}
}

func TestLive(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{"SANDBOX_5X": false, "5X": true, "": true, "X_SANDBOX_": true, "Sandbox_1": true} {
		if Live(id) != want {
			t.Errorf("Live(%q) is %v", id, !want)
		}
	}
}

func TestPrepareRefusesTheOtherEnvironment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ clientID, path, hint string }{
		"live id, sandbox path":           {"5X0", "/ams/sandbox/api/v1/payments/pay", `"/ams/api/v1/payments/pay"`},
		"sandbox id, path that has none":  {"SANDBOX_1", "/ams/v1/aba/funds/createExchange", "no equivalent in the sandbox"},
		"live id, sandbox path and query": {"5X0", "/ams/sandbox/api/v1/x?a=b", `"/ams/api/v1/x?a=b"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("https://gateway.example")
			client.ClientID = c.clientID
			_, err := client.Prepare(t.Context(), c.path, nil)
			wrong, ok := errors.AsType[*ConfigError](err)
			if !ok || wrong.Reason != ReasonEnvironment || !strings.Contains(wrong.Error(), c.hint) {
				t.Errorf("error %v", err)
			}
		})
	}
}
