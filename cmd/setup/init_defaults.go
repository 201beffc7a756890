package setup

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/prompt"
)

// paymentDefault is a request default that init sets: by its flag, or by a question.
type paymentDefault struct {
	flow.AccountDefault
	usage       string
	title, help string // of the question
	given       string // the value of the flag; "" if it was not given
}

// paymentDefaults are the defaults that init sets.
func paymentDefaults() []*paymentDefault {
	texts := map[string]paymentDefault{
		"description": {
			usage: "`text` that describes every order to the buyer; Antom requires one",
			title: "Order description", help: "Antom requires one with every payment; buyers see it in their records. Leave it empty to give it with each payment (--description).",
		},
		"redirect-url": {
			usage: "`URL` of the page that buyers return to; Antom requires one",
			title: "Redirect URL", help: "The page that buyers return to; Antom requires one with every payment. Leave it empty to give it with each payment (--redirect-url).",
		},
		"notify-url": {
			usage: "`URL` for notifications; without one, Antom uses the URL in the Dashboard",
			title: "Notification URL", help: "Leave it empty to use the one that you set in the Antom Dashboard.",
		},
		"settlement-currency": {
			usage: "`currency` in which Antom settles with you, if your contract has several",
			title: "Settlement currency", help: "Leave it empty unless your contract has several.",
		},
	}
	var all []*paymentDefault
	for _, d := range flow.AccountDefaults() {
		p := texts[d.Flag]
		p.AccountDefault = d
		all = append(all, &p)
	}
	return all
}

// addDefaultFlags declares the flags of the defaults.
func addDefaultFlags(cmd *cobra.Command, all []*paymentDefault) {
	for _, d := range all {
		cmd.Flags().StringVar(&d.given, d.Flag, "", d.usage)
	}
	_ = cmd.RegisterFlagCompletionFunc("settlement-currency", cli.CompleteCurrencies)
}

// defaultsFromFlags returns the changes of the profile that the flags ask for.
func defaultsFromFlags(all []*paymentDefault) ([]config.Change, error) {
	var changes []config.Change
	for _, d := range all {
		if d.given == "" {
			continue
		}
		if err := flow.CheckDefault(d.Path, d.given); err != nil {
			return nil, cli.UsageError("--"+d.Flag, err)
		}
		changes = append(changes, d.change(d.given))
	}
	return changes, nil
}

func (d *paymentDefault) change(value string) config.Change {
	return config.Change{Key: d.Key(), Values: []string{value}}
}

// missingDefaults are the defaults without which Antom refuses a payment and that a
// profile does not have.
func missingDefaults(c *config.Config, profile string) []flow.AccountDefault {
	var missing []flow.AccountDefault
	for _, d := range flow.AccountDefaults() {
		if d.Required && c.ProfileValue(profile, d.Key()) == "" {
			missing = append(missing, d)
		}
	}
	return missing
}

// paymentDefaults asks for the defaults that no flag gave and the profile does not
// have.
func (i *initWizard) paymentDefaults(ctx context.Context) error {
	changes, err := defaultsFromFlags(i.flags.defaults)
	if err != nil {
		return err
	}
	i.setup.defaults = changes
	introduced := false
	for _, d := range i.flags.defaults {
		if d.given != "" || i.config.ProfileValue(i.setup.profile, d.Key()) != "" {
			continue
		}
		if !introduced {
			i.print("")
			i.print("%s", i.env.Errs().Title("Defaults for every payment"))
			introduced = true
		}
		text, err := i.ask.Text(ctx, prompt.Question{Title: d.title, Help: d.help, Check: d.check})
		if err != nil {
			return err
		}
		if text != "" {
			i.setup.defaults = append(i.setup.defaults, d.change(text))
		}
	}
	return nil
}

// check refuses an answer that Antom would refuse. An empty one leaves the default out.
func (d *paymentDefault) check(text string) error {
	if text == "" {
		return nil
	}
	if err := flow.CheckDefault(d.Path, text); err != nil {
		if strings.HasPrefix(err.Error(), "is ") {
			return fmt.Errorf("it %w", err)
		}
		return err
	}
	return nil
}
