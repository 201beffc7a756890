package payment

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/foreign"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
)

// signFlags are those of sign.
type signFlags struct {
	send        cli.SendFlags
	file        string
	set         []string
	raw         bool
	method      string
	requestTime string
	vector      vectorFlags
}

// signed is the JSON form of `antom sign`.
type signed struct {
	Method            string            `json:"method"`
	Path              string            `json:"path"`
	URL               string            `json:"url"`
	ContentToBeSigned string            `json:"contentToBeSigned"`
	Signature         string            `json:"signature"`
	Headers           map[string]string `json:"headers"`
}

// NewSignCmd returns the command sign.
func NewSignCmd(env *cli.Env) *cobra.Command {
	f := &signFlags{}
	cmd := &cobra.Command{
		Use:     "sign OPERATION|PATH [FILE] | --vector [NAME]",
		Short:   "Sign a request and print what was signed, without sending it",
		GroupID: cli.GroupPay,
		Long: `Sign a request for any operation or path, and print the content to be signed, the signature and the
headers. Nothing is sent, and nothing is validated. Without --raw, the file is YAML or JSON and becomes
the compact JSON body that antom sends. With --raw, the exact bytes of the file are signed.

With --vector, print the published test vectors, for people who write their own signing code: all that
goes into a signature, the content to be signed, the signature, and the keys. --check compares your
signature with a vector and says what is different in what you signed. The exit code is 4 if it is wrong.`,
		Example: `  antom sign pay order.yaml --local
  antom sign /ams/api/v1/payments/pay body.json --raw -o json
  antom sign inquiryPayment --set paymentRequestId=PAY1 --request-time 1685599933871
  antom sign --vector pay-compact -o json
  antom sign --vector pay-compact --check "$SIGNATURE"`,
		Args:              f.vector.args,
		ValidArgsFunction: f.vector.complete,
	}
	f.send.AddLocal(cmd)
	fl := cmd.Flags()
	fl.StringVarP(&f.file, "file", "f", "", "request `file`, YAML or JSON with Antom's field names; - for standard input")
	fl.StringArrayVar(&f.set, "set", nil, "set a field by `path=value`, such as order.goods[0].goodsName=Bag (repeatable)")
	fl.BoolVar(&f.raw, "raw", false, "sign the exact bytes of the file")
	fl.StringVar(&f.method, "method", http.MethodPost, "HTTP `method`")
	fl.StringVar(&f.requestTime, "request-time", "", "exact `text` of the request-time header (default: the current time in milliseconds)")
	cmd.MarkFlagsMutuallyExclusive("raw", "set")
	f.vector.add(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if f.vector.on {
			return f.vector.run(cmd.Context(), env, cmd, args)
		}
		return runSign(cmd.Context(), env, args, f)
	})
	return cmd
}

func runSign(ctx context.Context, env *cli.Env, args []string, f *signFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	path, operation, err := flow.OperationPath(args[0])
	if err != nil {
		return err
	}
	body, err := signBody(env, args[1:], operation, f)
	if err != nil {
		return err
	}
	conn, err := cli.Connect(ctx, env, &f.send, cli.ToPrepare)
	if err != nil {
		return err
	}
	if _, signs := conn.Client.Auth.(antom.RSA); !signs {
		return apperr.New(apperr.Config, "a request with an API key is not signed; antom sign requires a private key", nil,
			"antom config unset "+config.KeyAPIKey, "to see the request: antom api "+apperr.ShellQuote(args[0])+" --dry-run")
	}
	p, err := conn.Prepare(ctx, &flow.Call{Path: path, Body: body, Prepare: antom.PrepareOptions{
		Method: strings.ToUpper(f.method),
		Time:   f.requestTime,
	}})
	if err != nil {
		return err
	}
	lintRequestTime(env, f.requestTime)
	return printSigned(ctx, env, o, p)
}

// signBody is the body to sign: the file's bytes, or the document made of it.
func signBody(env *cli.Env, args []string, operation string, f *signFlags) ([]byte, error) {
	name, err := flow.OneFile(f.file, args)
	if err != nil {
		return nil, err
	}
	if f.raw {
		if err := checkRaw(f.raw, name); err != nil {
			return nil, err
		}
		return env.ReadArgument(name, request.MaxInput)
	}
	d, err := oneDocument(env, name, "sign")
	if err != nil {
		return nil, err
	}
	if err := flow.ApplySets(d, f.set); err != nil {
		return nil, cli.UsageError("--set", err)
	}
	return d.Bytes(operation), nil
}

// lintRequestTime warns about forms of request-time that are easy to get wrong.
func lintRequestTime(env *cli.Env, text string) {
	if wrong := foreign.Time(text); text != "" && wrong != "" {
		env.Warn("request-time %q %s; Antom takes %s", text, wrong, foreign.AntomTime)
	}
}

func printSigned(ctx context.Context, env *cli.Env, o output.Options, p *antom.Prepared) error {
	value := p.Signature.Encoded()
	headers := flatHeaders(p.PublicHeader())
	content := p.Message.Content()
	raw := content
	if o.Format == output.Curl {
		raw = []byte(cli.CurlCommand(p))
	}
	return env.PrintResult(ctx, o, output.Result{
		Value: signed{
			Method: p.Method, Path: p.Message.Path, URL: p.URL,
			ContentToBeSigned: string(content), Signature: value, Headers: headers,
		},
		Raw:   raw,
		Quiet: value,
		Text: func(w io.Writer) error {
			t := env.Theme()
			_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n%s\n\n%s\n%s %s\n%s\n",
				t.Title("Content to be signed"), env.Cleaner()(string(content)),
				t.Title("Signature"), value,
				t.Title("Request"), p.Method, p.URL, strings.Join(cli.HeaderLines(p.PublicHeader()), "\n"))
			return err
		},
	})
}
