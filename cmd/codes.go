package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func newCodesCmd(app *App) *cobra.Command {
	f := reference.CodeFilter{}
	cmd := &cobra.Command{
		Use:     "codes [CODE|FILE|-]",
		Short:   "Explain result codes and what to do next",
		GroupID: groupReference,
		Long: `Explain what a result code means, whether the request can be repeated, and what to do next. Without
an argument, list all codes. With a FILE, or - for standard input, explain the result codes in the
body of a response or of a notification. Events of the web SDK, such as SDK_PAYMENT_FAIL, are
explained too. Nothing is sent and no configuration is read.`,
		Example: `  antom codes USER_BALANCE_NOT_ENOUGH
  antom codes --operation refund --status U
  antom codes response.json`,
		Args:              argCount(0, 1, "one result code, or one file"),
		ValidArgsFunction: completeCodes,
	}
	cmd.Flags().StringVar(&f.Operation, "operation", "", "only codes of this `operation` or notification")
	cmd.Flags().StringVar(&f.Status, "status", "", "only codes with this `status`: S, F or U")
	_ = cmd.RegisterFlagCompletionFunc("operation", completeMessages)
	_ = cmd.RegisterFlagCompletionFunc("status", fixed("S\tdone", "F\tfailed", "U\toutcome unknown"))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		o, err := app.outputOptions(false)
		if err != nil {
			return err
		}
		switch {
		case len(args) == 0:
			return app.listCodes(cmd, o, f)
		case args[0] == "":
			return apperr.New(apperr.Usage, "the result code is empty", nil, "list all codes: antom codes")
		case isSDKCode(args[0]):
			return app.explainSDKCode(cmd, o, args[0])
		case isCode(args[0]):
			return app.explainCode(cmd, o, args[0], f)
		default:
			return app.explainFile(cmd, o, args[0], f)
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

func (a *App) listCodes(cmd *cobra.Command, o output.Options, f reference.CodeFilter) error {
	codes, err := reference.Codes(f)
	if err != nil {
		return notFound(err, "")
	}
	return a.print(cmd, o, output.Result{
		Value: codes,
		Quiet: strings.Join(codeNames(codes), "\n"),
		Text: func(w io.Writer) error {
			if len(codes) == 0 {
				a.note("no matching result code")
				return nil
			}
			rows := make([][]string, len(codes))
			for i, c := range codes {
				rows[i] = []string{c.Code, c.Status, or(c.Operation, "gateway"), c.Message, c.Retryable, c.Next}
			}
			a.writeListing(w, []column{
				{"CODE", 0}, {"STATUS", 80}, {"OPERATION", 80}, {"MEANING", 0}, {"RETRY", 120}, {"NEXT STEP", 120},
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

func (a *App) explainCode(cmd *cobra.Command, o output.Options, code string, f reference.CodeFilter) error {
	codes, err := reference.FindCode(code, f)
	if err != nil {
		return notFound(err, "list all codes: antom codes")
	}
	return a.print(cmd, o, output.Result{
		Value: codes,
		Quiet: codes[0].Code,
		Text: func(w io.Writer) error {
			a.writeMeanings(w, codes)
			return nil
		},
	})
}

// writeMeanings writes a block for each meaning.
func (a *App) writeMeanings(w io.Writer, codes []reference.Code) {
	for i, m := range reference.Meanings(codes) {
		if i > 0 {
			fmt.Fprintln(w)
		}
		a.theme().Pairs(w, a.streams().Width, append([]ui.Pair{
			{Label: "Code", Value: a.theme().Title(m.Code.Code)},
		}, meaningPairs(m)...))
	}
}

func meaningPairs(m reference.Meaning) []ui.Pair {
	operations := slices.Clone(m.Operations)
	for i, name := range operations {
		operations[i] = or(name, "the gateway, for any operation")
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

func (a *App) explainFile(cmd *cobra.Command, o output.Options, name string, f reference.CodeFilter) error {
	data, err := a.readArgument(name, request.MaxInput)
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
	return a.print(cmd, o, output.Result{
		Value: outcomes,
		Quiet: strings.Join(codes, "\n"),
		Text: func(w io.Writer) error {
			a.writeOutcomes(w, outcomes)
			return nil
		},
	})
}

// outcomesError explains why a body has no result codes.
func outcomesError(name string, err error) error {
	var missing *reference.NotFoundError
	if errors.As(err, &missing) {
		return notFound(err, "")
	}
	e := apperr.New(apperr.Usage, name, err,
		"pass the body of a response or a notification as JSON: antom codes response.json")
	var syntax *spec.SyntaxError
	if errors.As(err, &syntax) {
		e.What += " is not JSON"
	}
	return e
}

func (a *App) writeOutcomes(w io.Writer, outcomes []reference.Outcome) {
	t := a.theme()
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
		t.Pairs(w, a.streams().Width, code)
	}
}
