package reference

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewCodesCmd(env *cli.Env) *cobra.Command {
	f := reference.CodeFilter{}
	cmd := &cobra.Command{
		Use:     "codes [CODE|FILE|-]",
		Short:   "Explain result codes and what to do next",
		GroupID: cli.GroupReference,
		Long: `Explain what a result code means, whether the request can be repeated, and what to do next. Without
an argument, list all codes. With a FILE, or - for standard input, explain the result codes in the
body of a response or of a notification. Events of the web SDK, such as SDK_PAYMENT_FAIL, are
explained too. Nothing is sent and no configuration is read.`,
		Example: `  antom codes USER_BALANCE_NOT_ENOUGH
  antom codes --operation refund --status U
  antom codes response.json`,
		Args:              cli.ArgCount(0, 1, "one result code, or one file"),
		ValidArgsFunction: cli.CompleteCodes,
	}
	cmd.Flags().StringVar(&f.Operation, "operation", "", "only codes of this `operation` or notification")
	cmd.Flags().StringVar(&f.Status, "status", "", "only codes with this `status`: S, F or U")
	_ = cmd.RegisterFlagCompletionFunc("operation", cli.CompleteMessages)
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed("S\tdone", "F\tfailed", "U\toutcome unknown"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		switch {
		case len(args) == 0:
			return listCodes(env, cmd, o, f)
		case args[0] == "":
			return apperr.New(apperr.Usage, "the result code is empty", nil, "list all codes: antom codes")
		case cli.IsSDKCode(args[0]):
			return explainSDKCode(env, cmd, o, args[0])
		case isCode(args[0]):
			return explainCode(env, cmd, o, args[0], f)
		default:
			return explainFile(env, cmd, o, args[0], f)
		}
	})
	return cmd
}

// isCode reports whether an argument is a result code and not a file: it is in the
// table, or looks like a code and no such file exists.
func isCode(arg string) bool {
	if !reference.LooksLikeCode(arg) {
		return false
	}
	if len(spec.FindCode(strings.ToUpper(arg))) > 0 {
		return true
	}
	_, err := os.Stat(arg)
	return err != nil
}

func listCodes(env *cli.Env, cmd *cobra.Command, o output.Options, f reference.CodeFilter) error {
	codes, err := reference.Codes(f)
	if err != nil {
		return cli.NotFoundError(err, "")
	}
	return env.Print(cmd, o, output.Result{
		Value: codes,
		Quiet: strings.Join(codeNames(codes), "\n"),
		Text: func(w io.Writer) error {
			if len(codes) == 0 {
				env.Note("no matching result code")
				return nil
			}
			rows := make([][]string, len(codes))
			for i, c := range codes {
				rows[i] = []string{c.Code, c.Status, cmp.Or(c.Operation, "gateway"), c.Message, c.Retryable, c.Next}
			}
			cli.WriteListing(env, w, []cli.Column{
				{Header: "CODE", From: 0}, {Header: "STATUS", From: 80}, {Header: "OPERATION", From: 80}, {Header: "MEANING", From: 0}, {Header: "RETRY", From: 120}, {Header: "NEXT STEP", From: 120},
			}, rows)
			return nil
		},
	})
}

// codeNames returns the names of the codes without duplicates.
func codeNames(codes []reference.Code) []string {
	var names []string
	for _, c := range codes {
		if !slices.Contains(names, c.Code) {
			names = append(names, c.Code)
		}
	}
	return names
}

func explainCode(env *cli.Env, cmd *cobra.Command, o output.Options, code string, f reference.CodeFilter) error {
	codes, err := reference.FindCode(code, f)
	if err != nil {
		return cli.NotFoundError(err, "list all codes: antom codes")
	}
	return env.Print(cmd, o, output.Result{
		Value: codes,
		Quiet: codes[0].Code,
		Text: func(w io.Writer) error {
			writeMeanings(env, w, codes)
			return nil
		},
	})
}

// writeMeanings writes a block for each meaning.
func writeMeanings(env *cli.Env, w io.Writer, codes []reference.Code) {
	for i, m := range reference.Meanings(codes) {
		if i > 0 {
			fmt.Fprintln(w)
		}
		env.Theme().Pairs(w, env.Streams().Width, append([]ui.Pair{
			{Label: "Code", Value: env.Theme().Title(m.Code.Code)},
		}, meaningPairs(m)...))
	}
}

func meaningPairs(m reference.Meaning) []ui.Pair {
	operations := slices.Clone(m.Operations)
	for i, name := range operations {
		operations[i] = cmp.Or(name, "the gateway, for any operation")
	}
	return []ui.Pair{
		{Label: "Operation", Value: strings.Join(operations, ", ")},
		{Label: "Status", Value: reference.StatusText(m.Status)},
		{Label: "Meaning", Value: m.Message},
		{Label: "Next step", Value: m.Next},
		{Label: "Send again", Value: reference.RetryText(m.Retryable)},
		{Label: "Source", Value: sourceText(m.Source, m.Confidence)},
	}
}

// sourceText returns the source of a fact, with the confidence unless it is high.
func sourceText(source, confidence string) string {
	if confidence == "" || confidence == "high" || source == "" {
		return source
	}
	return source + " (confidence: " + confidence + ")"
}

func explainFile(env *cli.Env, cmd *cobra.Command, o output.Options, name string, f reference.CodeFilter) error {
	data, err := env.ReadArgument(name, request.MaxInput)
	if err != nil {
		return err
	}
	shown := name
	if name == "-" {
		shown = "standard input"
	}
	outcomes, err := reference.Outcomes(data, f.Operation)
	if err != nil {
		return outcomesError(shown, err)
	}
	var codes []string
	for _, x := range outcomes {
		codes = append(codes, x.Code)
	}
	return env.Print(cmd, o, output.Result{
		Value: outcomes,
		Quiet: strings.Join(codes, "\n"),
		Text: func(w io.Writer) error {
			writeOutcomes(env, w, outcomes)
			return nil
		},
	})
}

// outcomesError explains why a body has no result codes.
func outcomesError(name string, err error) error {
	var missing *reference.NotFoundError
	if errors.As(err, &missing) {
		return cli.NotFoundError(err, "")
	}
	e := apperr.New(apperr.Usage, name, err,
		"pass the body of a response or a notification as JSON: antom codes response.json")
	var syntax *spec.SyntaxError
	if errors.As(err, &syntax) {
		e.What += " is not JSON"
	}
	return e
}

func writeOutcomes(env *cli.Env, w io.Writer, outcomes []reference.Outcome) {
	t := env.Theme()
	for i, x := range outcomes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		code := []ui.Pair{
			{Label: "Found in", Value: x.Path},
			{Label: "Code", Value: t.Title(x.Code)},
			{Label: "Result", Value: strings.TrimSpace(x.Status + " " + x.Message)},
		}
		if len(x.Meanings) == 0 {
			code = append(code, ui.Pair{Label: "Meaning", Value: "not known to antom; follow the status and the message"})
		}
		for k, m := range reference.Meanings(x.Meanings) {
			if k > 0 {
				code = append(code, ui.Pair{})
			}
			code = append(code, meaningPairs(m)...)
		}
		t.Pairs(w, env.Streams().Width, code)
	}
}
