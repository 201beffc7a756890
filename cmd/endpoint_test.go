package cmd

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// endpointMain is an application with a notify URL, for stories:
//
//	endpoint FAULT KEYFILE COMMAND...
//
// It runs COMMAND, which is antom with arguments in which {URL} stands for the notify URL,
// and exits with its code. KEYFILE is the public key that it verifies with.
func endpointMain() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: endpoint FAULT KEYFILE COMMAND...")
		os.Exit(2)
	}
	data, err := keys.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(&notifyEndpoint{fault: os.Args[1], verified: antom.NotificationHandler{
		Verifier: antom.Verifier{Keys: []*rsa.PublicKey{key.Public}},
		Handle:   func(context.Context, *antom.Notification) error { return nil },
		OnError:  func(*http.Request, *antom.NotificationError) {},
	}})
	args := make([]string, len(os.Args)-4)
	for i, arg := range os.Args[4:] {
		args[i] = strings.ReplaceAll(arg, "{URL}", server.URL+"/notify")
	}
	code := Run(withArgs(testProcess(), args))
	server.Close()
	os.Exit(code)
}

// notifyEndpoint verifies notifications, but for its fault.
type notifyEndpoint struct {
	fault    string
	verified antom.NotificationHandler
}

func (e *notifyEndpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch e.fault {
	case "open": // verifies nothing
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(antom.Acknowledgement())
	case "busy":
		_, _ = io.Copy(io.Discard, r.Body)
		http.Error(w, "come back later", http.StatusServiceUnavailable)
	case "spelling":
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`)
	case "close":
		panic(http.ErrAbortHandler)
	case "echo": // says what came
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(os.Stderr, "%s %s\n%s\n", r.Method, r.RequestURI, body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(antom.Acknowledgement())
	default:
		e.verified.ServeHTTP(w, r)
	}
}
