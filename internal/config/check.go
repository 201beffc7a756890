package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// The values of KeyLive.
const (
	LiveDeny  = "deny"  // a live client id needs --live
	LiveAllow = "allow" // requests with real money need no flag
)

// MaxRetries bounds how often a request is tried again: more tries only hide a
// problem.
const MaxRetries = 20

// sandboxPrefix begins the client ids of sandbox accounts.
const sandboxPrefix = "SANDBOX_"

// Limits of values.
const (
	maxClientID = 128
	maxTimeout  = 10 * time.Minute
)

func checkClientID(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "the client id is empty"}
	case keys.LooksLikeKey(s) || looksPrivate(s):
		return "", mistake{message: "this is a key, not a client id (it is not shown)"}
	case len(s) > maxClientID:
		return "", mistake{message: fmt.Sprintf("the client id has %d characters; at most %d are possible", len(s), maxClientID)}
	case strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) >= 0:
		return "", mistake{message: fmt.Sprintf("the client id %s has a space or an unprintable character in it", shown(s))}
	case nearSandboxID(s) != "":
		return "", mistake{fmt.Sprintf("the client id %s is not one of the sandbox, whose ids begin with %s", shown(s), sandboxPrefix), nearSandboxID(s)}
	}
	return s, nil
}

// nearSandboxID returns the sandbox client id that a misspelled one means; "" for any
// other text. Antom would take the misspelled one for a live client id.
func nearSandboxID(s string) string {
	word := strings.TrimSuffix(sandboxPrefix, "_")
	if strings.HasPrefix(s, sandboxPrefix) || len(s) < len(word) || !strings.EqualFold(s[:len(word)], word) {
		return ""
	}
	return sandboxPrefix + strings.ToUpper(strings.TrimLeft(s[len(word):], "_- "))
}

// checkKeyFile refuses a key where its file's path belongs.
func checkKeyFile(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "the path of the private key's file is empty"}
	case keys.LooksLikeKey(s) || looksPrivate(s) || strings.ContainsAny(s, "\r\n"):
		return "", mistake{message: "this is a key, not the path of a file (it is not shown); " +
			"save the key in a file that only you can read, and give the path of that file"}
	}
	return s, nil
}

func checkAPIKeyFile(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "the path of the API key's file is empty"}
	case keys.LooksLikeKey(s) || looksPrivate(s) || looksLikeAPIKey(s):
		return "", mistake{message: "this is an API key, not the path of a file (it is not shown); " +
			"save the key in a file that only you can read, and give the path of that file"}
	}
	return s, nil
}

// looksLikeAPIKey tells a secret from a path: it is long, on one line or more,
// and has nothing in it that paths have.
func looksLikeAPIKey(s string) bool {
	const least = 24
	return strings.ContainsAny(s, "\r\n") || len(s) >= least && !strings.ContainsAny(s, `/\.`) || strings.HasPrefix(s, "Bearer ")
}

func checkCommand(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "the command is empty"}
	case isKeyText(s) || holdsKeyText(s):
		return "", mistake{message: "this is a key, not a command (it is not shown); " +
			"save the key in a file that only you can read, and give the path of that file as private-key"}
	}
	return s, nil
}

// checkPublicKey accepts a path as well as a public key's text.
func checkPublicKey(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "Antom's public key is empty"}
	case looksPrivate(s):
		return "", mistake{message: "this is a private key, not Antom's public key (it is not shown); " +
			"copy Antom's public key from the Antom Dashboard, Developer, Quick start"}
	case !isKeyText(s) && strings.ContainsAny(s, "\r\n"):
		return "", mistake{message: "Antom's public key is neither the path of a file nor a key as PEM or Base64"}
	}
	return s, nil
}

func checkKeyVersion(s string) (string, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || strconv.Itoa(n) != s {
		return "", mistake{message: fmt.Sprintf("key-version %s is not a whole number from 1", shown(s)), nearest: "1"}
	}
	return s, nil
}

func checkRetries(s string) (string, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > MaxRetries {
		m := mistake{message: fmt.Sprintf("retries %s is not a whole number from 0 to %d", shown(s), MaxRetries)}
		if err == nil {
			m.nearest = strconv.Itoa(min(max(n, 0), MaxRetries))
		}
		return "", m
	}
	return strconv.Itoa(n), nil
}

// checkSettlement accepts one currency of the contract.
func checkSettlement(s string) (string, error) {
	code := strings.ToUpper(s)
	if _, ok := spec.FindCurrency(code); ok {
		return code, nil
	}
	var all []string
	for _, c := range spec.Currencies() {
		all = append(all, c.Code)
	}
	return "", mistake{fmt.Sprintf("settlement-currencies %s is not a currency code of ISO 4217, such as USD", shown(s)), spec.Nearest(code, all)}
}

func checkTimeout(s string) (string, error) { return checkLimit("timeout", s) }

func checkConnectTimeout(s string) (string, error) { return checkLimit("connect-timeout", s) }

// checkCAFile accepts the path of a file of certificates.
func checkCAFile(s string) (string, error) {
	switch {
	case s == "":
		return "", mistake{message: "the path of the file of certificates is empty"}
	case keys.LooksLikeKey(s) || looksPrivate(s) || strings.ContainsAny(s, "\r\n"):
		return "", mistake{message: "text of a key or certificate stands where the path of a file belongs (it is not shown here)"}
	}
	return s, nil
}

// checkLimit accepts the duration of a key, such as 10s or 1m30s. A number alone is
// seconds, as everybody who writes it means.
func checkLimit(key, s string) (string, error) {
	text := s
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return "", mistake{message: fmt.Sprintf("%s %s is not a duration, such as 10s or 1m30s", key, shown(s)), nearest: nearDuration(s)}
	case d < time.Millisecond || d > maxTimeout:
		return "", mistake{message: fmt.Sprintf("%s %s is not between 1ms and %s", key, shown(s), shortDuration(maxTimeout))}
	}
	return shortDuration(d), nil
}

// nearDuration guesses a duration that was written with a word: "10 seconds".
func nearDuration(s string) string {
	number := strings.TrimRight(strings.ToLower(strings.ReplaceAll(s, " ", "")), "abcdefghijklmnopqrstuvwxyz")
	unit := strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(s, " ", "")), number)
	if _, err := strconv.ParseFloat(number, 64); err != nil || unit == "" {
		return ""
	}
	switch {
	case strings.HasPrefix(unit, "mil"):
		return number + "ms"
	case unit[0] == 's', unit[0] == 'm':
		return number + unit[:1]
	}
	return ""
}

// shortDuration is d without the zero units that time.Duration prints: 10m.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// checkLive also takes what a flag without a value has: true and false.
func checkLive(s string) (string, error) {
	switch s {
	case "true":
		return "", mistake{message: `live is "allow" or "deny", not true`, nearest: LiveAllow}
	case "false":
		return "", mistake{message: `live is "allow" or "deny", not false`, nearest: LiveDeny}
	}
	return oneOf(KeyLive, s, []string{LiveDeny, LiveAllow}, map[string]string{
		"yes": LiveAllow, "on": LiveAllow, "1": LiveAllow, "allowed": LiveAllow,
		"no": LiveDeny, "off": LiveDeny, "0": LiveDeny, "never": LiveDeny, "denied": LiveDeny,
	})
}

func checkOutput(s string) (string, error) {
	return oneOf(KeyOutput, s, []string{"text", "json", "yaml", "raw"}, map[string]string{"yml": "yaml", "table": "text", "plain": "text"})
}

func checkColor(s string) (string, error) {
	return oneOf(KeyColor, s, []string{"auto", "always", "never"}, map[string]string{
		"yes": "always", "true": "always", "on": "always", "force": "always",
		"no": "never", "false": "never", "off": "never", "none": "never",
	})
}

// oneOf checks a value of a closed list; synonyms are other words that people
// use for them.
func oneOf(key, s string, values []string, synonyms map[string]string) (string, error) {
	if slices.Contains(values, s) {
		return s, nil
	}
	near := synonyms[strings.ToLower(s)]
	if near == "" {
		near = spec.Nearest(s, values)
	}
	return "", mistake{fmt.Sprintf("%s %s is not %s", key, shown(s), quoted(values)), near}
}
