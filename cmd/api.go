package cmd

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// apiFlags are those of api.
type apiFlags struct {
	send    sendFlags
	request requestFlags
	raw     bool
	method  string
	headers []string
	include bool
	dryRun  bool
	list    bool
	group   string
}

func newAPICmd(app *App) *cobra.Command {
	f := &apiFlags{}
	cmd := &cobra.Command{
		Use:     "api OPERATION|PATH [FILE]",
		Short:   "Call any operation of Antom's, signed and verified",
		GroupID: groupPay,
		Long: `Call any of Antom's operations by name or by path, with a body from a YAML or JSON file, from --set
and from the profile's defaults. The request is signed, the answer verified and printed: as readable
JSON, or its exact bytes with -o raw. Where the fields of an operation are known the body is checked
first. With --raw the exact bytes of FILE are sent, unchecked.

The answer is printed whatever Antom says; the exit code tells: 0 S, 6 F, 7 a final state that is no
success, 8 not final. A call is tried again by itself only if that is known to be safe, or with --retries.
With a live client id, --live is needed unless the operation only asks for something.`,
		Example: `  antom api --list --group vaulting
  antom api inquiryPayment --set paymentRequestId=PAY1
  antom api vaults.inquireToken token.yaml --include
  antom api /ams/api/v1/payments/pay body.json --raw -o raw
  antom api funds.createPayout payout.yaml -H @headers.txt --dry-run`,
		Args:              argCount(0, 2, "an operation or a path, and one request file"),
		ValidArgsFunction: completeOperations,
	}
	f.send.add(cmd, true)
	fl := cmd.Flags()
	fl.StringVarP(&f.request.file, "file", "f", "", "request `file`, YAML or JSON; - for standard input")
	fl.StringArrayVar(&f.request.set, "set", nil, "set any field: `path=value` (repeatable)")
	fl.BoolVar(&f.request.noValidate, "no-validate", false, "send as is, without checking the fields")
	fl.BoolVar(&f.request.strict, "strict", false, "treat warnings as errors")
	fl.BoolVar(&f.raw, "raw", false, "send the file's exact bytes")
	fl.StringVar(&f.method, "method", "", "HTTP `method` (default: that of the operation, POST)")
	fl.StringArrayVarP(&f.headers, "header", "H", nil, "further header: `'name: value'`, or @FILE with one in each line (repeatable)")
	fl.BoolVarP(&f.include, "include", "i", false, "print the status and the headers of the answer too")
	addDryRun(cmd, &f.dryRun)
	fl.BoolVar(&f.list, "list", false, "list the operations")
	fl.StringVar(&f.group, "group", "", "with --list: only this `group`")
	for _, other := range []string{"set", "no-validate", "strict"} {
		cmd.MarkFlagsMutuallyExclusive("raw", other)
	}
	cmd.MarkFlagsMutuallyExclusive("include", "dry-run")
	_ = cmd.RegisterFlagCompletionFunc("group", fixed(reference.Groups()...))
	_ = cmd.RegisterFlagCompletionFunc("method", fixed("POST", "GET", "PUT", "DELETE"))
	_ = cmd.RegisterFlagCompletionFunc("set", completeSetOfArgument)
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		switch {
		case f.list || f.group != "":
			return app.listOperations(cmd, args, f)
		case len(args) == 0:
			return apperr.New(apperr.Usage, "which operation?", nil, "antom api OPERATION [FILE]", "all of them: antom api --list")
		default:
			return app.api(cmd, args, f)
		}
	})
	return cmd
}

func (a *App) listOperations(cmd *cobra.Command, args []string, f *apiFlags) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return apperr.New(apperr.Usage, "--list takes no operation", nil, "antom explain "+apperr.ShellQuote(args[0]))
	}
	operations, err := reference.Operations(f.group)
	if err != nil {
		return notFound(err, "")
	}
	rows := make([][]string, len(operations))
	for i, op := range operations {
		kind := "changes"
		if op.Reads {
			kind = "asks"
		}
		rows[i] = []string{op.Name, op.Group, kind, op.Path}
	}
	return a.print(cmd, o, output.Result{
		Value: operations,
		Quiet: quietLines(operations, func(op reference.Operation) string { return op.Name }),
		Text: func(w io.Writer) error {
			a.writeListing(w, []column{{"OPERATION", 0}, {"GROUP", 0}, {"KIND", 90}, {"PATH", 120}}, rows)
			return nil
		},
	})
}

// apiCall is one call that api is to make.
type apiCall struct {
	op      operation
	known   spec.Operation // zero for a path that is in no table
	options antom.PrepareOptions
	header  http.Header
	root    *spec.Node // what the body means, nil when it is no JSON
	body    []byte
}

func (a *App) api(cmd *cobra.Command, args []string, f *apiFlags) error {
	o, err := a.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	c, err := a.newCall(args[0], f)
	if err != nil {
		return err
	}
	file, err := oneFile(f.request.file, args[1:])
	if err != nil {
		return err
	}
	if err := checkRaw(f, file); err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := a.connect(cmd, &f.send, purpose(!dry))
	if err != nil {
		return err
	}
	if err := a.fillBody(cmd, conn, c, f, file); err != nil {
		return err
	}
	conn.client.Header = c.header
	if dry {
		return a.dryCall(cmd, o, conn, c)
	}
	if !c.known.Reads {
		if err := a.guardLive(cmd, conn, f.send.live); err != nil {
			return err
		}
	}
	if !cmd.Flags().Changed("retries") && !c.repeatable() {
		conn.client.Retries = 0
	}
	a.announce(conn)
	// Without the id of a payment there is nothing that inquire could ask for.
	a.about = or(askingAbout(c.op, c.root).words(), "history --limit 1")
	x, err := a.transmitBody(cmd, conn, c.op, c.root, c.body, c.options)
	if err != nil {
		return err
	}
	return a.showCall(cmd, o, x, f.include)
}

// newCall finds the operation and what goes with it besides the body.
func (a *App) newCall(name string, f *apiFlags) (*apiCall, error) {
	path, operationName, err := operationPath(name)
	if err != nil {
		return nil, err
	}
	if operationName == "" {
		a.warnUnknownPath(path)
	}
	c := &apiCall{op: operationNamed(operationName)}
	c.known, _ = spec.FindOperation(operationName)
	if strings.HasPrefix(path, "/v1/") && operationName != "" && !strings.Contains(path, "?") {
		path = c.known.Path // as Antom's documents shorten it
	}
	c.op.address = path
	if c.known.Transport != "" {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s is no signed call with JSON, which is all that this command sends", c.known.Name), nil,
			c.known.Note, "antom explain "+c.known.Name)
	}
	c.options.Method = strings.ToUpper(f.method)
	if c.header, err = a.furtherHeaders(f.headers); err != nil {
		return nil, err
	}
	return c, nil
}

// warnUnknownPath tells that a path is in no table. It is called all the same:
// Antom may have operations that are newer.
func (a *App) warnUnknownPath(path string) {
	near := ""
	if names := spec.NearestOperations(path, 1); len(names) > 0 {
		op, _ := spec.FindOperation(names[0])
		near = fmt.Sprintf("; did you mean %s?", op.Path)
	}
	a.warn("no operation is known at %s%s", ui.Clean(path), near)
}

// checkRaw wants a file where its exact bytes are to be sent.
func checkRaw(f *apiFlags, file string) error {
	if f.raw && file == "" {
		return apperr.New(apperr.Usage, "--raw needs a file, or - for standard input", nil)
	}
	return nil
}

// repeatable tells whether the call may be tried again by itself: the tables
// say that a repeat is safe, and the id that makes it safe is there.
func (c *apiCall) repeatable() bool {
	if c.known.Retry != "same-request-id" {
		return false
	}
	return c.known.IdempotencyField == "" || c.root.At(c.known.IdempotencyField).String() != ""
}

// fillBody makes the body: exact bytes, or a document that is checked where
// its fields are known.
func (a *App) fillBody(cmd *cobra.Command, conn *connection, c *apiCall, f *apiFlags, file string) error {
	if f.raw {
		body, err := a.readArgument(file, request.MaxInput)
		if err != nil {
			return err
		}
		c.body = body
		c.root, err = spec.ParseJSON(body)
		if err != nil {
			a.warn("%s is no JSON (%v); its bytes are sent as they are", fileName(file), err)
		}
		return nil
	}
	d, err := a.oneDocument(file, "api")
	if err != nil {
		return err
	}
	if err := a.applyProfile(d, conn, c.op); err != nil {
		return err
	}
	f.request.try("--set", f.request.applySets(d))
	if spec.Request(c.op.name) == nil {
		f.request.noValidate = true // there is nothing to check against
	}
	if err := a.validate([]*request.Document{d}, c.op, &f.request); err != nil {
		return withHints(err, "its fields: antom explain "+c.op.name)
	}
	c.root, c.body = d.Root, d.Bytes(c.op.name)
	return nil
}

// withHints puts other hints in the place of those that an error has.
func withHints(err error, hints ...string) error {
	e, ok := err.(*apperr.Error)
	if !ok {
		return err
	}
	other := *e
	other.Hints = hints
	return &other
}

// oneDocument reads the one request of a file; without a file it is empty.
func (a *App) oneDocument(file, command string) (*request.Document, error) {
	if file == "" {
		return request.New(), nil
	}
	docs, err := a.readDocuments(file)
	if err != nil {
		return nil, err
	}
	if len(docs) > 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s holds %d requests; %s takes one", fileName(file), len(docs), command), nil)
	}
	return docs[0], nil
}

// fileName is how a file argument is called in messages.
func fileName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

func (a *App) dryCall(cmd *cobra.Command, o output.Options, conn *connection, c *apiCall) error {
	p, err := conn.client.PrepareWith(cmd.Context(), c.op.path(), c.body, c.options)
	if err != nil {
		return prepareError(err)
	}
	if err := a.printPrepared(cmd, o, p); err != nil {
		return err
	}
	a.note("nothing was sent")
	return nil
}
