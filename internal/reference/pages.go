package reference

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Page is a page on Antom's web sites.
type Page struct {
	Topic string `json:"topic"` // as it is typed, such as "pay" or "signature"
	About string `json:"about"`
	URL   string `json:"url"`
}

// docsHost is the host of Antom's documents.
const docsHost = "docs.antom.com"

// DocsHome is the page where Antom's documents begin.
func DocsHome() Page {
	return Page{Topic: "docs", About: "Antom's documents", URL: "https://" + docsHost}
}

// DocsPages lists the pages of Antom's documents that have a topic, by topic: the
// reference of each operation and notification, and pages about more than one.
func DocsPages() []Page {
	pages := []Page{
		docsPage("api", "How requests and responses are made", "ac/ams/api_fund"),
		docsPage("currencies", "Currencies and their smallest units", "ac/ref/cc"),
		docsPage("expiry", "When a payment expires, by payment method", "ac/pm/default_timeout"),
		docsPage("idempotency", "When a repeated request is safe", "ac/ams/idempotency"),
		docsPage("invalid-signature", "Causes of the result INVALID_SIGNATURE", "ac/ref/INVALID_SIGNATURE_error_code"),
		docsPage("methods", "Payment methods and their codes", "ac/pm/enumeration_values"),
		docsPage("reports", "Reports in the Antom Dashboard", "ac/merchant_service/reports"),
		docsPage("signature", "How to sign requests and verify responses", "ac/ams/digital_signature"),
		docsPage("test-cards", "Card numbers for tests in the sandbox", "ac/ref/card"),
		docsPage("notifyPayment", "Notification of a payment result", "ac/ams/paymentrn_online"),
		docsPage("notifyAuthorization", "Notification of an authorization", "ac/ams/notifyauth"),
		docsPage("notifyCapture", "Notification of a capture result", "ac/ams/notify_capture"),
		docsPage("notifyRefund", "Notification of a refund result", "ac/ams/notify_refund"),
		docsPage("notifyDispute", "Notification of a dispute", "ac/ams/notify_dispute"),
		docsPage("notifyDefenseDocument", "Notification of a document for a defence", "ac/ams/notifyDefenseDocument"),
	}
	for _, op := range spec.Operations() {
		if path, ok := strings.CutPrefix(op.Source, docsHost+"/"); ok {
			pages = append(pages, docsPage(op.Name, strings.TrimSuffix(op.Summary, "."), path))
		}
	}
	ordered.Sort(pages, func(a, b Page) int { return strings.Compare(strings.ToLower(a.Topic), strings.ToLower(b.Topic)) })
	return pages
}

func docsPage(topic, about, path string) Page {
	return Page{Topic: topic, About: about, URL: "https://" + docsHost + "/" + path}
}

// DashboardPages lists the pages of the Antom Dashboard that have a topic. The first
// is the page where it begins.
func DashboardPages() []Page {
	const dashboard = "https://dashboard.antom.com"
	return []Page{
		{Topic: "dashboard", About: "The Antom Dashboard: client id, keys, transactions", URL: dashboard},
		{Topic: "notifications", About: "The URL that notifications are sent to", URL: dashboard + "/global-payments/developers/iNotify"},
	}
}

// topicWords are other words for topics: the commands of antom, and what people say.
func topicWords() map[string]string {
	return map[string]string{
		"session": "createPaymentSession", "inquire": "inquiryPayment", "inquire-refund": "inquiryRefund", "payment": "pay",
		"sign": "signature", "signing": "signature", "verify": "signature", "keys": "signature", "webhook": "notifyPayment", "webhooks": "notifyPayment",
		"notification": "notifyPayment", "notifications": "notifyPayment", "notify": "notifyPayment", "dispute": "notifyDispute",
		"retry": "idempotency", "cards": "test-cards", "timeout": "expiry", "reconcile": "reports", "currency": "currencies", "method": "methods",
	}
}

// FindPage returns the page of a topic, whose case and hyphens do not count. Without
// one, near is the topic that was probably meant, or "".
func FindPage(pages []Page, topic string) (page Page, near string, ok bool) {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s))
	}
	if word := topicWords()[strings.ToLower(topic)]; word != "" && !slices.ContainsFunc(pages, func(p Page) bool { return p.Topic == topic }) {
		topic = word
	}
	var topics []string
	for _, p := range pages {
		if plain(p.Topic) == plain(topic) {
			return p, "", true
		}
		topics = append(topics, p.Topic)
	}
	return Page{}, spec.Nearest(topic, topics), false
}
