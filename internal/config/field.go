package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// LocalProfile is the name of the built-in profile: the simulator. It is in no
// file and cannot be changed.
const LocalProfile = "local"

// The keys of a profile.
const (
	KeyClientID          = "client-id"
	KeyGateway           = "gateway"             // a region's name or a URL
	KeyPrivateKey        = "private-key"         // the path of a file
	KeyPrivateKeyCommand = "private-key-command" // a command that prints the key
	KeyPrivateKeyKeyring = "private-key-keyring" // the key's name in the keyring of the operating system
	KeyAPIKey            = "api-key"             // the path of the file of an API key
	KeyAPIKeyCommand     = "api-key-command"     // a command that prints an API key
	KeyAntomPublicKey    = "antom-public-key"    // paths of files, or keys as text
	KeyKeyVersion        = "key-version"
	KeyLive              = "live" // deny or allow
	KeyTimeout           = "timeout"
	KeyConnectTimeout    = "connect-timeout"
	KeyRetries           = "retries"
	KeyCAFile            = "ca-file" // the path of a file of certificates
	KeyOutput            = "output"
	KeyColor             = "color"
	KeyStore             = "store"                  // where notifications are stored: the URL of a database, or a directory
	KeyStorePassword     = "store-password-command" // a command that prints the password of that database
)

// The flags of keys that are files.
const (
	FlagPrivateKeyFile     = "private-key-file"
	FlagAntomPublicKeyFile = "antom-public-key-file"
)

// Names in the file and in the environment that are no keys of a profile.
const (
	keyProfile       = "profile"
	keyProfiles      = "profiles"
	keyDefaults      = "defaults"
	envConfig        = "ANTOM_CONFIG"
	envStateDir      = "ANTOM_STATE_DIR"
	envProfile       = "ANTOM_PROFILE"
	envKey           = "ANTOM_PRIVATE_KEY"
	envAPIKey        = "ANTOM_API_KEY"
	envPublicKey     = "ANTOM_PUBLIC_KEY"
	envPublicKeyFile = "ANTOM_PUBLIC_KEY_FILE"
	envPass          = "ANTOM_KEY_PASSPHRASE"
)

// defaultsPrefix begins the keys of request defaults: defaults.order.buyer.referenceBuyerId.
const defaultsPrefix = keyDefaults + "."

// field describes one key of a profile.
type field struct {
	key      string
	env      string // its environment variable; antom-public-key has two of its own
	fallback string // the effective value when nobody gives one
	check    func(string) (string, error)
	path     bool // the value is a file's path
	list     bool // several values are allowed
	number   bool // written without quotes

	placeholder string // stands for the value in a command; "" is VALUE
}

// fields is the table of all keys, in the order in which they are listed.
func fields() []field {
	return []field{
		{key: KeyClientID, env: "ANTOM_CLIENT_ID", check: checkClientID, placeholder: "ID"},
		{key: KeyGateway, env: "ANTOM_GATEWAY", fallback: Regions()[0].URL, check: checkGateway},
		{key: KeyPrivateKey, env: "ANTOM_PRIVATE_KEY_FILE", check: checkKeyFile, path: true, placeholder: "FILE"},
		{key: KeyPrivateKeyCommand, env: "ANTOM_PRIVATE_KEY_COMMAND", check: checkCommand, placeholder: "COMMAND"},
		{key: KeyPrivateKeyKeyring, env: "ANTOM_PRIVATE_KEY_KEYRING", check: checkKeyring, placeholder: "NAME"},
		{key: KeyAPIKey, env: "ANTOM_API_KEY_FILE", check: checkAPIKeyFile, path: true, placeholder: "FILE"},
		{key: KeyAPIKeyCommand, env: "ANTOM_API_KEY_COMMAND", check: checkCommand, placeholder: "COMMAND"},
		{key: KeyAntomPublicKey, check: checkPublicKey, path: true, list: true, placeholder: "FILE"},
		{key: KeyKeyVersion, env: "ANTOM_KEY_VERSION", fallback: "1", check: checkKeyVersion, number: true, placeholder: "NUMBER"},
		{key: KeyLive, env: "ANTOM_LIVE", fallback: LiveDeny, check: checkLive},
		{key: KeyTimeout, env: "ANTOM_TIMEOUT", fallback: "10s", check: checkTimeout},
		{key: KeyConnectTimeout, env: "ANTOM_CONNECT_TIMEOUT", fallback: "5s", check: checkConnectTimeout},
		{key: KeyRetries, env: "ANTOM_RETRIES", fallback: "2", check: checkRetries, number: true},
		{key: KeyCAFile, env: "ANTOM_CA_FILE", check: checkCAFile, path: true},
		{key: KeyOutput, env: "ANTOM_OUTPUT", fallback: "text", check: checkOutput},
		{key: KeyColor, env: "ANTOM_COLOR", fallback: "auto", check: checkColor},
		{key: KeyStore, env: "ANTOM_STORE", check: checkStore, placeholder: "URL"},
		{key: KeyStorePassword, env: "ANTOM_STORE_PASSWORD_COMMAND", check: checkCommand, placeholder: "COMMAND"},
	}
}

// keySources are the keys of which a profile has one: where the private key is,
// or the API key that takes its place.
func keySources() []string {
	return []string{KeyPrivateKey, KeyPrivateKeyCommand, KeyPrivateKeyKeyring, KeyAPIKey, KeyAPIKeyCommand}
}

// findField returns the description of a key.
func findField(key string) (field, bool) {
	for _, f := range fields() {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

// Keys lists the keys of a profile, without request defaults, in the order of
// List.
func Keys() []string {
	var keys []string
	for _, f := range fields() {
		keys = append(keys, f.key)
	}
	return keys
}

// CheckKey returns nil for a key that Get, Set and Unset know: one of Keys, or
// defaults. and a field path. The error has the exit code of wrong usage.
func CheckKey(key string) error {
	if path, ok := strings.CutPrefix(key, defaultsPrefix); ok {
		if err := checkFieldPath(path); err != nil {
			return apperr.New(apperr.Usage, "", err)
		}
		return nil
	}
	if _, ok := findField(key); ok {
		return nil
	}
	return apperr.New(apperr.Usage, "", unknownKey(key),
		"the keys are "+strings.Join(Keys(), ", ")+" and defaults.FIELD")
}

// unknownKey is the mistake of a key of a profile that does not exist.
func unknownKey(key string) mistake {
	if path := defaultWords()[key]; path != "" {
		return mistake{fmt.Sprintf("unknown key %s", shown(key)), defaultsPrefix + path}
	}
	return mistake{fmt.Sprintf("unknown key %s", shown(key)), spec.Nearest(key, append(Keys(), keyDefaults))}
}

// defaultWords are the names of flags that people try for a request default.
func defaultWords() map[string]string {
	return map[string]string{
		"description": "order.orderDescription", "redirect-url": "paymentRedirectUrl", "notify-url": "paymentNotifyUrl",
		"settlement-currency": "settlementStrategy.settlementCurrency",
	}
}

// checkFieldPath checks the form of a request field's path, such as
// order.goods[0].goodsName. Whether an operation has that field is only known
// when a request is made.
func checkFieldPath(path string) error {
	wrong := func(why string) error {
		return mistake{message: fmt.Sprintf("%s is not a field path such as order.goods[0].goodsName: %s", shown(path), why)}
	}
	steps, err := spec.ParsePath(path)
	var bad *spec.PathError
	if errors.As(err, &bad) {
		return wrong(bad.Reason)
	}
	for _, step := range steps {
		if i := strings.IndexFunc(step.Name, func(r rune) bool { return !isWord(r) }); i >= 0 {
			return wrong(fmt.Sprintf("%q is not allowed in a name", []rune(step.Name[i:])[0]))
		}
	}
	return nil
}

// isWord tells whether r is a letter, a digit or an underscore of ASCII.
func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// maxProfileName is the length of the longest profile name.
const maxProfileName = 64

// CheckProfileName returns nil for a name that a profile in the file can have:
// at most 64 ASCII letters, digits and the marks "-", "_" and ".", of which
// only "_" can come first. The built-in profile's name is not one of them. The
// error has the exit code of wrong usage.
func CheckProfileName(name string) error {
	if err := checkProfileName(name); err != nil {
		return apperr.New(apperr.Usage, "", err)
	}
	return nil
}

// checkKeyring checks the name of a key in a keyring, which follows the rules of
// a profile's name. Only its owner gives it: it may be that of the simulator too.
func checkKeyring(s string) (string, error) {
	if isKeyText(s) || holdsKeyText(s) {
		return "", mistake{message: "this is a key, not the name of a key in the keyring (it is not shown)"}
	}
	if err := checkName("a key's name in the keyring", s); err != nil {
		return "", err
	}
	return s, nil
}

// checkProfileName checks the name of a profile in the file.
func checkProfileName(name string) error {
	switch {
	case name == LocalProfile:
		return mistake{message: fmt.Sprintf("the profile %q is built in (the simulator); another name is needed", name)}
	}
	return checkName("a profile name", name)
}

// checkName checks a name that people choose; what says of what.
func checkName(what, name string) error {
	switch {
	case name == "":
		return mistake{message: what + " is empty"}
	case len(name) > maxProfileName:
		return mistake{message: fmt.Sprintf("%s cannot be %s: it has more than %d characters", shown(name), what, maxProfileName)}
	case strings.HasPrefix(name, "-"), strings.HasPrefix(name, "."),
		strings.IndexFunc(name, func(r rune) bool { return !isWord(r) && r != '-' && r != '.' }) >= 0:
		return mistake{message: fmt.Sprintf("%s cannot be %s: letters, digits, -, _ and . are allowed", shown(name), what)}
	}
	return nil
}
