package webhook

import (
	"crypto"
	"crypto/rsa"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// testKeyFlags say which key signs a test notification and for whom it is.
type testKeyFlags struct {
	key      string
	clientID string
}

func (f *testKeyFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "`file` with a private test key to sign with instead of Antom's (default: the simulator's key)")
	fl.StringVar(&f.clientID, "client-id", sandbox.ClientID, "client `id` that the notification is for")
}

// testSigner signs test notifications in place of Antom.
type testSigner struct {
	notification.Sender
	fingerprint string // of the public half, which the application needs
	source      string // of the key: a file name or "the simulator's"
	publicHint  string // the command that prints the public half
}

// newTestSigner loads the key of --key, or else the simulator's key of Antom. It
// never uses the keys of profiles, because a signature with one of them can be
// worth money.
func newTestSigner(env *cli.Env, cmd *cobra.Command, f *testKeyFlags) (*testSigner, error) {
	s := &testSigner{
		Sender:     notification.Sender{ClientID: f.clientID, UserAgent: "antom-cli/" + cli.BuildVersion().Version},
		source:     "the simulator's",
		publicHint: "antom profile show local",
	}
	if f.clientID == "" || strings.ContainsFunc(f.clientID, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, apperr.New(apperr.Usage, "--client-id must be an id without spaces", nil)
	}
	key, err := testKey(env, cmd, f)
	if err != nil {
		return nil, err
	}
	s.Key, s.fingerprint = key, keys.Fingerprint(&key.PublicKey)
	if f.key != "" {
		s.source, s.publicHint = f.key, "antom keys public "+apperr.ShellQuote(f.key)
	}
	return s, nil
}

func testKey(env *cli.Env, cmd *cobra.Command, f *testKeyFlags) (*rsa.PrivateKey, error) {
	if f.key == "" {
		identity, err := cli.OpenIdentity(env, "pass a test key: --key FILE")
		if err != nil {
			return nil, err
		}
		return identity.AntomKey, nil
	}
	data, err := cli.ReadKeyData(env, f.key)
	if err != nil {
		return nil, err
	}
	key, err := keys.ParsePrivate(data, cli.Passphrase(cmd.Context(), env, f.key))
	if err != nil {
		return nil, cli.KeyError("--key "+f.key, err)
	}
	owner, err := keyOwner(env, key.Public)
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

// keyOwner returns the name of the profile or the environment variable that has
// the private key of pub, "" if none has. It does not check keys that are encrypted
// or printed by a command.
func keyOwner(env *cli.Env, pub *rsa.PublicKey) (string, error) {
	c, err := env.Config()
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
	if same([]byte(env.Getenv(inline)), nil) {
		return inline, nil
	}
	if same(durable.ReadKey(env.Ctx, env.Getenv(file))) {
		return file, nil
	}
	for _, name := range c.Profiles() {
		o := env.ConfigOptions()
		o.Profile, o.ProjectDir = name, ""
		o.Getenv = func(key string) string {
			if strings.HasPrefix(key, inline) {
				return "" // it would hide the key of the profile
			}
			return env.Getenv(key)
		}
		other, err := config.Load(o)
		if err != nil {
			continue
		}
		if path, ok := other.PrivateKeyFile(); ok && same(durable.ReadKey(env.Ctx, path)) {
			return "profile " + name, nil
		}
	}
	return "", env.Ctx.Err()
}

// newWrongKey generates a key that the application does not know.
func newWrongKey(env *cli.Env) (crypto.Signer, error) {
	key, err := keys.Generate(env.Rand, keys.MinGenerateBits)
	if err != nil {
		return nil, apperr.New(apperr.Internal, "generating a key", err)
	}
	return key, nil
}

// subjectFlags say which payment a test notification is about.
type subjectFlags struct {
	paymentRequestID string
	paymentID        string
	amount           string
	currency         string
}

func (f *subjectFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.paymentRequestID, "request-id", "", "merchant's `id` of the payment (default: generated)")
	fl.StringVar(&f.paymentID, "payment-id", "", "Antom's `id` of the payment (default: generated)")
	fl.StringVar(&f.amount, "amount", "", "`amount` in the currency's major unit, such as 12.34")
	fl.StringVar(&f.currency, "currency", "HKD", "ISO 4217 `code`, such as HKD")
}

// fields returns the values of the flags.
func (f *subjectFlags) fields() (notification.Fields, error) {
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
		return out, cli.UsageError(what, err)
	}
	out.Value = value
	return out, nil
}
