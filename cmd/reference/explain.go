package reference

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/ui"
)

func NewExplainCmd(env *cli.Env) *cobra.Command {
	f := reference.Options{}
	cmd := &cobra.Command{
		Use:     "explain [OPERATION[.FIELD…]]",
		Short:   "Explain the fields of a request, a response or a notification",
		GroupID: cli.GroupReference,
		Long: `Explain an operation, a notification or one of its fields: the type, when it is required, limits,
values, and where Antom documents it. Without an argument, list everything that can be explained.
Nothing is sent and no configuration is read.`,
		Example: `  antom explain pay
  antom explain pay.order.goods
  antom explain inquiryPayment --response
  antom explain notifyPayment --recursive`,
		Args:              cli.ArgCount(0, 1, "one operation or field, such as pay.order"),
		ValidArgsFunction: cli.CompleteExplain,
	}
	cmd.Flags().BoolVar(&f.Response, "response", false, "explain the response instead of the request")
	cmd.Flags().BoolVar(&f.Recursive, "recursive", false, "show fields of all levels, without descriptions")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			return listExplainable(env, cmd, o)
		}
		e, err := reference.Explain(args[0], f)
		switch {
		case errors.Is(err, reference.ErrNoPart):
			return cli.UsageError("--response", err, "antom explain "+apperr.ShellQuote(args[0]))
		case err != nil && strings.EqualFold(args[0], "practices"):
			return cli.NotFoundError(err, "antom practices")
		case err != nil:
			return cli.NotFoundError(err, otherPartHint(args[0], f))
		}
		return env.Print(cmd, o, output.Result{
			Value: e,
			Quiet: strings.Join(reference.Paths(e.Fields), "\n"),
			Text:  func(w io.Writer) error { return writeExplanation(env, w, e, f.Recursive) },
		})
	})
	return cmd
}

// otherPartHint returns the hint for an unknown field: the response may have it, or
// the request.
func otherPartHint(target string, f reference.Options) string {
	f.Response = !f.Response
	if _, err := reference.Explain(target, f); err != nil {
		return "list everything that can be explained: antom explain"
	}
	if f.Response {
		return "the response has it: antom explain " + apperr.ShellQuote(target) + " --response"
	}
	return "the request has it: antom explain " + apperr.ShellQuote(target)
}

// explainable is the JSON form of the list of what can be explained.
type explainable struct {
	Operations    []reference.Operation `json:"operations"`
	Notifications []string              `json:"notifications"`
}

func listExplainable(env *cli.Env, cmd *cobra.Command, o output.Options) error {
	operations, notifications := reference.Explainable()
	var names []string
	var rows [][]string
	for _, op := range operations {
		names = append(names, op.Name)
		rows = append(rows, []string{op.Name, op.Summary})
	}
	for _, name := range notifications {
		names = append(names, name)
		rows = append(rows, []string{name, "notification"})
	}
	err := env.Print(cmd, o, output.Result{
		Value: explainable{operations, notifications},
		Quiet: strings.Join(names, "\n"),
		Text: func(w io.Writer) error {
			cli.WriteListing(env, w, []cli.Column{{Header: "NAME", From: 0}, {Header: "SUMMARY", From: 0}}, rows)
			return nil
		},
	})
	if err == nil && o.Format == output.Text && o.JQ == "" && o.Template == "" {
		env.Hint("list all operations, including those without described fields: antom api --list")
	}
	return err
}

func writeExplanation(env *cli.Env, w io.Writer, e *reference.Explanation, recursive bool) error {
	t, width := env.Theme(), env.Streams().Width
	if e.Field == nil {
		t.Pairs(w, width, messagePairs(t, e))
	} else {
		t.Pairs(w, width, fieldPairs(t, e))
	}
	switch {
	case !e.Described:
		fmt.Fprintln(w)
		t.Paragraph(w, width, "The fields of this operation are not described. antom api sends any body.")
	case len(e.Fields) > 0:
		fmt.Fprintf(w, "\n%s\n", t.Title("Fields"))
		t.Tree(w, width, fieldBranches(t, e.Fields, recursive))
	}
	if e.Open {
		t.Paragraph(w, width, "Other fields are allowed.")
	}
	return nil
}

func messagePairs(t *ui.Theme, e *reference.Explanation) []ui.Pair {
	if e.Operation == nil {
		return []ui.Pair{
			{Label: "Notification", Value: t.Title(e.Name)},
			{Label: "About", Value: e.Note},
		}
	}
	op := e.Operation
	again := op.Note
	if again == "" {
		again = map[string]string{
			"same-request-id": "yes, with the same id and body",
			"new-request-id":  "with a new id",
			"none":            "no",
		}[op.Retry]
	}
	return []ui.Pair{
		{Label: "Operation", Value: t.Title(op.Name) + " (" + string(e.Part) + ")"},
		{Label: "Path", Value: op.Path},
		{Label: "Does", Value: op.Summary},
		{Label: "Changes", Value: map[bool]string{true: "nothing; it only reads"}[op.Reads]},
		{Label: "Send again", Value: again},
		{Label: "Source", Value: sourceText(op.Source, op.Confidence)},
	}
}

func fieldPairs(t *ui.Theme, e *reference.Explanation) []ui.Pair {
	f := e.Field
	of := e.Name + ", " + string(e.Part)
	if e.Part == reference.Notification {
		of = e.Name
	}
	return []ui.Pair{
		{Label: "Field", Value: t.Title(e.Path)},
		{Label: "Of", Value: of},
		{Label: "Type", Value: cli.TypeText(*f)},
		{Label: "Required", Value: requiredText(*f)},
		{Label: "Limits", Value: limitsText(*f)},
		{Label: "Values", Value: strings.Join(f.Enum, ", ")},
		{Label: "Default", Value: f.Default},
		{Label: "About", Value: f.Note},
		{Label: "Source", Value: sourceText(f.Source, f.Confidence)},
	}
}

// fieldBranches returns fields as a tree; brief leaves out the descriptions.
func fieldBranches(t *ui.Theme, fields []reference.Field, brief bool) []ui.Branch {
	branches := make([]ui.Branch, len(fields))
	for i, f := range fields {
		tags := []string{cli.TypeText(f)}
		if f.Required != "no" {
			tags = append(tags, f.Required)
			if f.Required == "yes" {
				tags[1] = t.Warning("required")
			}
		}
		if limits := limitsText(f); limits != "" {
			tags = append(tags, limits)
		}
		branches[i] = ui.Branch{
			Name:     t.Code(f.Name),
			Tags:     strings.Join(tags, ", "),
			Branches: fieldBranches(t, f.Fields, brief),
		}
		if !brief {
			branches[i].Text = fieldText(t, f)
		}
	}
	return branches
}

// fieldText returns the paragraphs under a field.
func fieldText(t *ui.Theme, f reference.Field) []string {
	var text []string
	add := func(label, value string) {
		if value != "" {
			text = append(text, label+value)
		}
	}
	add("", f.Note)
	add("Required when ", f.When)
	add("Values: ", strings.Join(f.Enum, ", "))
	add("Default: ", f.Default)
	if f.Source != "" {
		text = append(text, t.Muted(sourceText(f.Source, f.Confidence)))
	}
	return text
}

func requiredText(f reference.Field) string {
	if f.Required == "conditional" {
		return "when " + f.When
	}
	return f.Required
}

func limitsText(f reference.Field) string {
	var limits []string
	if f.MaxLength > 0 {
		limits = append(limits, fmt.Sprintf("up to %d characters", f.MaxLength))
	}
	if f.AdviseLength > 0 {
		limits = append(limits, fmt.Sprintf("at most %d characters recommended", f.AdviseLength))
	}
	if f.MaxItems > 0 {
		limits = append(limits, "up to "+cli.Plural(f.MaxItems, "item"))
	}
	if f.Format != "" {
		limits = append(limits, f.Format)
	}
	if f.Range != "" {
		limits = append(limits, "range "+f.Range)
	}
	return strings.Join(limits, ", ")
}
