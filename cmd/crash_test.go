package cmd

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/cmd/webhook"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// TestNothingAcknowledgedIsLost kills a listener under load, again and again,
// as a power switch would, and then looks for every notification that a sender
// has an acknowledgement for.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGKILL")
	}
	kills := 20
	if testing.Short() {
		kills = 5
	}
	home := t.TempDir()
	identity, err := sandbox.LoadIdentity(filepath.Join(home, ".local", "state", "antom", "sandbox"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := map[string]bool{}
	for round := range kills {
		for _, id := range oneCrash(t, home, identity.AntomKey, round) {
			acknowledged[id] = true
		}
	}
	stored := map[string]bool{}
	for r, err := range inbox.List(filepath.Join(home, ".local", "state", "antom", "inbox"), inbox.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Verified {
			stored[r.PaymentRequestID] = true
		}
	}
	for id := range acknowledged {
		if !stored[id] {
			t.Errorf("%s was acknowledged and is not in the store", id)
		}
	}
	t.Logf("%d kills, %d acknowledged, %d stored", kills, len(acknowledged), len(stored))
	if len(acknowledged) < kills {
		t.Errorf("only %d notifications were acknowledged in %d rounds: too little load to prove anything", len(acknowledged), kills)
	}
}

// oneCrash starts a listener, sends to it from several sides, kills it at a
// random moment, and returns the ids that were acknowledged.
func oneCrash(t *testing.T, home string, key *rsa.PrivateKey, round int) []string {
	t.Helper()
	listener, url := startListener(t, home)
	const senders = 8
	var (
		mu   sync.Mutex
		acks []string
		wg   sync.WaitGroup
		kill sync.Once
	)
	// A slow machine needs long for the first acknowledgement; without one, nothing can be lost.
	killSoon := func() {
		kill.Do(func() {
			time.AfterFunc(time.Duration(mathrand.IntN(100))*time.Millisecond, func() { _ = listener.Process.Kill() })
		})
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	defer client.CloseIdleConnections()
	for sender := range senders {
		wg.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("P-%d-%d-%d", round, sender, n)
				ok, alive := deliver(client, url+"/notify", key, id)
				if ok {
					mu.Lock()
					acks = append(acks, id)
					mu.Unlock()
					killSoon()
				}
				if !alive {
					return
				}
			}
		})
	}
	never := time.AfterFunc(patience.Limit, killSoon)
	defer never.Stop()
	_ = listener.Wait()
	wg.Wait()
	return acks
}

// startListener runs this test binary as antom and waits for its ready line.
func startListener(t *testing.T, home string) (*exec.Cmd, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = []string{"antom", "webhook", "listen", "--local", "--addr", "127.0.0.1:0", "-o", "json"}
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "ANTOM_STATE_DIR=", "CLOCK=")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("no ready line: %v", err)
	}
	var ready webhook.ListenerReady
	if err := json.Unmarshal([]byte(line), &ready); err != nil || ready.Event != "ready" {
		t.Fatalf("ready line %q: %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return cmd, strings.TrimSuffix(ready.URL, "/")
}

// deliver sends one signed notification. alive is false when nobody listens
// any more.
func deliver(client *http.Client, url string, key *rsa.PrivateKey, id string) (acknowledged, alive bool) {
	body := []byte(`{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentRequestId":"` + id + `"}`)
	m := antom.Message{Method: http.MethodPost, Path: "/notify", ClientID: sandbox.ClientID, Time: "2026-01-01T00:00:00Z", Body: body}
	signature, err := antom.Sign(key, "1", m)
	if err != nil {
		return false, false
	}
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false, false
	}
	request.Header.Set(antom.HeaderClientID, m.ClientID)
	request.Header.Set(antom.HeaderRequestTime, m.Time)
	request.Header.Set(antom.HeaderSignature, signature.Header())
	response, err := client.Do(request)
	if err != nil {
		return false, false
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return false, false
	}
	return antom.CheckAcknowledgement(response.StatusCode, answer) == nil, true
}
