package reference

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/practices"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewPracticesCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "practices [TOPIC|ID|WORD…]",
		Short:   "Show how to run payments well: links, result pages, retries, notifications",
		GroupID: cli.GroupReference,
		Long: `Show the rules of Antom's documents for running payments: which link to open on which terminal, what a
result page shows, when to ask for a result and when to pay again. Without an argument, list all.
A topic or an id shows what it names, and words show the rules that contain all of them.
Nothing is sent and no configuration is read.`,
		Example: `  antom practices
  antom practices links
  antom practices result-page
  antom practices default browser`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cli.FirstOnly(cli.CompleteComputed(practiceWords)),
	}
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		all, err := practices.All()
		if err != nil {
			return apperr.New(apperr.Internal, "reading the practices", err)
		}
		found := practices.Search(all, args)
		if len(found) == 0 {
			return cli.NotFoundError(fmt.Errorf("no practice contains %s", strings.Join(args, " ")), practiceHint(all, args))
		}
		return env.Print(cmd, o, output.Result{
			Value: found,
			Quiet: cli.QuietLines(found, func(p practices.Practice) string { return p.ID }),
			Text: func(w io.Writer) error {
				if len(args) == 0 {
					listPractices(env, w, found)
					return nil
				}
				for i, p := range found {
					if i > 0 {
						fmt.Fprintln(w)
					}
					writePractice(env, w, p)
				}
				return nil
			},
		})
	})
	return cmd
}

// practiceWords are the topics and the ids.
func practiceWords() []string {
	all, err := practices.All()
	if err != nil {
		return nil // nothing to complete
	}
	words := practices.Topics(all)
	for _, p := range all {
		words = append(words, p.ID)
	}
	return words
}

// practiceHint names the topic or id that one word may stand for, or the list.
func practiceHint(all []practices.Practice, words []string) string {
	if len(words) == 1 {
		names := slices.Concat(practices.Topics(all), practiceWords())
		if near := spec.Nearest(strings.ToLower(words[0]), names); near != "" {
			return "did you mean: antom practices " + near
		}
	}
	return "list all: antom practices"
}

func listPractices(env *cli.Env, w io.Writer, found []practices.Practice) {
	rows := make([][]string, len(found))
	for i, p := range found {
		rows[i] = []string{p.Topic, p.ID, p.Title}
	}
	cli.WriteListing(env, w, []cli.Column{{Header: "TOPIC", From: 90}, {Header: "ID", From: 0}, {Header: "TITLE", From: 0}}, rows)
}

func writePractice(env *cli.Env, w io.Writer, p practices.Practice) {
	t, width := env.Theme(), env.Streams().Width
	fmt.Fprintln(w, t.Title(p.Title))
	t.Paragraph(w, width, p.Text)
	for _, l := range p.Links {
		fmt.Fprintln(w)
		t.Pairs(w, width, cli.NonEmptyPairs([]ui.Pair{
			{Label: "Link", Value: l.Link + ", " + l.How},
			{Label: "For it", Value: strings.Join(l.Good, "; ")},
			{Label: "Against it", Value: strings.Join(l.Bad, "; ")},
		}))
	}
	fmt.Fprintln(w)
	t.Pairs(w, width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Name", Value: p.ID + ", of " + p.Topic},
		{Label: "Terminals", Value: strings.Join(p.Terminals, ", ")},
		{Label: "See", Value: strings.Join(p.See, "; ")},
		{Label: "Source", Value: sourceText(p.Source, p.Confidence)},
	}))
}
