package cli

import (
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/sandbox"
)

// AddWeb declares --web: the page of a payment instead of the result of the command.
func AddWeb(cmd *cobra.Command, web *bool) {
	cmd.Flags().BoolVar(web, "web", false, "open the payment in the browser instead: in the simulator's dashboard, or the Antom Dashboard; without a terminal, print the URL")
}

// OpenPaymentPage opens the page of a payment in the dashboard of the running simulator
// (local), or else the Antom Dashboard, where the payment has to be searched for: no link
// to a single payment is documented.
func OpenPaymentPage(env *Env, cmd *cobra.Command, o output.Options, local bool, id string) error {
	if id == "" {
		return apperr.New(apperr.Usage, "it is about no payment, so there is no page to open", nil)
	}
	if o.Format != output.Text && o.Format != output.JSON && o.Format != output.YAML {
		return apperr.New(apperr.Usage, fmt.Sprintf("--web cannot be used with --output %s", o.Format), nil)
	}
	if !local {
		env.Note("search for %s in the Antom Dashboard", id)
		return OpenPage(env, cmd, o, reference.DashboardPages()[0], false)
	}
	address, running := FindSimulator(cmd.Context(), SandboxDir(env))
	if !running {
		return apperr.New(apperr.Config, "the simulator is not running, so it has no pages", nil, "antom sandbox", "antom sandbox show "+apperr.ShellQuote(id))
	}
	page := reference.Page{Topic: "payment", About: "The payment in the simulator's dashboard", URL: address + sandbox.PaymentPath + url.PathEscape(id)}
	return OpenPage(env, cmd, o, page, false)
}

// openedPage is the JSON form of a page and of what was done with it.
type openedPage struct {
	reference.Page
	Opened bool `json:"opened"`
}

// OpenPage opens a page in the browser if there is a terminal, and prints its URL in any
// case.
func OpenPage(env *Env, cmd *cobra.Command, o output.Options, page reference.Page, printOnly bool) error {
	opened := false
	if !printOnly && env.Streams().OutTTY {
		if err := env.Browse(page.URL); err != nil {
			env.Warn("%v; open the URL yourself", err)
		} else {
			opened = true
		}
	}
	return env.Print(cmd, o, output.Result{
		Value: openedPage{Page: page, Opened: opened}, Quiet: page.URL,
		Text: func(w io.Writer) error { _, err := fmt.Fprintln(w, page.URL); return err },
	})
}
