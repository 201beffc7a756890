package simulator

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// requestsFlags are the flags of sandbox requests.
type requestsFlags struct {
	filter sandbox.RequestFilter
	limit  cli.LimitFlag
}

func newSandboxRequestsCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &requestsFlags{}
	cmd := &cobra.Command{
		Use:   "requests [ID]",
		Short: "List the requests to the simulator, or show one with its signed content",
		Long: `List the latest requests that the running simulator received, newest first, with their results. With
an ID, show one of them: its headers and body, the content that its signature is made over, the
response, and for a refused request the cause and the fix. The ID is the number in the list.

In the signed content invisible characters are visible: a space is ·, a tab →, CR ␍ and LF ␊.
Secrets, card data and data of the buyer are masked.

The simulator keeps the latest 500 accepted and the latest 500 refused requests in memory, at most
4 MiB of each, until it stops. A request is refused if its result has the status F, or if it has no
response.`,
		Example: `  antom sandbox requests --refused
  antom sandbox requests 17
  antom sandbox requests --operation pay --limit 0 -o json
  antom sandbox requests --refused --jq '.[0].cause, .[0].fix'`,
		Args: cli.ArgCount(0, 1, "one number of a request"),
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.filter.Refused, "refused", false, "only requests that were refused or had no response")
	fl.StringVar(&f.filter.Operation, "operation", "", "only requests of this `operation`, such as pay")
	fl.StringVar(&f.filter.Subject, "payment", "", "only requests about the payment, refund or capture with this `id`")
	f.limit.Add(cmd, "requests")
	_ = cmd.RegisterFlagCompletionFunc("operation", cli.CompleteOperations)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			return showRequest(env, cmd, s, o, args[0])
		}
		return listRequests(env, cmd, s, o, f)
	})
	return cmd
}

// requestLog connects to the running simulator; only that has requests.
func requestLog(env *cli.Env, cmd *cobra.Command, s *ServeFlags) (sandbox.Control, error) {
	remote, err := sandbox.Dial(cmd.Context(), s.Dir(env))
	if err != nil {
		return nil, apperr.New(apperr.Config, "no simulator with this state is running, and requests are kept only while it runs", nil,
			"antom sandbox", "antom dev")
	}
	return remote, nil
}

func listRequests(env *cli.Env, cmd *cobra.Command, s *ServeFlags, o output.Options, f *requestsFlags) error {
	if err := f.limit.Check(); err != nil {
		return err
	}
	if err := checkOperation(f.filter.Operation); err != nil {
		return err
	}
	c, err := requestLog(env, cmd, s)
	if err != nil {
		return err
	}
	all, err := c.Requests(cmd.Context(), f.filter)
	if err != nil {
		return apperr.New(apperr.Internal, "listing the requests", err)
	}
	list := cli.Limited(env, f.limit, all)
	facts := []callFacts{}
	for _, call := range list {
		facts = append(facts, newCallFacts(call))
	}
	return env.Print(cmd, o, output.Result{
		Value: facts, Quiet: cli.QuietLines(list, func(c sandbox.Call) string { return c.ID }),
		Text: func(w io.Writer) error { return writeRequests(env, w, list, f.filter.Refused) },
	})
}

// checkOperation accepts the name of an operation, and a path, for calls of something
// that is no operation.
func checkOperation(name string) error {
	_, known := spec.FindOperation(name)
	if name == "" || known || strings.HasPrefix(name, "/") {
		return nil
	}
	return cli.UsageError("--operation "+apperr.ShellQuote(name), errors.New("it is not an operation of Antom"), "antom explain")
}

// writeRequests lists requests. Where only refused ones are asked for, their cause stays
// on a narrow terminal, too.
func writeRequests(env *cli.Env, w io.Writer, list []sandbox.Call, refused bool) error {
	if len(list) == 0 {
		env.Note("No request matches the filters")
		return nil
	}
	rows := make([][]string, len(list))
	for i, c := range list {
		rows[i] = []string{
			c.ID, cli.TimeCell(env, c.Time), ui.Clean(c.Operation), requestResult(c), ui.Clean(requestSubject(c)), ui.Clean(c.ClientID), ui.Clean(c.Cause),
		}
	}
	cause := cli.Column{Header: "CAUSE", Drop: 3}
	if refused {
		cause.Drop = 0
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "ID"}, {Header: "TIME", Drop: 2}, {Header: "OPERATION"}, {Header: "RESULT"}, {Header: "REQUEST ID"},
		{Header: "CLIENT ID", Drop: 1}, cause,
	}, rows)
}

// requestSubject is the merchant's id of what a request is about, else Antom's.
func requestSubject(c sandbox.Call) string {
	if c.RequestID != "" {
		return c.RequestID
	}
	return c.PaymentID
}

// requestResult says in a few words how a request ended.
func requestResult(c sandbox.Call) string {
	switch {
	case c.HTTPStatus == 0:
		return "no response"
	case c.ResultCode == "":
		return fmt.Sprintf("HTTP %d", c.HTTPStatus)
	}
	return c.ResultStatus + " " + c.ResultCode
}

func showRequest(env *cli.Env, cmd *cobra.Command, s *ServeFlags, o output.Options, id string) error {
	if err := cli.CheckID("the number of the request", id, "antom sandbox requests"); err != nil {
		return err
	}
	c, err := requestLog(env, cmd, s)
	if err != nil {
		return err
	}
	r, err := c.Request(cmd.Context(), id)
	switch {
	case errors.Is(err, sandbox.ErrNotFound):
		return apperr.New(apperr.Usage, "request "+id, errors.New("the simulator has no request with this number, or does not keep it any more"),
			"antom sandbox requests", "to list the requests about a payment: antom sandbox requests --payment "+apperr.ShellQuote(id))
	case err != nil:
		return apperr.New(apperr.Internal, "request "+id, err)
	}
	return env.Print(cmd, o, output.Result{
		Value: newRequestFacts(r), Quiet: requestResult(r.Call),
		Text: func(w io.Writer) error { return writeRequest(env, w, r) },
	})
}

func writeRequest(env *cli.Env, w io.Writer, r sandbox.Request) error {
	t := env.Theme()
	kind := ui.StatusOK
	if r.Refused {
		kind = ui.StatusFailed
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, ui.Clean(r.Operation)+"  "+requestResult(r.Call)))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Cause", Value: r.Cause},
		{Label: "Fix", Value: r.Fix},
		{Label: "Fault", Value: r.Fault},
		{Label: "Time", Value: cli.TimeText(r.Time)},
		{Label: "Client ID", Value: r.ClientID},
		{Label: "Request ID", Value: r.RequestID},
		{Label: "Payment ID", Value: r.PaymentID},
		{Label: "Amount", Value: cli.MajorAmount(r.Currency, r.Value)},
		{Label: "State", Value: r.State},
		{Label: "Response", Value: fmt.Sprintf("%s in %.1f ms", httpStatusText(r.HTTPStatus), cli.Milliseconds(r.Duration))},
	}))
	fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Request"), ui.Clean(r.Method+" "+r.Path))
	writeHeaders(w, r.Headers)
	fmt.Fprintf(w, "\n%s\n", bodyText(r.Body))
	fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Signed content, with invisible characters visible"), ui.CleanText(r.SignedContent))
	fmt.Fprintf(w, "\n%s\n", t.Title("Response"))
	writeHeaders(w, r.ResponseHeaders)
	fmt.Fprintf(w, "\n%s\n", bodyText(r.Response))
	return nil
}

func httpStatusText(status int) string {
	if status == 0 {
		return "none"
	}
	return fmt.Sprintf("HTTP %d", status)
}

func writeHeaders(w io.Writer, headers []sandbox.RequestHeader) {
	for _, h := range headers {
		fmt.Fprintf(w, "%s: %s\n", ui.Clean(h.Name), ui.Clean(h.Value))
	}
}

func bodyText(body string) string {
	if strings.TrimSpace(body) == "" {
		return "(no body)"
	}
	return ui.CleanText(strings.TrimRight(body, "\n"))
}
