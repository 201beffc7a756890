package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

func TestMistakesInTheFile(t *testing.T) {
	t.Parallel()
	shop := func(line string) string { return "profiles:\n  shop:\n    " + line + "\n" }
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unknown key", shop("cliend-id: x"), []string{"config.yaml:3:5: ", `unknown key "cliend-id"`, `did you mean "client-id"?`}},
		{"camel case", shop("privateKey: x"), []string{`did you mean "private-key"?`}},
		{"underscore", shop("key_version: 1"), []string{`did you mean "key-version"?`}},
		{"unknown at the top", "profiless: {}\n", []string{"config.yaml:1:1: ", `did you mean "profiles"?`}},
		{"profile key at the top", "client-id: x\n", []string{`"client-id" belongs in a profile`}},
		{"key twice", shop("retries: 1\n    retries: 2"), []string{"config.yaml:4:5: ", `"retries" twice`, "line 3"}},
		{"profile twice", "profiles:\n  a: {}\n  a: {}\n", []string{"config.yaml:3:3: ", "twice", "line 2"}},
		{"not YAML", "profiles:\n  shop: [\n", []string{"config.yaml:3:1: this is not YAML"}},
		{"a list that is not closed", "profiles:\n  shop: [a\n  b: c\n", []string{"config.yaml:3:4: this is not YAML: did not find expected ',' or ']'", "in line 2)"}},
		{"a colon too many", "profile: a\n# c\nprofiles: b: c\n", []string{"config.yaml:3:12: this is not YAML"}},
		{"tab", "profiles:\n\tshop: {}\n", []string{"config.yaml:2:1: ", "tab"}},
		{"a list", "- a\n", []string{"config.yaml:1:1: ", "found a list"}},
		{"a word", "shop\n", []string{"found a single value"}},
		{"two documents", "profile: local\n---\nprofile: a\n", []string{"config.yaml:", "second YAML document"}},
		{"broken second document", "profile: local\n---\n[\n", []string{"this is not YAML"}},
		{"not UTF-8", "profile: local\n# caf\xe9\n", []string{"config.yaml:2: ", "UTF-8"}},
		{"control character", "profile: local\n#\x01\n", []string{"config.yaml:2: ", "U+0001"}},
		{"profiles is a list", "profiles: [a]\n", []string{"config.yaml:1:11: ", "found a list"}},
		{"profile is a word", "profiles: {shop: sg}\n", []string{"found a single value"}},
		{"value is a mapping", shop("gateway: {a: b}"), []string{"config.yaml:3:14: ", "found a mapping"}},
		{"value is a list", shop("gateway: [sg]"), []string{"expected a single value, found a list"}},
		{"key is a mapping", "{a: b}: c\n", []string{"expected a key, found a mapping"}},
		{"alias", "profiles:\n  a:\n    client-id: &x 1\n    key-version: *x\n", []string{"config.yaml:4:18: ", "aliases"}},
		{"merge", "profiles:\n  a: &a {retries: 1}\n  b:\n    <<: *a\n", []string{"config.yaml:4:5: ", "merge keys"}},
		{"reserved profile", "profiles: {local: {}}\n", []string{`"local" is built in`}},
		{"profile name", "profiles: {a b: {}}\n", []string{`"a b" cannot be a profile name`}},
		{"long profile name", "profile: " + strings.Repeat("a", 65) + "\n", []string{"more than 64 characters"}},
		{"empty profile name", "profile: ''\n", []string{"name is empty"}},

		{"live: yes", shop("live: yes"), []string{"config.yaml:3:11: ", `live "yes" is not "deny" or "allow"`, `did you mean "allow"?`}},
		{"live: true", shop("live: true"), []string{"not true", `did you mean "allow"?`}},
		{"live: false", shop("live: false"), []string{`did you mean "deny"?`}},
		{"live misspelt", shop("live: alow"), []string{`did you mean "allow"?`}},
		{"retries below", shop("retries: -1"), []string{`retries "-1" is not a whole number from 0 to 20`, `did you mean "0"?`}},
		{"retries above", shop("retries: 99"), []string{`did you mean "20"?`}},
		{"retries no number", shop("retries: few"), []string{`retries "few"`}},
		{"timeout zero", shop("timeout: 0"), []string{`timeout "0" is not between 1ms and 10m`}},
		{"timeout too long", shop("timeout: 1h"), []string{"10m"}},
		{"timeout NaN", shop("timeout: nan"), []string{`timeout "nan" is not a duration`}},
		{"timeout in words", shop("timeout: 10 seconds"), []string{"is not a duration", `did you mean "10s"?`}},
		{"timeout in milliseconds", shop("timeout: 500 millis"), []string{`did you mean "500ms"?`}},
		{"timeout no number", shop("timeout: soon"), []string{`timeout "soon"`}},
		{"timeout odd unit", shop("timeout: 3 fortnights"), []string{"is not a duration, such as 10s or 1m30s"}},
		{"key version", shop("key-version: v1"), []string{`key-version "v1" is not a whole number from 1`}},
		{"output", shop("output: jsn"), []string{`did you mean "json"?`}},
		{"color", shop("color: off"), []string{`"auto", "always" or "never"`, `did you mean "never"?`}},
		{"client id with a space", shop("client-id: 'a b'"), []string{"a space"}},
		{"empty client id", shop("client-id: ''"), []string{"client id is empty"}},
		{"long client id", shop("client-id: " + strings.Repeat("9", 129)), []string{"129 characters"}},
		{"empty path", shop("private-key: ''"), []string{"path of the private key's file is empty"}},
		{"password in a store", shop("store: postgres://shop:s3cret@h/db"), []string{"the URL of the store holds a password"}},
		{"store that is no URL", shop("store: mysql://h/db"), []string{"a store is the URL of a database such as postgres://user@host/database"}},
		{"empty command", shop("private-key-command: ''"), []string{"command is empty"}},
		{"empty public key", shop("antom-public-key: ['']"), []string{"public key is empty"}},
		{"odd public key", shop(`antom-public-key: "a\nb"`), []string{"neither the path of a file nor a key"}},
		{"two private keys", shop("private-key: a.pem\n    private-key-command: b"), []string{"config.yaml:4:26: ", "as well as private-key (line 3)"}},

		{"gateway word", shop("gateway: xx"), []string{`gateway "xx" is not "sg", "us" or "de", nor an https URL`}},
		{"gateway synonym", shop("gateway: Europe"), []string{`did you mean "de"?`}},
		{"gateway without scheme", shop("gateway: open-sea-global.alipay.com/x"), []string{`did you mean "https://open-sea-global.alipay.com"?`}},
		{"gateway http", shop("gateway: http://example.com"), []string{"not encrypted", `did you mean "https://example.com"?`}},
		{"gateway ftp", shop("gateway: ftp://example.com"), []string{"neither https nor http"}},
		{"gateway with path", shop("gateway: https://example.com/ams/api/v1/payments/pay"), []string{"path of an operation", `did you mean "https://example.com"?`}},
		{"gateway with query", shop("gateway: https://example.com?a=b"), []string{"a query"}},
		{"gateway with password", shop("gateway: https://me:hunter2@example.com"), []string{"user name or password"}},
		{"gateway without host", shop("gateway: https://"), []string{"is not a URL"}},

		{"defaults are a list", shop("defaults: [a]"), []string{"expected field paths and values, found a list"}},
		{"nested default", shop("defaults: {order: {orderId: 1}}"), []string{"the whole path of each field on one line"}},
		{"field path with a gap", shop("defaults: {order..orderId: 1}"), []string{"a field name is missing"}},
		{"field path with a space", shop("defaults: {order id: 1}"), []string{"cannot hold spaces"}},
		{"field path with an index", shop("defaults: {'goods[x]': 1}"), []string{"an index is a whole number"}},
		{"field path with a bare index", shop("defaults: {order.goods.0.goodsName: 1}"), []string{"an index is written in brackets; did you mean \"order.goods[0].goodsName\"?"}},
		{"default twice", shop("defaults: {a: 1, a: 2}"), []string{"twice"}},
		{"default at the wrong place", shop("defaults.order.orderId: 1"), []string{"is written as order.orderId below defaults"}},
		{"two mistakes", shop("retries: -1\n    live: yes"), []string{"2 mistakes", "config.yaml:3:14: ", "config.yaml:4:11: "}},
	} {
		o := home(t, c.text)
		_, err := Load(o)
		var problems *ProblemsError
		if !errors.As(err, &problems) || apperr.ExitCode(err) != 3 {
			t.Errorf("%s: error %v", c.name, err)
			continue
		}
		contains(t, c.name, err.Error(), c.want...)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is shown", c.name)
		}
	}
}

func TestKeysInTheFileAreRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	pem := "-----BEGIN PRIVATE KEY-----\\n" + pkcs8 + "\\n-----END PRIVATE KEY-----"
	encrypted := "MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI" + strings.Repeat("Ab3/", 60)
	pkcs1 := "MIIEpAIBAAKCAQEA" + strings.Repeat("Ab3/", 60)
	for _, c := range []struct{ key, value, want string }{
		{"private-key", pem, "save the key in a file that only you can read"},
		{"private-key", pkcs8, "save the key in a file that only you can read"},
		{"private-key", spki, "save the key in a file that only you can read"},
		{"private-key", `{\"kty\":\"RSA\",\"d\":\"Ab3/Ab3/\"}`, "save the key in a file that only you can read"},
		{"private-key-command", "echo '" + pem + "'", "save the key in a file that only you can read"},
		{"client-id", pkcs8, "this is a key, not a client id"},
		{"gateway", pkcs8, "not shown"},
		{"live", pem, "not shown"},
		{"retries", pkcs8, "not shown"},
		{"antom-public-key", pem, "this is a private key, not Antom's public key"},
		{"antom-public-key", pkcs8, "this is a private key, not Antom's public key"},
		{"antom-public-key", pkcs1, "this is a private key, not Antom's public key"},
		{"antom-public-key", encrypted, "this is a private key, not Antom's public key"},
		{"antom-public-key", `{\"kty\":\"RSA\",\"d\":\"Ab3/Ab3/\"}`, "this is a private key, not Antom's public key"},
		{"defaults", pkcs8, "a single value"},
	} {
		_, err := Load(home(t, "profiles:\n  shop:\n    "+c.key+": \""+c.value+"\"\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Ab3/") {
			t.Errorf("%s in the file: %v", c.key, err)
		}
		if c.key == "defaults" {
			c.key = "defaults.order.orderId"
		}
		path := home(t, "")
		err = load(t, path).Set("shop", c.key, strings.ReplaceAll(strings.ReplaceAll(c.value, `\n`, "\n"), `\"`, `"`))
		if err == nil || strings.Contains(err.Error(), "Ab3/") {
			t.Errorf("%s by Set: %v", c.key, err)
		}
	}
	_, err := Load(home(t, "profiles:\n  shop:\n    defaults: {a: "+pkcs8+"}\n"))
	if err == nil || strings.Contains(err.Error(), "Ab3/") {
		t.Errorf("a key as a default: %v", err)
	}
}

func TestPublicKeysAreNoSecret(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, "profiles:\n  shop:\n    antom-public-key: "+spki+"\n"))
	if got := c.Get(KeyAntomPublicKey).Text; got != spki {
		t.Errorf("text %q", got)
	}
	all, err := c.AntomKeys(t.Context())
	if err != nil || len(all) != 1 || string(all[0].Data) != spki || !strings.HasPrefix(all[0].Source, "profile shop (") {
		t.Errorf("AntomKeys = %+v, %v", all, err)
	}
}

func TestMistakesInEnvironmentAndFlags(t *testing.T) {
	t.Parallel()
	o := home(t, sample)
	o.Getenv = env("ANTOM_RETRIES", "many", "ANTOM_PUBLIC_KEY", "antom.pem")
	_, err := Load(o)
	if apperr.ExitCode(err) != 3 {
		t.Errorf("exit code %d", apperr.ExitCode(err))
	}
	contains(t, "environment", err.Error(), "2 mistakes", `environment variable ANTOM_RETRIES: "many" is not`, "environment variable ANTOM_PUBLIC_KEY: ", "ANTOM_PUBLIC_KEY_FILE")

	o.Flags = map[string]string{KeyRetries: "1", "live": "maybe", "quiet": "true"}
	o.Getenv = env("ANTOM_RETRIES", "many") // the flag wins, so that this does not matter
	_, err = Load(o)
	if apperr.ExitCode(err) != 2 {
		t.Errorf("exit code %d", apperr.ExitCode(err))
	}
	contains(t, "flags", err.Error(), `--live: "maybe" is not`)

	o.Flags = map[string]string{KeyLive: "true", KeyOutput: "curl"}
	o.Getenv = nil
	if c := load(t, o); !c.LiveAllowed() || c.Get(KeyOutput).Text != "curl" {
		t.Errorf("flags: %+v, %+v", c.Get(KeyLive), c.Get(KeyOutput))
	}
	o = Options{Getenv: env("ANTOM_PRIVATE_KEY_FILE", "~/key.pem")}
	if _, err := Load(o); err == nil || !strings.Contains(err.Error(), "no home directory is known") {
		t.Errorf("~ without a home: %v", err)
	}
}

func TestGoodValues(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for _, c := range []struct{ key, text, want string }{
		{KeyTimeout, "5", "5s"}, {KeyTimeout, "0.5", "500ms"}, {KeyTimeout, "1m30s", "1m30s"}, {KeyTimeout, "120s", "2m"}, {KeyTimeout, "10m", "10m"},
		{KeyGateway, "us", "https://open-na-global.alipay.com"}, {KeyGateway, "de", "https://open-de-global.alipay.com"},
		{KeyGateway, "https://proxy.example/antom/", "https://proxy.example/antom"},
		{KeyGateway, "http://127.0.0.1:8964/", "http://127.0.0.1:8964"}, {KeyGateway, "http://[::1]:80", "http://[::1]:80"},
		{KeyGateway, "http://localhost:1", "http://localhost:1"}, {KeyGateway, "http://shop.localhost", "http://shop.localhost"},
		{KeyRetries, "0", "0"}, {KeyPrivateKey, "~", "/home"}, {KeyPrivateKey, "~/k.pem", "/home/k.pem"}, {KeyPrivateKey, "../k.pem", "/k.pem"},
		{KeyClientID, "0042", "0042"}, {KeyKeyVersion, "12", "12"},
	} {
		f, _ := findField(c.key)
		o := Options{HomeDir: "/home", WorkDir: "/work", Getenv: env(f.env, c.text)}
		if got := load(t, o).Get(c.key).Text; strings.ReplaceAll(got, `\`, "/") != c.want {
			t.Errorf("%s %q: %q, want %q", c.key, c.text, got, c.want)
		}
	}
}

func TestCheckKey(t *testing.T) {
	t.Parallel()
	for _, key := range append(Keys(), "defaults.order.goods[0].goodsName", "defaults.a[0][1]") {
		if err := CheckKey(key); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	for key, want := range map[string]string{
		"clientid": `did you mean "client-id"?`, "": "unknown key", "defaults": "unknown key", "defaults.": "the path is empty",
		"defaults.a[": "the index has no closing", "defaults.a[]": "the index is missing", "defaults.a]": "a dot or an index", "defaults.a-b": "not allowed", "profile": "unknown key",
	} {
		if err := CheckKey(key); apperr.ExitCode(err) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, sample))
	if err := c.Require(KeyClientID, KeyPrivateKey, KeyAntomPublicKey); err != nil {
		t.Error(err)
	}
	err := load(t, home(t, "")).Require(KeyClientID, KeyAntomPublicKey)
	var e *apperr.Error
	if !errors.As(err, &e) || e.Kind != apperr.Config || len(e.Hints) != 2 {
		t.Fatalf("%v", err)
	}
	contains(t, "no profile", err.Error()+strings.Join(e.Hints, "\n"), "there is no profile", "antom init", "--local")
	o := home(t, "profiles: {shop: {client-id: x, private-key-command: y}}")
	err = load(t, o).Require(KeyClientID, KeyKeyVersion, KeyPrivateKey, KeyAntomPublicKey)
	if !errors.As(err, &e) {
		t.Fatalf("%v", err)
	}
	contains(t, "incomplete", err.Error(), `profile "shop" is incomplete: antom-public-key is missing`)
	contains(t, "hints", strings.Join(e.Hints, "\n"), "antom config set antom-public-key FILE")
}
