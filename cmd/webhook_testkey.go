package cmd

import (
	"crypto"
	"crypto/rsa"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// testKeyFlags say who notifications that are made here come from.
type testKeyFlags struct {
	key      string
	clientID string
}

func (f *testKeyFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "`file` with a private test key that stands for Antom's (default: the simulator's)")
	fl.StringVar(&f.clientID, "client-id", sandbox.ClientID, "client `id` that the notification is for")
}

// testSigner signs in Antom's place.
type testSigner struct {
	notification.Sender
	fingerprint string // of the public half, which the application needs
	source      string // where the key is from, in words
	publicHint  string // the command that prints the public half
}

// testSigner finds the key: that of --key, else the one that stands for
// Antom's in the simulator. The keys of profiles are never used: a signature
// by one of those can be worth money.
func (a *App) testSigner(cmd *cobra.Command, f *testKeyFlags) (*testSigner, error) {
	s := &testSigner{
		Sender:     notification.Sender{ClientID: f.clientID, UserAgent: "antom-cli/" + buildVersion().Version},
		source:     "the simulator's",
		publicHint: "antom profile show local",
	}
	if f.clientID == "" || strings.ContainsFunc(f.clientID, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, apperr.New(apperr.Usage, "--client-id must be an id without blanks", nil)
	}
	key, err := a.testKey(cmd, f)
	if err != nil {
		return nil, err
	}
	s.Key, s.fingerprint = key, keys.Fingerprint(&key.PublicKey)
	if f.key != "" {
		s.source, s.publicHint = f.key, "antom keys public "+apperr.ShellQuote(f.key)
	}
	return s, nil
}

func (a *App) testKey(cmd *cobra.Command, f *testKeyFlags) (*rsa.PrivateKey, error) {
	if f.key == "" {
		identity, err := a.makeIdentity("give a test key: --key FILE")
		if err != nil {
			return nil, err
		}
		return identity.AntomKey, nil
	}
	data, err := a.readKeyData(f.key)
	if err != nil {
		return nil, err
	}
	key, err := keys.ParsePrivate(data, a.passphrase(cmd.Context(), f.key))
	if err != nil {
		return nil, keyError("--key "+f.key, err)
	}
	owner, err := a.keyOwner(key.Public)
	if err != nil {
		return nil, err
	}
	if owner != "" {
		return nil, apperr.New(apperr.Config, "--key "+f.key+" is the merchant's private key of "+owner, nil,
			"only Antom signs notifications; make a test key: antom keys generate --private test.pem --public test.pub.pem",
			"or leave --key out to use the simulator's").WithCode("own-key")
	}
	return key.Private, nil
}

// keyOwner names the profile, or the environment variable, that has the private
// key of pub; "" if none has. Keys that are encrypted or come out of a command
// are not looked at.
func (a *App) keyOwner(pub *rsa.PublicKey) (string, error) {
	c, err := a.config()
	if err != nil {
		return "", err
	}
	same := func(data []byte, err error) bool {
		if err != nil {
			return false
		}
		key, err := keys.ParsePrivate(data, nil)
		return err == nil && keys.Match(key.Private, pub)
	}
	const inline, file = "ANTOM_PRIVATE_KEY", "ANTOM_PRIVATE_KEY_FILE"
	if same([]byte(a.Getenv(inline)), nil) {
		return inline, nil
	}
	if same(durable.ReadKey(a.ctx, a.Getenv(file))) {
		return file, nil
	}
	for _, name := range c.Profiles() {
		o := a.configOptions()
		o.Profile = name
		o.Getenv = func(key string) string {
			if strings.HasPrefix(key, inline) {
				return "" // it would hide what the profile has
			}
			return a.Getenv(key)
		}
		other, err := config.Load(o)
		if err != nil {
			continue
		}
		if path, ok := other.PrivateKeyFile(); ok && same(durable.ReadKey(a.ctx, path)) {
			return "profile " + name, nil
		}
	}
	return "", a.ctx.Err()
}

// stranger makes a key that nobody knows.
func (a *App) stranger() (crypto.Signer, error) {
	key, err := keys.Generate(a.Rand, keys.MinGenerateBits)
	if err != nil {
		return nil, apperr.New(apperr.Internal, "making a stranger's key", err)
	}
	return key, nil
}

// aboutFlags say which payment a notification is about.
type aboutFlags struct {
	paymentRequestID string
	paymentID        string
	amount           string
	currency         string
}

func (f *aboutFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.paymentRequestID, "payment-request-id", "", "merchant's `id` of the payment (default: made up)")
	fl.StringVar(&f.paymentID, "payment-id", "", "Antom's `id` of the payment (default: made up)")
	fl.StringVar(&f.amount, "amount", "", "`amount` in the currency's major unit, such as 12.34")
	fl.StringVar(&f.currency, "currency", "HKD", "three-letter `code` of the currency")
}

// fields turns the flags into what a notification is about.
func (f *aboutFlags) fields() (notification.Fields, error) {
	out := notification.Fields{
		PaymentRequestID: f.paymentRequestID, PaymentID: f.paymentID, Currency: strings.ToUpper(f.currency),
	}
	amount := f.amount
	if amount == "" {
		amount = "10"
	}
	value, err := flow.MinorUnits(out.Currency, amount)
	if err != nil {
		what := "--amount"
		if _, known := spec.FindCurrency(out.Currency); !known {
			what = "--currency"
		}
		return out, usage(what, err)
	}
	out.Value = value
	return out, nil
}

// parseTargetArgument reads the URL of an endpoint from an argument or a flag.
func parseTargetArgument(what, text string) (*url.URL, error) {
	target, err := notification.ParseTarget(text)
	if err != nil {
		return nil, usage(what, err, "give a whole URL, such as http://127.0.0.1:8080/notify")
	}
	return target, nil
}
