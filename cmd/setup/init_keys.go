package setup

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/prompt"
	"github.com/antom-cli/antom/pkg/keys"
)

// privateKey asks for the merchant's key and shows its public half.
func (i *initWizard) privateKey(ctx context.Context) error {
	how, err := i.keyChoice(ctx)
	if err != nil {
		return err
	}
	env, s := i.env, i.setup
	switch how {
	case "generate":
		ring, err := i.chooseKeyStorage(ctx)
		if err != nil {
			return err
		}
		if err := newKeyPair(env, i.cmd, i.config, s, ring); err != nil {
			return err
		}
	case "paste":
		if err := i.pasteKey(ctx); err != nil {
			return err
		}
	default:
		if err := i.chooseFile(ctx); err != nil {
			return err
		}
	}
	line, err := cli.PublicKeyText(s.private)
	if err != nil {
		return err
	}
	i.showAnswer("Private key", fmt.Sprintf("RSA, %d bits, %s", s.private.Bits(), i.keyLocation()))
	i.print("")
	i.print("%s", env.Errs().Title("Upload this public key unless you have already ("+dashboardPlace+"):"))
	fmt.Fprintf(env.Streams().Err, "\n%s\n\n", line)
	return nil
}

// keyLocation says where the private key is, or will be, stored.
func (i *initWizard) keyLocation() string {
	if i.setup.entry != "" {
		return "keyring entry " + i.setup.entry
	}
	return i.setup.file
}

func (i *initWizard) keyChoice(ctx context.Context) (string, error) {
	switch {
	case i.flags.generate:
		return "generate", nil
	case i.flags.privateKey != "":
		return "file", nil
	}
	return i.ask.Choose(ctx, prompt.Choice{
		Title: "Your private key",
		Help:  "It signs your requests and stays on this machine.",
		Options: []prompt.Option{
			{Name: "generate", Label: "Generate a new pair"},
			{Name: "file", Label: "Use a file"},
			{Name: "paste", Label: "Paste it"},
		},
	})
}

// chooseKeyStorage asks whether to store a key without a file in the keyring.
func (i *initWizard) chooseKeyStorage(ctx context.Context) (bool, error) {
	if i.flags.keyring {
		return true, nil
	}
	choice, err := i.ask.Choose(ctx, prompt.Choice{
		Title: "Where to store the private key",
		Options: []prompt.Option{
			{Name: "file", Label: "In a file that only you can read"},
			{Name: "keyring", Label: "In the keyring of the operating system"},
		},
	})
	return choice == "keyring", err
}

// pasteKey asks for the text of a private key without showing it.
func (i *initWizard) pasteKey(ctx context.Context) error {
	s := i.setup
	text, err := i.ask.Secret(ctx, prompt.Question{
		Title: "Private key (not shown)", Help: "PEM or one line of Base64.",
		Check: func(text string) error { return plainKeyError(i.parsePrivate(text)) },
	})
	if err != nil {
		return err
	}
	if err := i.parsePrivate(text); err != nil {
		return cli.KeyError("the private key", err)
	}
	ring, err := i.chooseKeyStorage(ctx)
	if err != nil {
		return err
	}
	s.store = true
	if ring {
		s.entry = s.profile
		return nil
	}
	s.file = keyFile(i.config, s.profile)
	if fileExists(s.file) {
		return apperr.New(apperr.Config, "there is a key from an earlier init: "+s.file, nil,
			"move it away if you do not need it, or choose it as a file", "or choose another name: --profile NAME").WithCode("exists")
	}
	return nil
}

// parsePrivate reads a private key into the setup. An encrypted one needs its
// passphrase in the environment.
func (i *initWizard) parsePrivate(text string) error {
	var pass keys.Passphrase
	if given := i.env.Getenv("ANTOM_KEY_PASSPHRASE"); given != "" {
		pass = func() ([]byte, error) { return []byte(given), nil }
	}
	key, err := keys.ParsePrivate([]byte(text), pass)
	if err == nil {
		i.setup.private = key
	}
	return err
}

// plainKeyError returns the error of a key with its hint on one line.
func plainKeyError(err error) error {
	var known *keys.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known) && known.Reason == keys.ReasonEncrypted:
		return fmt.Errorf("%w; set ANTOM_KEY_PASSPHRASE first", err)
	case known != nil && known.Hint != "":
		return fmt.Errorf("%w. %s", err, known.Hint)
	}
	return err
}

// chooseFile asks for the file of the private key.
func (i *initWizard) chooseFile(ctx context.Context) error {
	file := i.flags.privateKey
	if file == "" {
		var err error
		file, err = i.ask.Text(ctx, prompt.Question{Title: "File of the private key", Check: func(name string) error {
			data, err := i.readNamedFile(ctx, name)
			if err == nil {
				_, err = keys.ParsePrivate(data, nil)
			}
			if known := new(keys.Error); errors.As(err, &known) && known.Reason == keys.ReasonEncrypted {
				return nil // its passphrase is asked for next
			}
			return plainKeyError(err)
		}})
		if err != nil {
			return err
		}
	}
	return keyFromFile(i.env, i.cmd, i.setup, i.expand(file), i.flags.keyring)
}

// readNamedFile reads a key file whose name was typed. It refuses a FIFO, because a
// profile could not read it again and Ctrl-C would not end the wait while the
// terminal asks.
func (i *initWizard) readNamedFile(ctx context.Context, name string) ([]byte, error) {
	path := i.expand(name)
	if err := durable.CheckState(path); err != nil {
		return nil, err
	}
	return durable.ReadKey(ctx, path)
}

// expand replaces a leading ~/ with the home directory, as a shell does.
func (i *initWizard) expand(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		return filepath.Join(cli.UserDirs(i.env).Home, rest)
	}
	return name
}

// antomKey asks for Antom's public key and refuses the merchant's own.
func (i *initWizard) antomKey(ctx context.Context) error {
	if i.flags.antomKey != "" {
		key, err := readAntomKey(i.env, i.flags.antomKey)
		if err != nil {
			return err
		}
		i.setup.antomKey = key
		return i.setup.checkPair()
	}
	if i.has(config.KeyAntomPublicKey) {
		return nil
	}
	text, err := i.ask.Text(ctx, prompt.Question{
		Title: "Antom's public key",
		Help:  "Paste it, or enter the name of its file. The Dashboard shows it next to yours (" + dashboardPlace + "). Leave it empty to add it later.",
		Check: func(text string) error { _, err := i.readPublic(ctx, text); return err },
	})
	if err != nil {
		return err
	}
	key, err := i.readPublic(ctx, text)
	if err != nil {
		return err
	}
	if i.setup.antomKey = key; key == nil {
		i.showAnswer("Antom's key", "later: antom config set antom-public-key FILE")
		return nil
	}
	i.showAnswer("Antom's key", fmt.Sprintf("RSA, %d bits, %s; it is not your own", key.Bits(), keys.Fingerprint(key.Public)))
	return nil
}

// readPublic reads Antom's key from its text or from its file. An empty answer
// is no key and no error.
func (i *initWizard) readPublic(ctx context.Context, text string) (*keys.Key, error) {
	if text == "" {
		return nil, nil
	}
	data := []byte(text)
	if !keys.LooksLikeKey(text) {
		var err error
		if data, err = i.readNamedFile(ctx, text); err != nil {
			return nil, plainKeyError(err)
		}
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return nil, plainKeyError(err)
	}
	if keys.Match(i.setup.private.Private, key.Public) {
		return nil, errors.New("this is your own public key; the Dashboard shows Antom's next to it")
	}
	return key, nil
}
