package payment

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/internal/vectors"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxCheckInput is the largest signature that --check - reads, in bytes.
const maxCheckInput = 64 << 10

// vectorFlags are those of `sign --vector`.
type vectorFlags struct {
	on    bool
	check string
}

func (f *vectorFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&f.on, "vector", false, "print a published test vector; the argument is its name (without one: list them)")
	fl.StringVar(&f.check, "check", "", "with --vector NAME: check this `signature` or signature header; - reads it from standard input")
	for _, name := range []string{"file", "set", "raw", "method", "request-time", "local"} {
		cmd.MarkFlagsMutuallyExclusive("vector", name)
	}
}

// args are the arguments of sign, which depend on --vector.
func (f *vectorFlags) args(cmd *cobra.Command, args []string) error {
	switch {
	case !f.on && cmd.Flags().Changed("check"):
		return apperr.New(apperr.Usage, "--check requires --vector and the name of a vector", nil, "antom sign --vector")
	case !f.on:
		return cli.ArgCount(1, 2, "an operation or a path, and one request file")(cmd, args)
	case len(args) == 2:
		if set, err := vectors.Load(); err == nil {
			if v, ok := set.Find(args[1]); ok {
				return apperr.New(apperr.Usage, fmt.Sprintf("unexpected argument %q: --vector takes the name of a vector and no operation", args[0]), nil,
					"antom sign --vector "+v.Name)
			}
		}
	}
	return cli.ArgCount(0, 1, "the name of one vector")(cmd, args)
}

// complete completes the first argument: an operation, or the name of a vector.
func (f *vectorFlags) complete(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if !f.on {
		return cli.CompleteOperations(cmd, args, prefix)
	}
	set, err := vectors.Load()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	for _, v := range set.Vectors {
		if strings.HasPrefix(v.Name, prefix) {
			found = append(found, v.Name+"\t"+v.Shows)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// run lists the vectors, prints one, or checks a signature.
func (f *vectorFlags) run(ctx context.Context, env *cli.Env, cmd *cobra.Command, args []string) error {
	set, err := vectors.Load()
	if err != nil {
		return err
	}
	checks := cmd.Flags().Changed("check")
	if len(args) == 0 {
		if checks {
			return apperr.New(apperr.Usage, "--check requires the name of a vector", nil, "antom sign --vector")
		}
		return listVectors(ctx, env, set)
	}
	v, ok := set.Find(args[0])
	if !ok {
		hints := []string{"antom sign --vector"}
		if near := spec.Nearest(args[0], set.Names()); near != "" {
			hints = []string{"antom sign --vector " + near, hints[0]}
		}
		return apperr.New(apperr.Usage, fmt.Sprintf("there is no test vector %q", args[0]), nil, hints...).WithCode("not-found")
	}
	if checks {
		return f.checkVector(ctx, env, set, v)
	}
	return printVector(ctx, env, v)
}

func listVectors(ctx context.Context, env *cli.Env, set vectors.Set) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	rows := make([][]string, len(set.Vectors))
	for i, v := range set.Vectors {
		rows[i] = []string{v.Name, v.Signer, v.Method + " " + v.Path, v.Shows}
	}
	return env.PrintResult(ctx, o, output.Result{
		Value: set,
		Quiet: strings.Join(set.Names(), "\n"),
		Text: func(w io.Writer) error {
			cli.WriteListing(env, w, []cli.Column{{Header: "NAME", From: 0}, {Header: "SIGNER", From: 0}, {Header: "REQUEST", From: 150}, {Header: "SHOWS", From: 0}}, rows)
			return nil
		},
	})
}

func printVector(ctx context.Context, env *cli.Env, v *vectors.Vector) error {
	o, err := env.OutputOptions(false, output.Text, output.JSON, output.YAML, output.Raw)
	if err != nil {
		return err
	}
	return env.PrintResult(ctx, o, output.Result{
		Value: v,
		Raw:   []byte(v.ContentToBeSigned),
		Quiet: v.Signature,
		Text: func(w io.Writer) error {
			t := env.Theme()
			t.Pairs(w, env.Streams().Width, []ui.Pair{
				{Label: "Vector", Value: v.Name + ": " + v.Shows},
				{Label: "Method", Value: v.Method},
				{Label: "Path", Value: v.Path},
				{Label: "Client ID", Value: v.ClientID},
				{Label: "Time", Value: v.Time},
				{Label: "Body", Value: cli.Plural(len(v.BodyBase64), "byte")},
				{Label: "Content", Value: fmt.Sprintf("%s, SHA-256 %s", cli.Plural(len(v.ContentToBeSigned), "byte"), v.ContentSHA256)},
			})
			_, err := fmt.Fprintf(w, "\n%s\n%s\n\n%s\n%s\n\n%s\n%s\n\n%s\n%s\n",
				t.Title("Content to be signed"), env.Cleaner()(v.ContentToBeSigned),
				t.Title("Signature header"), v.Header,
				t.Title("Private key ("+v.Signer+", PKCS #8)"), v.Key.PrivateKey,
				t.Title("Public key (SPKI)"), v.Key.PublicKey)
			return err
		},
	})
}

// vectorCheck is the JSON form of --check.
type vectorCheck struct {
	Vector string `json:"vector"`
	vectors.Verdict
}

func (f *vectorFlags) checkVector(ctx context.Context, env *cli.Env, set vectors.Set, v *vectors.Vector) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	given := f.check
	if given == "-" {
		data, err := env.ReadArgument("-", maxCheckInput)
		if err != nil {
			return err
		}
		given = string(data)
	}
	verdict, err := set.Check(v, given)
	if err != nil {
		return err
	}
	quiet := "right"
	if !verdict.Right {
		quiet = string(verdict.Cause)
	}
	if err := env.PrintResult(ctx, o, output.Result{
		Value: vectorCheck{v.Name, verdict},
		Quiet: quiet,
		Text:  func(w io.Writer) error { return writeVerdict(env, w, v, verdict) },
	}); err != nil || verdict.Right {
		return err
	}
	return cli.PrintedError(env, o, apperr.New(apperr.Signature, "the signature is not that of the test vector "+v.Name, nil,
		"antom sign --vector "+v.Name).WithCode(string(verdict.Cause)))
}

func writeVerdict(env *cli.Env, w io.Writer, v *vectors.Vector, verdict vectors.Verdict) error {
	t := env.Theme()
	if verdict.Right {
		fmt.Fprintln(w, t.Status(ui.StatusOK, "right: this is the signature of "+v.Name))
		if verdict.Note != "" {
			t.Paragraph(w, env.Streams().Width, "Note: "+verdict.Note)
		}
		return nil
	}
	fmt.Fprintln(w, t.Status(ui.StatusFailed, "wrong: "+string(verdict.Cause)))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Why", Value: ui.Clean(verdict.Explanation)},
		{Label: "Fix", Value: verdict.Fix},
	}))
	return nil
}
