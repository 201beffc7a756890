package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestAgentProcess drives a whole payment with the client of the protocol's SDK and a
// real process, which ends with its input.
func TestAgentProcess(t *testing.T) {
	t.Parallel()
	work := t.TempDir()
	home := filepath.Join(work, "home")
	if err := seedSandboxKeys(work, filepath.Join(home, ".local", "state", "antom", "sandbox", "keys")); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("antom", "mcp", "--ephemeral")
	command.Env = append(os.Environ(), "HOME="+home, "USERPROFILE="+home)
	command.Dir = work
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	s, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: command}, nil)
	if err != nil {
		t.Fatal(err)
	}
	call := func(name string, arguments map[string]any) map[string]any {
		t.Helper()
		r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
		if err != nil || r.IsError {
			t.Fatalf("%s: %v, %+v", name, err, r)
		}
		facts, _ := r.StructuredContent.(map[string]any)
		return facts
	}
	id := call("create_payment", map[string]any{"amount": "12.34", "currency": "HKD", "method": "ALIPAY_HK"})["paymentRequestId"]
	call("simulate_buyer", map[string]any{"id": id, "decision": "accept"})
	if got := call("inquire_payment", map[string]any{"payment_request_id": id})["status"]; got != "SUCCESS" {
		t.Errorf("the state is %v", got)
	}
	call("refund_payment", map[string]any{"payment_request_id": id})

	// Close closes standard input and waits for the process, which gets no signal.
	if err := s.Close(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}
