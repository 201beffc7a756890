package setup

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
)

// openFlags are the flags of the commands that open a page.
type openFlags struct {
	print bool
	list  bool
}

// NewOpenCmd returns the command open.
func NewOpenCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "open",
		Short:   "Open the Antom Dashboard or a page of Antom's documents in the browser",
		GroupID: cli.GroupReference,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newOpenDashboardCmd(env), newOpenDocsCmd(env))
	return cmd
}

func newOpenDashboardCmd(env *cli.Env) *cobra.Command {
	pages := reference.DashboardPages()
	return newOpenPageCmd(env, pages[0], pages, &cobra.Command{
		Use:   "dashboard [TOPIC]",
		Short: "Open the Antom Dashboard, or one of its pages",
		Example: `  antom open dashboard
  antom open dashboard notifications --print`,
	})
}

func newOpenDocsCmd(env *cli.Env) *cobra.Command {
	return newOpenPageCmd(env, reference.DocsHome(), reference.DocsPages(), &cobra.Command{
		Use:   "docs [TOPIC]",
		Short: "Open Antom's documents, or the page about a topic",
		Long: `Open Antom's documents, or the page about a topic: an operation such as pay, a notification such as
notifyPayment, or a subject such as signature. --list shows all topics. Without a terminal, and with
--print, the command prints the URL and opens nothing.`,
		Example: `  antom open docs
  antom open docs pay
  antom open docs signature --print
  antom open docs --list`,
	})
}

// newOpenPageCmd completes a command that opens home, or one of pages.
func newOpenPageCmd(env *cli.Env, home reference.Page, pages []reference.Page, cmd *cobra.Command) *cobra.Command {
	f := &openFlags{}
	cmd.Args = cli.ArgCount(0, 1, "one topic")
	cmd.Flags().BoolVar(&f.print, "print", false, "print the URL and open nothing")
	cmd.Flags().BoolVar(&f.list, "list", false, "list the topics with their URLs")
	cmd.ValidArgsFunction = cli.FirstOnly(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var found []string
		for _, p := range pages {
			found = append(found, p.Topic+"\t"+p.About)
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	})
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		if f.list {
			return listPages(env, cmd, o, pages)
		}
		page := home
		if len(args) == 1 {
			if page, err = findPage(cmd, pages, args[0]); err != nil {
				return err
			}
		}
		return cli.OpenPage(env, cmd, o, page, f.print)
	})
	return cmd
}

func listPages(env *cli.Env, cmd *cobra.Command, o output.Options, pages []reference.Page) error {
	return env.Print(cmd, o, output.Result{
		Value: pages,
		Quiet: cli.QuietLines(pages, func(p reference.Page) string { return p.Topic }),
		Text: func(w io.Writer) error {
			var rows [][]string
			for _, p := range pages {
				rows = append(rows, []string{p.Topic, p.About, p.URL})
			}
			return cli.WriteRecords(env, w, []string{"TOPIC", "ABOUT", "URL"}, rows)
		},
	})
}

func findPage(cmd *cobra.Command, pages []reference.Page, topic string) (reference.Page, error) {
	page, near, ok := reference.FindPage(pages, topic)
	if ok {
		return page, nil
	}
	hints := []string{"all topics: " + cmd.CommandPath() + " --list"}
	if near != "" {
		hints = append([]string{cmd.CommandPath() + " " + near}, hints...)
	}
	return page, apperr.New(apperr.Usage, fmt.Sprintf("there is no page about %q", topic), nil, hints...)
}
