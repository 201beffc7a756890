package simulator

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox"
)

// brandFlags are the flags for how the checkout pages show a merchant.
type brandFlags struct{ name, logo string }

func (f *brandFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.name, "name", "", "`name` on the checkout pages, unless a request has one")
	cmd.Flags().StringVar(&f.logo, "logo", "", "PNG or JPEG `file` with the logo on the checkout pages; - for standard input")
	_ = cmd.MarkFlagFilename("logo", "png", "jpg", "jpeg")
}

// given reports whether one of them is set.
func (f *brandFlags) given(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("name") || cmd.Flags().Changed("logo")
}

// read sets the name and the logo of a merchant.
func (f *brandFlags) read(env *cli.Env, m *sandbox.NewMerchant) error {
	m.Name = f.name
	if f.name != "" {
		if err := sandbox.CheckMerchantName(f.name); err != nil {
			return cli.UsageError("--name "+apperr.ShellQuote(f.name), err)
		}
	}
	if f.logo == "" {
		return nil
	}
	data, err := env.ReadArgument(f.logo, sandbox.MaxLogoFile)
	if err != nil {
		return err
	}
	if len(data) == 0 {
		return cli.UsageError("--logo "+apperr.ShellQuote(f.logo), fmt.Errorf("the file is empty"))
	}
	if err := sandbox.CheckLogo(data); err != nil {
		return cli.UsageError("--logo "+apperr.ShellQuote(f.logo), err, "--logo takes a PNG or JPEG file: antom sandbox merchant set --help")
	}
	m.Logo = data
	return nil
}

// checkNotifyURL checks --notify-url; empty stands for none.
func checkNotifyURL(address string) error {
	if address == "" {
		return nil
	}
	if _, err := notification.ParseTarget(notification.CompleteTarget(address)); err != nil {
		return cli.UsageError("--notify-url "+apperr.ShellQuote(address), err, "--notify-url takes an address such as https://shop.test/notify or http://127.0.0.1:8080/notify")
	}
	return nil
}

// logoSize is the size of a logo in words, "" if there is none.
func logoSize(l *sandbox.Logo) string {
	if l == nil {
		return ""
	}
	return fmt.Sprintf("%d × %d", l.Width, l.Height)
}

func newMerchantSetCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var brand brandFlags
	var notifyURL string
	cmd := &cobra.Command{
		Use:   "set CLIENT_ID",
		Short: "Set or remove the name, logo or notify URL of a merchant",
		Long: `Set the name, the logo or the notify URL of a merchant that exists, such as the built-in SANDBOX_LOCAL. An
empty value removes it. The checkout pages show the name if a request has no name of the merchant. The
logo is a PNG or JPEG file of at most 512 KiB and 2048 × 2048 pixels; it is kept with at most 256 × 96
pixels. SVG files are not accepted, because they can contain scripts.`,
		Example: `  antom sandbox merchant set SANDBOX_LOCAL --name "Café Zoë" --logo logo.png
  antom sandbox merchant set SANDBOX_LOCAL --logo ""`,
		Args: cli.IDArg("one client id", "antom sandbox merchant list"),
	}
	brand.add(cmd)
	cmd.Flags().StringVar(&notifyURL, "notify-url", "", "notify `URL` of requests without one, like the one set in the Dashboard")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		m := sandbox.NewMerchant{ClientID: args[0], MustExist: true, NotifyURL: notification.CompleteTarget(notifyURL)}
		for _, f := range []struct{ flag, value, remove string }{
			{"name", brand.name, sandbox.RemoveName}, {"logo", brand.logo, sandbox.RemoveLogo}, {"notify-url", notifyURL, sandbox.RemoveNotifyURL},
		} {
			if f.value == "" && cmd.Flags().Changed(f.flag) {
				m.Remove = append(m.Remove, f.remove)
			}
		}
		if !brand.given(cmd) && !cmd.Flags().Changed("notify-url") {
			return apperr.New(apperr.Usage, "there is nothing to set: --name, --logo or --notify-url is missing", nil,
				"antom sandbox merchant set --help")
		}
		if err := checkNotifyURL(notifyURL); err != nil {
			return err
		}
		if err := brand.read(env, &m); err != nil {
			return err
		}
		return addMerchant(env, cmd, s, m)
	})
	return cmd
}
