package cli

// commandMeanings are words that people know from other tools, as they follow "antom",
// with the commands that do what they mean, likeliest first.
func commandMeanings() map[string][]string {
	return map[string][]string{
		"charge": {"antom pay"}, "paid": {"antom inquire --last"}, "payment": {"antom pay"}, "payments": {"antom pay", "antom history"},
		"create": {"antom pay"}, "checkout": {"antom session", "antom pay"}, "order": {"antom pay"}, "buy": {"antom pay"},
		"link": {"antom session"}, "preview": {"antom session preview"}, "sdk": {"antom session preview"}, "element": {"antom session preview"},
		"void": {"antom cancel"}, "close": {"antom cancel"}, "reverse": {"antom cancel"}, "abort": {"antom cancel"},
		"query": {"antom inquire --last"}, "get": {"antom inquire --last"}, "check": {"antom inquire --last", "antom doctor"},
		"retrieve": {"antom inquire --last"}, "poll": {"antom inquire --last --wait"}, "wait": {"antom inquire --last --wait"},
		"refund-status": {"antom inquire-refund --last"}, "refund-query": {"antom inquire-refund --last"}, "query-refund": {"antom inquire-refund --last"},
		"payback": {"antom refund"}, "return": {"antom refund"}, "settle": {"antom capture"},
		"tokenize": {"antom vault", "antom authorize"}, "card": {"antom vault"}, "cards": {"antom vault list"}, "tokens": {"antom authorize list", "antom vault list"},
		"send": {"antom api --list"}, "call": {"antom api --list"}, "request": {"antom api --list"}, "post": {"antom api --list"}, "operations": {"antom api --list"},
		"signature": {"antom sign", "antom webhook verify"}, "debug-signature": {"antom webhook verify"}, "verify": {"antom webhook verify"},
		"logs": {"antom history", "antom webhook list"}, "log": {"antom history", "antom webhook list"}, "journal": {"antom history"},
		"requests": {"antom history"}, "list": {"antom history"}, "report": {"antom reconcile FILE", "antom sandbox report"},
		"reconciliation": {"antom reconcile FILE"}, "settlement": {"antom reconcile FILE"}, "reports": {"antom reconcile FILE"},

		"listen": {"antom webhook listen"}, "forward": {"antom webhook listen --forward 3000"}, "tunnel": {"antom webhook listen"},
		"trigger": {"antom webhook send"}, "fixtures": {"antom webhook send"}, "notify": {"antom webhook send", "antom sandbox notify"},
		"events": {"antom webhook list"}, "event": {"antom webhook list"}, "notifications": {"antom webhook list", "antom sandbox notifications"},
		"inbox": {"antom webhook list"}, "tail": {"antom webhook list --follow"}, "inspect": {"antom webhook show"},
		"resend": {"antom webhook replay"}, "replay": {"antom webhook replay"}, "record": {"antom sandbox record"}, "proxy": {"antom sandbox record"}, "retry": {"antom webhook replay", "antom pay"},
		"webhooks": {"antom webhook"}, "hook": {"antom webhook"}, "hooks": {"antom webhook"}, "notification": {"antom webhook"}, "test": {"antom webhook test"},

		"simulate": {"antom sandbox"}, "mock": {"antom sandbox"}, "serve": {"antom sandbox serve", "antom dev"}, "server": {"antom sandbox serve"},
		"local": {"antom sandbox", "antom dev"}, "emulator": {"antom sandbox"}, "start": {"antom dev"}, "run": {"antom dev"}, "up": {"antom dev"},
		"web": {"antom dev"}, "ui": {"antom dev"}, "playground": {"antom dev"}, "decline": {"antom sandbox decline"}, "fault": {"antom sandbox fault"},

		"login": {"antom init"}, "logout": {"antom config unset"}, "auth": {"antom init"}, "setup": {"antom init"}, "configure": {"antom init", "antom config"},
		"account": {"antom profile show"}, "accounts": {"antom profile list"}, "profiles": {"antom profile list"}, "switch": {"antom profile use"}, "use": {"antom profile use"},
		"settings": {"antom config list"}, "set": {"antom config set"}, "env": {"antom config list --show-origin", "antom help environment"},
		"integration": {"antom doctor", "antom inquire --last", "antom codes"}, "diagnose": {"antom doctor"}, "health": {"antom doctor"}, "ping": {"antom doctor"}, "support": {"antom doctor --bundle antom-doctor.json"},
		"key": {"antom keys"}, "keygen": {"antom keys generate"}, "generate": {"antom keys generate"}, "cert": {"antom sandbox ca"}, "certificate": {"antom sandbox ca"},

		"error": {"antom codes"}, "errors": {"antom codes"}, "code": {"antom codes"}, "result": {"antom codes"}, "docs": {"antom explain"}, "doc": {"antom explain"},
		"fields": {"antom explain"}, "schema": {"antom explain"}, "reference": {"antom explain"}, "resources": {"antom explain"}, "describe": {"antom explain"},
		"method": {"antom methods"}, "wallets": {"antom methods"}, "currency": {"antom currencies"}, "examples": {"antom pay --example list"}, "samples": {"antom pay --example list"},
		"practice": {"antom practices"}, "rules": {"antom practices"}, "advice": {"antom practices"}, "guide": {"antom practices"}, "links": {"antom practices links"},
		"man": {"antom help"}, "update": {"antom version"}, "upgrade": {"antom version"}, "autocomplete": {"antom completion"},

		"webhook trigger": {"antom webhook send"}, "webhook simulate": {"antom webhook send"}, "webhook create": {"antom webhook send"},
		"webhook tail": {"antom webhook list --follow"}, "webhook logs": {"antom webhook list"}, "webhook events": {"antom webhook list"}, "webhook history": {"antom webhook list"},
		"webhook inspect": {"antom webhook show"}, "webhook get": {"antom webhook show"}, "webhook view": {"antom webhook show"},
		"webhook resend": {"antom webhook replay"}, "webhook retry": {"antom webhook replay"},
		"webhook serve": {"antom webhook listen"}, "webhook start": {"antom webhook listen"}, "webhook receive": {"antom webhook listen"},
		"webhook check": {"antom webhook verify"}, "webhook diagnose": {"antom webhook verify"}, "webhook sign": {"antom webhook send"},

		"sandbox start": {"antom sandbox serve"}, "sandbox up": {"antom sandbox serve"},
		"sandbox approve": {"antom sandbox pay"}, "sandbox complete": {"antom sandbox pay"}, "sandbox confirm": {"antom sandbox pay"},
		"sandbox fail": {"antom sandbox decline"}, "sandbox reject": {"antom sandbox decline"}, "sandbox get": {"antom sandbox show"}, "sandbox inspect": {"antom sandbox show"},
		"sandbox payments": {"antom sandbox list"}, "sandbox status": {"antom sandbox list"}, "sandbox clear": {"antom sandbox reset"}, "sandbox clean": {"antom sandbox reset"},
		"sandbox events": {"antom sandbox notifications"}, "sandbox webhooks": {"antom sandbox notifications"}, "sandbox resend": {"antom sandbox notify"},
		"sandbox cert": {"antom sandbox ca"}, "sandbox certificate": {"antom sandbox ca"}, "sandbox npm": {"antom sandbox sdk"}, "sandbox package": {"antom sandbox sdk"}, "sandbox faults": {"antom sandbox fault"}, "sandbox merchants": {"antom sandbox merchant"},
		"sandbox replay": {"antom sandbox --replay DIR"}, "sandbox proxy": {"antom sandbox record"},

		"keys create": {"antom keys generate"}, "keys new": {"antom keys generate"}, "keys inspect": {"antom keys show"}, "keys info": {"antom keys show"},
		"keys compare": {"antom keys match"}, "keys check": {"antom keys match"}, "keys verify": {"antom keys match"},
		"profile switch": {"antom profile use"}, "profile select": {"antom profile use"}, "profile create": {"antom init"}, "profile add": {"antom init"}, "profile new": {"antom init"},
		"profile current": {"antom profile show"}, "profile get": {"antom profile show"},
		"config show": {"antom config list"}, "config ls": {"antom config list"}, "config view": {"antom config list"}, "config delete": {"antom config unset"},
		"config remove": {"antom config unset"}, "config file": {"antom config path"}, "config where": {"antom config path"},
		"profile ls": {"antom profile list"}, "sandbox ls": {"antom sandbox list"}, "webhook ls": {"antom webhook list"},
	}
}

// FlagMeanings are flags that people know from other tools, with the flags that do
// what they mean. Where a command has a flag of that name, it is not asked.
func FlagMeanings() map[string][]string {
	return map[string][]string{
		"v": {"--debug"}, "verbose": {"--debug"}, "trace": {"--debug"}, "log-level": {"--debug"},
		"json": {"--output json"}, "yaml": {"--output yaml"}, "raw": {"--output raw"}, "curl": {"--output curl"}, "format": {"--output"}, "out": {"--output"},
		"silent": {"--quiet"}, "value": {"--quiet", "--amount"}, "query": {"--jq"}, "filter": {"--jq"}, "no-color": {"--color never"}, "no-colour": {"--color never"},
		"sandbox": {"--local"}, "simulator": {"--local"}, "test": {"--local", "--dry-run"}, "mock": {"--local"}, "dry": {"--dry-run"}, "preview": {"--dry-run"},
		"watch": {"--wait"}, "poll": {"--wait"}, "browser": {"--open"}, "web": {"--open"},
		"id": {"--request-id", "--payment-id"}, "data": {"--set"}, "field": {"--set"}, "d": {"--set"}, "body": {"--file"}, "input": {"--file"},
		"price": {"--amount"}, "cents": {"--minor"}, "payment-method": {"--method"}, "type": {"--method"}, "callback": {"--notify-url"}, "webhook": {"--notify-url"}, "return-url": {"--redirect-url"},
		"port": {"--addr 127.0.0.1:8080"}, "p": {"--profile"}, "listen": {"--addr"}, "bind": {"--addr"}, "to": {"--forward"}, "url": {"--to", "--forward"},
		"env": {"--env-file", "--profile"}, "live": {"--profile"}, "api-key": {"--private-key-file"}, "private-key": {"--private-key-file"}, "public-key": {"--antom-public-key-file"},
		"region": {"--gateway"}, "latest": {"--last"}, "newest": {"--last"}, "n": {"--limit"}, "tail": {"--follow"}, "after": {"--since"}, "before": {"--until"},
		"concurrency": {"--parallel"}, "continue": {"--resume"}, "retry": {"--retries"}, "yes": {"--force"}, "y": {"--force"}, "overwrite": {"--force"},
	}
}
