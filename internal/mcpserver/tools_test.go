package mcpserver

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/docs"
	"github.com/antom-cli/antom/internal/apperr"
)

// TestToolsAreDescribed holds what a client sees of each tool.
func TestToolsAreDescribed(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	o.Profile = profileOf(t, false)
	s := connect(t, o, nil)
	var names []string
	for tool, err := range s.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, tool.Name)
		if len(tool.Description) < 80 || tool.Title == "" || tool.Annotations == nil {
			t.Errorf("%s is not described: %+v", tool.Name, tool)
		}
		if tool.Annotations.ReadOnlyHint && tool.Annotations.DestructiveHint != nil && *tool.Annotations.DestructiveHint {
			t.Errorf("%s only reads and destroys", tool.Name)
		}
		data, err := json.Marshal(tool.InputSchema)
		if err != nil {
			t.Fatal(err)
		}
		var in jsonschema.Schema
		if err := json.Unmarshal(data, &in); err != nil {
			t.Fatalf("%s: %v", tool.Name, err)
		}
		if _, err := in.Resolve(nil); err != nil {
			t.Errorf("%s: %v", tool.Name, err)
		}
		for name, p := range in.Properties {
			if p.Description == "" {
				t.Errorf("%s: %s is not described", tool.Name, name)
			}
		}
	}
	if len(names) != 20 {
		t.Errorf("%d tools: %v", len(names), names)
	}
}

// TestReadOnlyHints holds which tools a client may call without asking.
func TestReadOnlyHints(t *testing.T) {
	t.Parallel()
	var changing []string
	s := &server{}
	for _, tool := range s.tools() {
		if !tool.annotations().ReadOnlyHint {
			changing = append(changing, tool.name)
		}
	}
	want := []string{"create_payment", "refund_payment", "call_operation", "simulate_buyer", "send_notification", "move_clock", "test_handler"}
	if !slices.Equal(changing, want) {
		t.Errorf("tools that change something: %v, want %v", changing, want)
	}
}

// TestLookup looks facts up.
func TestLookup(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	s.ok("explain_operation", nil).want("pay", "operations", 0, "name")
	pay := s.ok("explain_operation", args("target", "pay"))
	pay.want("productCode", "explanation", "fields", 0, "name")
	if example, _ := pay.at("example").(string); !strings.Contains(example, "paymentRequestId") {
		t.Errorf("the example is %q", example)
	}
	s.ok("explain_operation", args("target", "pay", "part", "response"))
	s.ok("explain_operation", args("target", "notifyPayment.result"))
	whole := s.ok("explain_operation", args("target", "pay", "all_levels", true))
	lines, _ := whole.at("outline").([]any)
	for _, want := range []string{"paymentRequestId string(64) required", " goods Goods[]", "  referenceGoodsId string(64)"} {
		if !slices.ContainsFunc(lines, func(line any) bool { return strings.HasPrefix(line.(string), want) }) {
			t.Errorf("no %q among %d lines", want, len(lines))
		}
	}
	if cut := whole.at("truncated"); cut != nil || len(lines) < 100 {
		t.Errorf("%d lines, %v", len(lines), cut)
	}
	s.ok("explain_code", args("code", "payment_in_process", "operation", "pay")).want("PAYMENT_IN_PROCESS", "codes", 0, "code")
	s.ok("explain_code", args("operation", "refund", "limit", 2))
	s.ok("explain_code", args("body", `{"result":{"resultCode":"SUCCESS","resultStatus":"S"}}`)).want("SUCCESS", "outcomes", 0, "code")
	s.ok("find_methods", args("code", "ALIPAY_HK")).want("ALIPAY_HK", "methods", 0, "code")
	s.ok("find_methods", args("region", "HK", "currency", "HKD", "limit", 1))
	s.ok("find_currencies", args("code", "JPY")).want(float64(0), "currencies", 0, "decimals")
	s.ok("find_currencies", nil)
	s.ok("search_practices", args("words", "notification"))
	s.ok("search_practices", args("words", "nothinghasthisword"))
	s.ok("read_guide", nil).want("agents", "guides", 0, "name")
	section := s.ok("read_guide", args("name", "webhooks", "section", "verify captured"))
	if text, _ := section.at("text").(string); !strings.HasPrefix(text, "#") {
		t.Errorf("the section is %q", text)
	}
	good := args("paymentRequestId", "P1")
	checked := s.ok("check_request", args("operation", "inquiryPayment", "body", good))
	checked.want(true, "valid")
	checked.want(`{"paymentRequestId":"P1"}`, "body")
	if sign, _ := checked.at("stringToSign").(string); !strings.HasPrefix(sign, "POST /ams/sandbox/api/v1/payments/inquiryPayment\nSANDBOX_LOCAL.") {
		t.Errorf("the string to sign is %q", sign)
	}
	wrong := s.ok("check_request", args("operation", "pay", "body", args("paymentAmount", args("currency", "HKD", "value", "12.34"))))
	wrong.want(false, "valid")
	if list, _ := wrong.at("problems").([]any); len(list) < 5 {
		t.Errorf("the problems are %v", list)
	}
}

// TestRequestsWithReasons holds that the simulator tells why it refused a call.
func TestRequestsWithReasons(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	s.call("call_operation", args("operation", "pay", "body", args("a", 1), "no_validate", true))
	list := s.ok("show_requests", args("refused", true, "operation", "pay"))
	if !strings.Contains(list.text, "cause:") {
		t.Errorf("there is no cause in %s", list.text)
	}
}

// TestBadArguments calls each tool with arguments that it must refuse.
func TestBadArguments(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	long := strings.Repeat("x", 2<<20)
	for _, c := range []struct {
		tool string
		args map[string]any
		kind apperr.Kind
		word string
	}{
		{"explain_operation", args("target", "pya"), apperr.Usage, "did you mean pay?"},
		{"explain_operation", args("targt", "pay"), apperr.Usage, "did you mean target?"},
		{"explain_operation", args("target", 5), apperr.Usage, "a text in quotes"},
		{"explain_operation", args("target", "pay", "part", "both"), apperr.Usage, "request, response"},
		{"explain_operation", args("target", "notifyPayment", "part", "response"), apperr.Usage, "neither request nor response"},
		{"explain_operation", args("target", "pay.order.gods"), apperr.Usage, "goods"},
		{"explain_operation", args("all_levels", "yes"), apperr.Usage, "true or false"},
		{"show_payments", args("before", "zz"), apperr.Usage, "is no paymentId"},
		{"explain_code", nil, apperr.Usage, "neither a code nor an operation"},
		{"explain_code", args("code", "NOPE"), apperr.Usage, "NOPE"},
		{"explain_code", args("code", "SUCCESS", "body", "{}"), apperr.Usage, "both a code and a body"},
		{"explain_code", args("body", "not json"), apperr.Usage, "body"},
		{"explain_code", args("body", strings.Repeat("[", 100_000)), apperr.Usage, "body"},
		{"explain_code", args("code", "SUCCESS", "operation", "payy"), apperr.Usage, "did you mean pay?"},
		{"explain_code", args("code", long), apperr.Usage, "at most 256"},
		{"find_methods", args("code", "ALIPAY_KH"), apperr.Usage, "ALIPAY_HK"},
		{"find_methods", args("region", "XX"), apperr.Usage, "XX"},
		{"find_methods", args("limit", 100_000), apperr.Usage, "from 1 to 200"},
		{"find_methods", args("limit", 1.5), apperr.Usage, "whole number"},
		{"find_currencies", args("code", "XYZ"), apperr.Usage, "XYZ"},
		{"search_practices", args("words", []any{"a"}), apperr.Usage, "a text in quotes"},
		{"read_guide", args("name", "../secrets"), apperr.Usage, "not one of its values"},
		{"read_guide", args("name", "webhooks", "section", "nothing like it"), apperr.Usage, "no section"},
		{"read_guide", args("section", "x"), apperr.Usage, "which guide"},
		{"check_request", args("operation", "pay"), apperr.Usage, "body is missing"},
		{"check_request", args("operation", "pay", "body", "{}"), apperr.Usage, "must be a JSON object"},
		{"check_request", args("operation", "pay", "body", args(), "account", "profile"), apperr.Usage, "account"},
		{"create_payment", args("amount", "12.345", "currency", "HKD", "method", "ALIPAY_HK"), apperr.Usage, "decimal"},
		{"create_payment", args("amount", "1", "currency", "XYZ", "method", "ALIPAY_HK"), apperr.Usage, "XYZ"},
		{"create_payment", args("amount", "-1", "currency", "HKD", "method", "ALIPAY_HK"), apperr.Usage, "amount"},
		{"create_payment", args("amount", "1", "currency", "HKD", "method", "ALIPAY_KH"), apperr.Refused, "ALIPAY_HK"},
		{"create_payment", args("kind", "gift"), apperr.Usage, "hosted_session"},
		{"create_payment", args("amount", "1", "currency", "HKD", "method", "ALIPAY_HK", "notify_url", "nowhere"), apperr.Usage, "URL"},
		{"inquire_payment", nil, apperr.Usage, "no id is given"},
		{"inquire_payment", args("payment_request_id", "a", "payment_id", "b"), apperr.Usage, "more than one id"},
		{"inquire_payment", args("payment_request_id", "a", "wait_seconds", 3600), apperr.Usage, "from 0 to 50"},
		{"inquire_payment", args("payment_request_id", "nothing"), apperr.Refused, "ORDER_NOT_EXIST"},
		{"refund_payment", nil, apperr.Usage, "no id is given"},
		{"call_operation", args("operation", "rm -rf", "body", args()), apperr.Usage, "operation"},
		{"call_operation", args("operation", "cancel", "body", args("x", 1)), apperr.Usage, "x"},
		{"show_payments", args("id", "nothing"), apperr.Usage, "show_payments lists"},
		{"show_payments", args("status", "DONE"), apperr.Usage, "PROCESSING, SUCCESS, FAIL, CANCELLED"},
		{"simulate_buyer", args("id", "nothing", "decision", "accept"), apperr.Usage, "show_payments lists"},
		{"simulate_buyer", args("id", "nothing", "decision", "decline", "what", "refund"), apperr.Usage, "nothing"},
		{"simulate_buyer", args("id", "nothing", "decision", "accept", "what", "subscription"), apperr.Usage, "nothing"},
		{"simulate_buyer", args("id", "nothing", "decision", "accept", "what", "authorization"), apperr.Usage, "nothing"},
		{"simulate_buyer", args("id", "nothing", "decision", "accept", "what", "card"), apperr.Usage, "nothing"},
		{"simulate_buyer", args("id", "x", "decision", "accept", "code", "Y"), apperr.Usage, "leave the argument code out"},
		{"simulate_buyer", args("id", "x", "decision", "decline", "method", "Y"), apperr.Usage, "leave the argument method out"},
		{"simulate_buyer", args("decision", "accept"), apperr.Usage, "id is missing"},
		{"simulate_buyer", args("id", "", "decision", "accept"), apperr.Usage, "id is missing"},
		{"send_notification", args("id", "nothing"), apperr.Usage, "nothing"},
		{"send_notification", args("id", "nothing", "forgery", "magic"), apperr.Usage, "wrong-key"},
		{"move_clock", args("by", "-5m"), apperr.Usage, "duration"},
		{"move_clock", args("by", "1m", "to", "now"), apperr.Usage, "both"},
		{"show_requests", args("id", "99999"), apperr.Usage, "no request with this number"},
		{"create_payment", args("amount", "1"), apperr.Usage, "add the argument currency, such as HKD"},
		{"create_payment", args("amount", "1", "currency", "ZZZ"), apperr.Usage, "find_currencies lists"},
		{"refund_payment", args("payment_request_id", "nothing"), apperr.Refused, "refund_payment with payment_id nothing"},
		{"verify_notification", nil, apperr.Usage, "a capture or a file"},
		{"verify_notification", args("capture", "hello"), apperr.Usage, "known formats"},
		{"verify_notification", args("capture", "x", "path", "notify"), apperr.Usage, "begin with /"},
		{"verify_notification", args("capture", "x", "headers", []any{"nonsense"}), apperr.Usage, "not a header"},
		{"verify_notification", args("capture", "x", "key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"), apperr.Usage, "the argument key"},
		{"verify_notification", args("capture", "x", "format", "pdf"), apperr.Usage, "pdf"},
		{"test_handler", args("url", "http://example.com/n"), apperr.Usage, "not an address of this machine"},
		{"test_handler", args("url", "http://127.0.0.1.example.com/n"), apperr.Usage, "not an address of this machine"},
		{"test_handler", args("url", "file:///etc/passwd"), apperr.Usage, "url"},
		{"test_handler", args("url", "http://127.0.0.1:1/n"), apperr.NoAnswer, "did not answer"},
		{"test_handler", args("url", "http://127.0.0.1:1/n", "only", []any{"nothing"}), apperr.Usage, "nothing"},
		{"test_handler", args("url", "http://127.0.0.1:1/n", "only", slices.Repeat([]any{"valid"}, 100)), apperr.Usage, "at most 64"},
		{"test_handler", args("url", "http://127.0.0.1:1/n", "value", "12.3"), apperr.Usage, "smallest unit"},
		{"test_handler", args("url", "http://127.0.0.1:1/n", "currency", "XYZ"), apperr.Usage, "currency"},
		{"read_inbox", args("id", "nothing"), apperr.Usage, "read_inbox"},
		{"read_inbox", args("since", "yesterday"), apperr.Usage, "neither a duration nor a time"},
		{"read_journal", args("since", "-1h"), apperr.Usage, "neither a duration nor a time"},
	} {
		s.refused(c.tool, c.args, c.kind, c.word)
	}
	if _, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "no_such_tool"}); err == nil {
		t.Error("a tool that does not exist was called")
	}
}

// TestErrorsHaveNoKeys holds that a key in a wrong place is not repeated.
func TestErrorsHaveNoKeys(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	const secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
	for _, c := range []called{
		s.call("explain_operation", args("target", secret)),
		s.call("verify_notification", args("capture", "x", "key", secret)),
		s.call("simulate_buyer", args("id", secret, "decision", "accept")),
		s.call("find_methods", args("code", secret)),
	} {
		if strings.Contains(c.text, secret) {
			t.Errorf("a key is repeated: %s", c.text)
		}
	}
}

// TestResources reads the guides and the specification.
func TestResources(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	count := 0
	for r, err := range s.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		count++
		got, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: r.URI})
		if err != nil || len(got.Contents[0].Text) < 100 {
			t.Errorf("%s: %v", r.URI, err)
		}
	}
	if count != len(docs.Names())+1 {
		t.Errorf("%d resources", count)
	}
	for uri, word := range map[string]string{
		"antom://operation/pay": "productCode", "antom://response/pay": "normalUrl", "antom://operation/notifyPayment": "notifyType",
		"antom://code/ORDER_NOT_EXIST": "next", "antom://method/ALIPAY_HK": "HKD", "antom://currency/JPY": "decimals", "antom://practices/notification": "text",
	} {
		got, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
		if err != nil || !strings.Contains(got.Contents[0].Text, word) {
			t.Errorf("%s: %v, %v", uri, got, err)
		}
	}
	for _, uri := range []string{"antom://operation/nothing", "antom://guide/../secrets", "antom://guide/nothing", "antom://nothing", "file:///etc/passwd", "antom://code/" + strings.Repeat("x", 5000)} {
		if got, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s is %v", uri, got)
		}
	}
}

// TestPrompts gets the prompts, with and without arguments.
func TestPrompts(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	for _, c := range []struct {
		name      string
		arguments map[string]string
		word      string
	}{
		{"integrate_apm_payments", map[string]string{"language": "Go", "method": "ALIPAY_HK"}, "this project in Go with ALIPAY_HK."},
		{"integrate_apm_payments", nil, "this project."},
		{"why_does_my_notification_fail", map[string]string{"capture": "a.har", "url": "http://127.0.0.1:1/\x1b[31m"}, "The capture: a.har"},
		{"why_does_my_notification_fail", nil, "of Antom fails."},
	} {
		got, err := s.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: c.name, Arguments: c.arguments})
		if err != nil {
			t.Fatal(err)
		}
		text := got.Messages[0].Content.(*mcp.TextContent).Text
		if !strings.Contains(text, c.word) || strings.Contains(text, "%!") || strings.Contains(text, "\x1b") {
			t.Errorf("%s: %s", c.name, text)
		}
	}
}
