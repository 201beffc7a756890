package notification

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Fields are what a made notification is about. What is empty is made up.
type Fields struct {
	PaymentRequestID string // the merchant's id of the payment
	PaymentID        string // Antom's id of the payment
	Currency         string // three letters; HKD if empty
	Value            string // in the currency's smallest unit; 1000 if empty
	// Failed makes a notification about a failure.
	Failed bool
}

// A Maker makes notifications. Both fields are required.
type Maker struct {
	Now  func() time.Time
	Rand io.Reader // of the ids that are made up
}

// A Body is a notification that is not signed yet.
type Body struct {
	Kind string // of [Sample]; "" if it is not known
	Root *spec.Node
}

// Bytes is the body as compact JSON.
func (b *Body) Bytes() []byte { return b.Root.AppendJSON(nil) }

// Findings returns the rules of the specification that the body breaks.
func (b *Body) Findings(now time.Time) []spec.Finding {
	return spec.ValidateNotification(b.Kind, b.Root, spec.Options{Now: now})
}

// Make makes a notification of a type. Its times end at the present moment, in
// UTC. It is an error to ask for the failure of a type that reports none.
func (m Maker) Make(s Sample, f Fields) (*Body, error) {
	if f.Failed && s.FailCode == "" {
		return nil, fmt.Errorf("%s reports no failure", s.Name)
	}
	root, err := spec.ParseJSON([]byte(s.body))
	if err != nil {
		return nil, fmt.Errorf("the body of %s: %w", s.Name, err)
	}
	if f.Failed {
		omit(root, s.successOnly)
	}
	values, err := m.values(s, f)
	if err != nil {
		return nil, err
	}
	if err := fill(root, values); err != nil {
		return nil, fmt.Errorf("the body of %s: %w", s.Name, err)
	}
	b := &Body{Kind: s.Kind, Root: root}
	b.Sort()
	return b, nil
}

// Sort puts the members of every object into alphabetical order, as in the
// notification that Antom's guide to APM payments shows.
func (b *Body) Sort() { sortMembers(b.Root) }

func sortMembers(n *spec.Node) {
	ordered.Sort(n.Members, func(a, b spec.Member) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range n.Members {
		sortMembers(m.Value)
	}
	for _, item := range n.Items {
		sortMembers(item)
	}
}

func omit(root *spec.Node, names []string) {
	kept := root.Members[:0]
	for _, member := range root.Members {
		out := false
		for _, name := range names {
			out = out || member.Name == name
		}
		if !out {
			kept = append(kept, member)
		}
	}
	root.Members = kept
}

// fill replaces every text that begins with $.
func fill(n *spec.Node, values map[string]*spec.Node) error {
	if n.Kind == spec.String && strings.HasPrefix(n.Text, "$") {
		value, ok := values[n.Text[1:]]
		if !ok {
			return fmt.Errorf("there is no value for %s", n.Text)
		}
		*n = *value
		return nil
	}
	for _, m := range n.Members {
		if err := fill(m.Value, values); err != nil {
			return err
		}
	}
	return nil
}

// values are what the texts with a $ stand for.
func (m Maker) values(s Sample, f Fields) (map[string]*spec.Node, error) {
	now := m.Now().UTC()
	ids, err := m.ids(now)
	if err != nil {
		return nil, err
	}
	at := func(d time.Duration) *spec.Node { return spec.NewString(now.Add(d).Format(time.RFC3339)) }
	refundStatus := "SUCCESS"
	if f.Failed {
		refundStatus = "FAIL"
	}
	return map[string]*spec.Node{
		"amount":           object("currency", cmp.Or(f.Currency, "HKD"), "value", cmp.Or(f.Value, "1000")),
		"created":          at(-17 * time.Second),
		"done":             at(-3 * time.Second),
		"due":              at(7 * 24 * time.Hour),
		"later":            at(30 * 24 * time.Hour),
		"paymentId":        spec.NewString(cmp.Or(f.PaymentID, ids.antom("0"))),
		"antomId":          spec.NewString(ids.antom("9")),
		"paymentRequestId": spec.NewString(cmp.Or(f.PaymentRequestID, ids.merchant("PAY"))),
		"requestId":        spec.NewString(ids.merchant("REQ")),
		"token":            spec.NewString(ids.merchant("TEST")),
		"refundStatus":     spec.NewString(refundStatus),
		"result":           result(s, f.Failed),
	}, nil
}

func result(s Sample, failed bool) *spec.Node {
	if !failed {
		return object("resultCode", "SUCCESS", "resultMessage", "success.", "resultStatus", string(antom.StatusSuccess))
	}
	message := "failed."
	for _, c := range spec.FindCode(s.FailCode) {
		if c.Status == string(antom.StatusFailed) && c.Message != "" {
			message = c.Message
			break
		}
	}
	return object("resultCode", s.FailCode, "resultMessage", message, "resultStatus", string(antom.StatusFailed))
}

// object makes an object of names and texts.
func object(namesAndTexts ...string) *spec.Node {
	o := spec.NewObject()
	for i := 0; i+1 < len(namesAndTexts); i += 2 {
		o.Set(namesAndTexts[i], spec.NewString(namesAndTexts[i+1]))
	}
	return o
}

// ids are the time and the random digits that ids are made of.
type ids struct{ day, second, digits string }

func (m Maker) ids(now time.Time) (ids, error) {
	var random [12]byte
	if _, err := io.ReadFull(m.Rand, random[:]); err != nil {
		return ids{}, fmt.Errorf("reading random bytes for ids: %w", err)
	}
	for i := range random {
		random[i] = '0' + random[i]%10
	}
	return ids{now.Format("20060102"), now.Format("20060102150405"), string(random[:])}, nil
}

// antom is an id as Antom gives it: the day and 27 digits.
func (i ids) antom(kind string) string { return i.day + "1940108" + kind + "0100188" + i.digits }

// merchant is an id as a merchant may give it.
func (i ids) merchant(prefix string) string { return prefix + i.second + i.digits }
