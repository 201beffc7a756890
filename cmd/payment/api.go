package payment

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/request"
)

// apiFlags are those of api.
type apiFlags struct {
	send    cli.SendFlags
	options flow.APIOptions
	file    string
	raw     bool
	headers []string
	include bool
	dryRun  bool
	example bool
	list    bool
	group   string
}

// NewAPICmd returns the command api.
func NewAPICmd(env *cli.Env) *cobra.Command {
	f := &apiFlags{}
	cmd := &cobra.Command{
		Use:     "api OPERATION|PATH [FILE]",
		Short:   "Call any Antom API operation, with a signed request and a verified response",
		GroupID: cli.GroupPay,
		Long: `Call any Antom API operation by name or path. The body comes from a YAML or JSON file, from --set and
from the defaults of the profile, and is checked if the fields of the operation are known. The request
is signed. The response is verified and printed as indented JSON, or as its exact bytes with -o raw.
With --raw, the exact bytes of FILE are sent, unchecked.

The response is printed whatever its result is. The exit code shows the result: 0 S, 6 F, 7 a final
state that is not a success, 8 not final. A call is repeated automatically only if that is known to be
safe, or with --retries. A live client id requires --live, unless the operation only reads.`,
		Example: `  antom api --list --group vaulting
  antom api inquiryPayment --set paymentRequestId=PAY1
  antom api payments.settle --example > settle.yaml
  antom api vaults.inquireToken token.yaml --include
  antom api /ams/api/v1/payments/pay body.json --raw -o raw
  antom api funds.createPayout payout.yaml -H @headers.txt --dry-run`,
		Args:              cli.ArgCount(0, 2, "an operation or a path, and one request file"),
		ValidArgsFunction: cli.CompleteOperations,
	}
	f.send.Add(cmd, true)
	fl := cmd.Flags()
	fl.StringVarP(&f.file, "file", "f", "", "request `file`, YAML or JSON with Antom's field names; - for standard input")
	fl.StringArrayVar(&f.options.Sets, "set", nil, "set a field by `path=value`, such as order.goods[0].goodsName=Bag (repeatable)")
	fl.BoolVar(&f.options.NoValidate, "no-validate", false, "send the request without checking its fields")
	fl.BoolVar(&f.options.Strict, "strict", false, "treat warnings as errors")
	fl.BoolVar(&f.raw, "raw", false, "send the exact bytes of the file")
	fl.StringVar(&f.options.Method, "method", "", "HTTP `method` (default: the method of the operation, POST)")
	fl.StringArrayVarP(&f.headers, "header", "H", nil, "add a header: `'name: value'`, or @FILE with one header a line (repeatable)")
	fl.BoolVarP(&f.include, "include", "i", false, "also print the status and the headers of the response")
	cli.AddDryRun(cmd, &f.dryRun)
	fl.BoolVar(&f.example, "example", false, "print an example request of the operation, and send nothing")
	fl.BoolVar(&f.list, "list", false, "list the operations")
	fl.StringVar(&f.group, "group", "", "list only the operations of this `group`")
	for _, other := range []string{"set", "no-validate", "strict"} {
		cmd.MarkFlagsMutuallyExclusive("raw", other)
	}
	cmd.MarkFlagsMutuallyExclusive("include", "dry-run")
	_ = cmd.RegisterFlagCompletionFunc("group", cli.CompleteFixed(reference.Groups()...))
	_ = cmd.RegisterFlagCompletionFunc("method", cli.CompleteFixed("POST", "GET", "PUT", "DELETE"))
	_ = cmd.RegisterFlagCompletionFunc("set", cli.CompleteSetOfArgument)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		switch {
		case f.list || f.group != "":
			return runListOperations(cmd.Context(), env, args, f)
		case len(args) == 0:
			return apperr.New(apperr.Usage, "which operation?", nil, "antom api OPERATION [FILE]", "to list all: antom api --list")
		case f.example:
			return showSkeleton(env, args)
		default:
			return runAPI(cmd.Context(), env, args, f)
		}
	})
	return cmd
}

func runListOperations(ctx context.Context, env *cli.Env, args []string, f *apiFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return apperr.New(apperr.Usage, "--list takes no operation", nil, "antom explain "+apperr.ShellQuote(args[0]))
	}
	operations, err := reference.Operations(f.group)
	if err != nil {
		return cli.NotFoundError(err, "")
	}
	rows := make([][]string, len(operations))
	for i, op := range operations {
		kind := "changes"
		if op.Reads {
			kind = "asks"
		}
		rows[i] = []string{op.Name, op.Group, kind, op.Path}
	}
	return env.PrintResult(ctx, o, output.Result{
		Value: operations,
		Quiet: cli.QuietLines(operations, func(op reference.Operation) string { return op.Name }),
		Text: func(w io.Writer) error {
			cli.WriteListing(env, w, []cli.Column{{Header: "OPERATION", From: 0}, {Header: "GROUP", From: 0}, {Header: "KIND", From: 90}, {Header: "PATH", From: 120}}, rows)
			return nil
		},
	})
}

func runAPI(ctx context.Context, env *cli.Env, args []string, f *apiFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	f.options.Name = args[0]
	c, err := flow.NewAPICall(f.options, cli.ShowEvent(env))
	if err != nil {
		return err
	}
	header, err := readHeaders(env, f.headers)
	if err != nil {
		return err
	}
	file, err := flow.OneFile(f.file, args[1:])
	if err != nil {
		return err
	}
	if err := checkRaw(f.raw, file); err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := cli.Connect(ctx, env, &f.send, cli.Purpose(!dry))
	if err != nil {
		return err
	}
	if err := fillCall(env, conn.Gateway, c, f, file); err != nil {
		return err
	}
	conn.Client.Header = header
	if dry {
		p, err := conn.Prepare(ctx, c)
		if err != nil {
			return err
		}
		return printRequests(ctx, env, o, p)
	}
	x, err := conn.CallAPI(ctx, c, f.send.Given("retries"))
	if err != nil {
		return err
	}
	return showAnswer(ctx, env, o, x, f.include)
}

// checkRaw wants a file where its exact bytes are to be sent.
func checkRaw(raw bool, file string) error {
	if raw && file == "" {
		return apperr.New(apperr.Usage, "--raw requires a file, or - for standard input", nil)
	}
	return nil
}

// fillCall makes the body: exact bytes, or a document that is checked where
// its fields are known.
func fillCall(env *cli.Env, g *flow.Gateway, c *flow.Call, f *apiFlags, file string) error {
	if f.raw {
		body, err := env.ReadArgument(file, request.MaxInput)
		if err == nil {
			g.FillBytes(c, body, file)
		}
		return err
	}
	d, err := oneDocument(env, file, "api")
	if err != nil {
		return err
	}
	return g.FillDocument(c, d, f.options)
}
