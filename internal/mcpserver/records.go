package mcpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
)

// recordTools read what this machine keeps.
func (s *server) recordTools() []tool {
	return []tool{
		{
			name: "read_inbox", title: "Read received notifications", effect: reads,
			about: "List the notifications that a listener of antom (antom dev, antom webhook listen) received, newest first, with what became of forwarding them; " +
				"or show one with its headers and body. A rejected one has the cause. What does not verify is only a claim.",
			params: []param{
				{name: "id", kind: text, about: "show this notification: its id in the list"},
				{name: "about", kind: text, about: "list: only those about the payment, refund or request with this id"},
				{name: "type", kind: text, about: "list: only this notifyType; * stands for any characters"},
				{name: "rejected", kind: boolean, about: "list: only those that did not verify"},
				{name: "since", kind: text, about: `list: only those received since: a duration ago such as "1h", or an ISO 8601 time`},
				limit("notifications"),
			},
			result: inboxRead{}, run: readInbox,
		},
		{
			name: "read_journal", title: "Read the journal of requests", effect: reads,
			about: "List the requests that this machine sent, by this server or by the command line, newest first: ids, amounts, result codes and states. Bodies " +
				"and keys are not in it.",
			params: append([]param{
				{name: "id", kind: text, about: "only requests with this id: of the request, the order, the payment or the refund"},
				{name: "operation", kind: text, about: "only requests of this operation", enum: operationNames(), unlisted: true},
				{name: "since", kind: text, about: `only those sent since: a duration ago such as "24h", or an ISO 8601 time`},
				limit("requests"),
			}, s.account()...),
			result: journalRead{}, run: readJournal,
		},
	}
}

type inboxRead struct {
	Notifications []received `json:"notifications,omitempty"`
	Notification  *received  `json:"notification,omitempty"`
}

// received is a notification of the inbox.
type received struct {
	ID               string    `json:"id"`
	ReceivedAt       time.Time `json:"receivedAt"`
	NotifyType       string    `json:"notifyType,omitempty"`
	PaymentRequestID string    `json:"paymentRequestId,omitempty"`
	PaymentID        string    `json:"paymentId,omitempty"`
	RequestID        string    `json:"requestId,omitempty"` // of a refund, a capture or the like
	ResultStatus     string    `json:"resultStatus,omitempty"`
	ResultCode       string    `json:"resultCode,omitempty"`
	Verified         bool      `json:"verified"`
	Cause            string    `json:"cause,omitempty"` // why it was rejected
	DuplicateOf      string    `json:"duplicateOf,omitempty"`
	Acknowledged     *bool     `json:"acknowledged,omitempty"` // by the application, if it was forwarded

	Method  string            `json:"method,omitempty"`
	Path    string            `json:"path,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    json.RawMessage   `json:"body,omitempty"` // buyer data and secrets are masked
	Forward []inbox.Attempt   `json:"forward,omitempty"`
}

func newReceived(r *inbox.Record) received {
	out := received{
		ID: r.ID, ReceivedAt: r.ReceivedAt.UTC(), NotifyType: r.NotifyType, PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID, RequestID: r.RequestID,
		ResultStatus: string(r.Result.ResultStatus), ResultCode: string(r.Result.ResultCode), Verified: r.Verified, Cause: r.Cause, DuplicateOf: r.DuplicateOf,
	}
	if len(r.Forward) > 0 {
		acknowledged := r.Acknowledged()
		out.Acknowledged = &acknowledged
	}
	return out
}

// shownHeaders are the headers of a notification that a signature needs; others may
// have tokens and addresses of the user's.
func shownHeaders() []string {
	return []string{"client-id", "request-time", "signature", "content-type", "content-length", "content-encoding", "transfer-encoding", "user-agent"}
}

func readInbox(ctx context.Context, c *call) (result, error) {
	var a struct {
		ID, About, Type, Since string
		Rejected               bool
		Limit                  int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if c.o.Inbox == nil {
		return result{}, apperr.New(apperr.Config, "there is no directory for received notifications (no home directory)", nil)
	}
	store, err := c.o.Inbox()
	if err != nil {
		return result{}, err
	}
	if a.ID != "" {
		return showReceived(ctx, store, a.ID)
	}
	since, err := moment(a.Since, c.o.Now())
	if err != nil {
		return result{}, err
	}
	f := inbox.Filter{NotifyType: a.Type, ID: a.About, Since: since, Limit: limited(a.Limit), Reverse: true}
	if a.Rejected {
		no := false
		f.Verified = &no
	}
	f.OnDamage = func(d *inbox.Damage) { c.note(d.Error() + "; it is skipped") }
	var out inboxRead
	for r, err := range store.List(ctx, f) {
		if err != nil {
			return result{}, apperr.New(apperr.Config, "reading the inbox", err)
		}
		out.Notifications = append(out.Notifications, newReceived(r))
	}
	summary := fmt.Sprintf("%d notifications, newest first", len(out.Notifications))
	if len(out.Notifications) == 0 {
		summary = "no notification; the user starts a listener with antom dev, or antom webhook listen"
	}
	return result{summary: summary, value: out}, nil
}

func showReceived(ctx context.Context, store inbox.Reader, id string) (result, error) {
	for r, err := range store.List(ctx, inbox.Filter{ID: id, Limit: 1}) {
		if err != nil {
			return result{}, apperr.New(apperr.Config, "reading the inbox", err)
		}
		out := newReceived(r)
		out.Method, out.Path, out.Body, out.Forward = r.Message.Method, r.Message.Path, maskedJSON(bytes.TrimSpace(r.Message.Body)), r.Forward
		out.Headers = map[string]string{}
		for _, name := range shownHeaders() {
			for _, h := range r.Headers {
				if strings.EqualFold(h.Name, name) {
					out.Headers[name] = h.Value
				}
			}
		}
		summary := fmt.Sprintf("notification %s: %s, verified", out.ID, out.NotifyType)
		if !out.Verified {
			summary = fmt.Sprintf("notification %s: rejected (%s); its content is only a claim", out.ID, out.Cause)
		}
		return result{summary: summary, value: inboxRead{Notification: &out}}, nil
	}
	return result{}, apperr.New(apperr.Usage, "notification "+short(id), inbox.ErrNotFound, "read_inbox without an id lists them")
}

type journalRead struct {
	Requests []journal.Entry `json:"requests"`
}

func readJournal(_ context.Context, c *call) (result, error) {
	var a struct {
		ID, Operation, Since, Account string
		Limit                         int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	since, err := moment(a.Since, c.o.Now())
	if err != nil {
		return result{}, err
	}
	if c.o.Journal == nil {
		return result{}, apperr.New(apperr.Config, "there is no directory for the journal (no home directory)", nil)
	}
	local := a.Account != accountProfile
	f := journal.Filter{ID: a.ID, Operation: a.Operation, Since: since, Limit: limited(a.Limit), Local: &local}
	if !local {
		if c.o.Profile == nil {
			_, err := c.gateway(context.Background(), a.Account)
			return result{}, err
		}
		f.Profile = c.o.Profile.Name
	}
	report, err := c.o.Journal.Scan(f)
	if err != nil {
		return result{}, err
	}
	if report.Damaged > 0 {
		c.note(fmt.Sprintf("%d lines of the journal cannot be read, and are left out", report.Damaged))
	}
	return result{summary: fmt.Sprintf("%d requests, newest first", len(report.Entries)), value: journalRead{Requests: report.Entries}}, nil
}

// moment reads how long ago, or a time. Empty is the zero time.
func moment(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, apperr.New(apperr.Usage, "the argument since "+short(text)+" is neither a duration nor a time", nil, `such as "24h", or "2026-11-20T08:00:00+08:00"`)
	}
	return at, nil
}
