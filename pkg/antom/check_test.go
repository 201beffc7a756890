package antom

import (
	"context"
	"crypto/rsa"
	"errors"
	"net/http"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(c *Client)
		reason Reason // empty: nothing is wrong
	}{
		"all is well":             {func(*Client) {}, ""},
		"API key":                 {func(c *Client) { c.Auth = NewAPIKey("k") }, ""},
		"no keys of Antom":        {func(c *Client) { c.AntomKeys = nil }, ""},
		"own key":                 {func(c *Client) { c.AntomKeys = []*rsa.PublicKey{&merchantKey().PublicKey} }, ReasonOwnKey},
		"own key among others":    {func(c *Client) { c.AntomKeys = append(c.AntomKeys, &merchantKey().PublicKey) }, ReasonOwnKey},
		"nil key":                 {func(c *Client) { c.AntomKeys = []*rsa.PublicKey{nil} }, ReasonNoAntomKey},
		"no client id":            {func(c *Client) { c.ClientID = "" }, ReasonClientID},
		"client id with line":     {func(c *Client) { c.ClientID = "a\r\nb: c" }, ReasonClientID},
		"client id with NUL":      {func(c *Client) { c.ClientID = "a\x00" }, ReasonClientID},
		"client id with C1":       {func(c *Client) { c.ClientID = "a\u0085b" }, ReasonClientID},
		"client id with blank":    {func(c *Client) { c.ClientID = "SANDBOX_1 " }, ReasonClientID},
		"no auth":                 {func(c *Client) { c.Auth = nil }, ReasonAuth},
		"no gateway":              {func(c *Client) { c.Gateway = "" }, ReasonGateway},
		"plain http":              {func(c *Client) { c.Gateway = "http://open-sea-global.alipay.com" }, ReasonGateway},
		"plain http, alike":       {func(c *Client) { c.Gateway = "http://localhost.example" }, ReasonGateway},
		"plain http, local":       {func(c *Client) { c.Gateway = "http://127.0.0.1:8964" }, ""},
		"plain http, IPv6":        {func(c *Client) { c.Gateway = "http://[::1]:8964" }, ""},
		"plain http, mapped":      {func(c *Client) { c.Gateway = "http://[::ffff:127.0.0.1]" }, ""},
		"plain http, localhost":   {func(c *Client) { c.Gateway = "http://LOCALHOST:1" }, ""},
		"plain http, .localhost":  {func(c *Client) { c.Gateway = "http://antom.localhost" }, ""},
		"slash at the end":        {func(c *Client) { c.Gateway = "https://x.example/" }, ""},
		"other scheme":            {func(c *Client) { c.Gateway = "ftp://x.example" }, ReasonGateway},
		"no scheme":               {func(c *Client) { c.Gateway = "open-sea-global.alipay.com" }, ReasonGateway},
		"no host":                 {func(c *Client) { c.Gateway = "https:///x" }, ReasonGateway},
		"not a URL":               {func(c *Client) { c.Gateway = "https://a b" }, ReasonGateway},
		"password":                {func(c *Client) { c.Gateway = "https://u:p@x.example" }, ReasonGateway},
		"path":                    {func(c *Client) { c.Gateway = "https://x.example/ams/api" }, ReasonGateway},
		"query":                   {func(c *Client) { c.Gateway = "https://x.example?a" }, ReasonGateway},
		"empty query":             {func(c *Client) { c.Gateway = "https://x.example?" }, ReasonGateway},
		"fragment":                {func(c *Client) { c.Gateway = "https://x.example#" }, ReasonGateway},
		"agent token with line":   {func(c *Client) { c.AgentToken = NewAgentToken("a\nb") }, ReasonHeader},
		"user agent with line":    {func(c *Client) { c.UserAgent = "a\nb" }, ReasonHeader},
		"further header":          {func(c *Client) { c.Header = http.Header{"agent-token": {"t"}, "X-Trace": {"1", "2"}} }, ""},
		"header with line":        {func(c *Client) { c.Header = http.Header{"X-A": {"a\r\nb: c"}} }, ReasonHeader},
		"header without name":     {func(c *Client) { c.Header = http.Header{"": {"a"}} }, ReasonHeader},
		"header's name":           {func(c *Client) { c.Header = http.Header{"a b": {"a"}} }, ReasonHeader},
		"computed header":         {func(c *Client) { c.Header = http.Header{"Signature": {"a"}} }, ReasonHeader},
		"length":                  {func(c *Client) { c.Header = http.Header{"content-length": {"1"}} }, ReasonHeader},
		"user agent with version": {func(c *Client) { c.UserAgent = "antom/1.0 (linux)" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("https://open-sea-global.alipay.com")
			c.change(client)
			err := client.Check()
			wrong, failed := errors.AsType[*ConfigError](err)
			if c.reason == "" && err != nil || c.reason != "" && (!failed || wrong.Reason != c.reason) {
				t.Errorf("error %v, want reason %q", err, c.reason)
			}
			if failed && wrong.Error() == "" {
				t.Error("no message")
			}
		})
	}
}

func TestCallNeedsAntomsKeyBeforeItSends(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.AntomKeys = nil
	client.HTTPClient = failOnUse(t)
	_, err := client.Call(context.Background(), testPath, nil)
	if wrong, ok := errors.AsType[*ConfigError](err); !ok || wrong.Reason != ReasonNoAntomKey {
		t.Errorf("error %v", err)
	}
}
